"""Requests, materials and looks into finished files, for the tests of the sketch engine.

Not here: tests.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from tests.builders import build_request

from onereel.domain.media import Picture
from onereel.domain.request import VideoRequest
from onereel.engines.base import Materials
from onereel.engines.sketch.messages import Finished, Order
from onereel.engines.sketch.studio import carry_out

WIDTH, HEIGHT, RATE = 320, 180, 12


def small_request(**changes) -> VideoRequest:
    """A silent clip of one second, small enough to be drawn in a moment."""
    settings = {
        "prompt": "a cat on a meadow",
        "width": WIDTH,
        "height": HEIGHT,
        "frame_rate": RATE,
        "frame_count": RATE,
    }
    return build_request(**{**settings, **changes})


ORDER_FIELDS = ("codec", "label", "task_id")


def draw(workspace: Path, *, materials: Materials | None = None, report=lambda share: None, **changes) -> Finished:
    """Carry out a small request in this process; changes go to the request, or to the order's own fields."""
    workspace.mkdir(parents=True, exist_ok=True)
    ordered = {name: changes.pop(name) for name in ORDER_FIELDS if name in changes}
    order = Order(request=small_request(**changes), materials=materials or Materials(), workspace=workspace, **ordered)
    reply = carry_out(order, report=report)
    assert isinstance(reply, Finished), reply
    return reply


def photograph(seed: int, *, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A picture with soft and sharp detail, BGR; different seeds have nothing in common."""
    chance = np.random.default_rng(seed)
    rough = chance.random((9, 16, 3)).astype(np.float32)
    picture = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC) * 200 + 20
    for _ in range(12):
        middle = (int(chance.integers(width)), int(chance.integers(height)))
        colour = tuple(float(part) for part in chance.integers(0, 255, 3))
        cv2.circle(picture, middle, int(chance.integers(8, 30)), colour, -1, cv2.LINE_AA)
    return np.clip(picture, 0, 255).astype(np.uint8)


def save(picture: np.ndarray, path: Path) -> Path:
    """The picture as a PNG file."""
    assert cv2.imwrite(str(path), picture)
    return path


def picture_of(array: np.ndarray) -> Picture:
    """What the domain knows of it."""
    return Picture(asset_id="picture", width=array.shape[1], height=array.shape[0])


def frames_of(path: Path) -> list[np.ndarray]:
    """All frames, BGR."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def sound_of(path: Path) -> np.ndarray:
    """All samples, 2 x n."""
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


@dataclass(frozen=True)
class Streams:
    """What a file says of itself."""

    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    rate: Fraction
    frames: int
    colours: tuple[int, int, int, int]
    video_seconds: Fraction
    audio: tuple[str, int, int] | None
    audio_seconds: Fraction | None


def streams_of(path: Path) -> Streams:
    """Read a file's header."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        context = video.codec_context
        audio = container.streams.audio[0] if container.streams.audio else None
        return Streams(
            codec=context.name,
            profile=context.profile,
            pixel_format=context.pix_fmt,
            width=video.width,
            height=video.height,
            rate=video.average_rate,
            frames=video.frames,
            colours=(context.colorspace, context.color_primaries, context.color_trc, context.color_range),
            video_seconds=video.duration * video.time_base,
            audio=(audio.codec_context.name, audio.rate, audio.channels) if audio else None,
            audio_seconds=audio.duration * audio.time_base if audio else None,
        )


def difference(first: np.ndarray, second: np.ndarray) -> float:
    """Mean difference of two pictures, in levels."""
    return float(np.mean(np.abs(first.astype(np.int16) - second)))


def similarity(first: np.ndarray, second: np.ndarray) -> float:
    """SSIM of the brightness of two BGR pictures."""
    one, two = (cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float64) for picture in (first, second))

    def smooth(values: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(values, (11, 11), 1.5)

    mean_one, mean_two = smooth(one), smooth(two)
    variance_one = smooth(one * one) - mean_one**2
    variance_two = smooth(two * two) - mean_two**2
    together = smooth(one * two) - mean_one * mean_two
    above = (2 * mean_one * mean_two + 6.5025) * (2 * together + 58.5225)
    below = (mean_one**2 + mean_two**2 + 6.5025) * (variance_one + variance_two + 58.5225)
    return float(np.mean(above / below))
