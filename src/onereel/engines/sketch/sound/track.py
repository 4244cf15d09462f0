"""The caller's own audio file, decoded to the length of the picture.

Not here: generated sound.
"""

from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.waves import RATE

CUT_FADE = 0.01
"""Seconds in which a track that goes on is let go, so that its cut is no click."""


class TrackError(Exception):
    """The file holds no audio that can be decoded."""


def load_track(path: Path, *, count: int) -> Field:
    """The first `count` samples (x 2, 48 kHz) of the file, silence after its end. Raises TrackError."""
    try:
        pieces = _decode(path, count=count)
    except (FFmpegError, OSError, ValueError) as error:
        raise TrackError("the audio could not be decoded") from error
    if not pieces:
        raise TrackError("the file holds no audio")
    sound = np.concatenate(pieces)
    padded = np.zeros((count, 2), np.float32)
    padded[: min(count, len(sound))] = sound[:count]
    if len(sound) > count:
        fade = min(count, int(CUT_FADE * RATE))
        padded[count - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    return np.clip(padded, -1, 1)


def _decode(path: Path, *, count: int) -> list[Field]:
    pieces: list[Field] = []
    held = 0
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return []
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                pieces.append(piece.to_ndarray().T)
                held += len(pieces[-1])
            if held >= count:
                return pieces
        pieces.extend(piece.to_ndarray().T for piece in resampler.resample(None))
    return pieces
