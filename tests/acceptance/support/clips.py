"""Videos opened with PyAV and looked at: sizes, times, sound, pictures, motion.

Not here: what a video should be.
"""

import io
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tests.acceptance.support.pictures import Image


@dataclass(frozen=True)
class Facts:
    """What a file says and holds."""

    width: int
    height: int
    frames: int
    """Counted by decoding."""
    rate: Fraction
    codec: str
    has_audio: bool


@dataclass(frozen=True)
class Clip:
    """A decoded video."""

    facts: Facts
    seconds: Fraction
    """Of the video stream."""
    pictures: list[Image]
    """Every eighth frame and the last, at their full size."""
    sound: NDArray[np.float32]
    """All samples of the first channel; empty without an audio track."""
    sound_rate: int


def open_clip(content: bytes) -> Clip:
    """Decode the whole file."""
    with av.open(io.BytesIO(content)) as file:
        video = file.streams.video[0]
        pictures: list[Image] = []
        count, newest = 0, None
        for frame in file.decode(video):
            newest = frame
            if count % 8 == 0:
                pictures.append(frame.to_ndarray(format="bgr24"))
            count += 1
        assert newest is not None
        assert video.duration is not None
        assert video.time_base is not None
        assert video.average_rate is not None
        pictures.append(newest.to_ndarray(format="bgr24"))
        facts = Facts(
            width=video.codec_context.width,
            height=video.codec_context.height,
            frames=count,
            rate=Fraction(video.average_rate),
            codec=video.codec_context.name,
            has_audio=bool(file.streams.audio),
        )
        seconds = video.duration * video.time_base
    sound, rate = _read_sound(content) if facts.has_audio else (np.empty(0, np.float32), 0)
    return Clip(facts=facts, seconds=seconds, pictures=pictures, sound=sound, sound_rate=rate)


def likeness(one: Image, other: Image) -> float:
    """The correlation of two pictures, small and blurred; 1.0 for the same picture."""
    grey = [
        cv2.GaussianBlur(
            cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (160, 90), interpolation=cv2.INTER_AREA), (5, 5), 0
        ).ravel()
        for image in (one, other)
    ]
    return float(np.corrcoef(grey[0], grey[1])[0, 1])


def difference(one: Image, other: Image) -> float:
    """The mean difference of two pictures, 0 to 255."""
    return float(cv2.absdiff(one, other).mean())


def movements(clip: Clip) -> list[float]:
    """How much changes from each kept picture to the next."""
    return [difference(one, other) for one, other in zip(clip.pictures, clip.pictures[1:], strict=False)]


def corner(image: Image, *, bottom: bool, right: bool) -> Image:
    """The quarter of a picture's width and height that lies in a corner."""
    height, width = image.shape[0] // 4, image.shape[1] // 4
    rows = slice(-height, None) if bottom else slice(None, height)
    columns = slice(-width, None) if right else slice(None, width)
    return image[rows, columns]


def strongest_hertz(clip: Clip, *, begin: float, end: float) -> float:
    """The loudest frequency between two moments."""
    piece = clip.sound[int(begin * clip.sound_rate) : int(end * clip.sound_rate)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
    return float(np.fft.rfftfreq(len(piece), 1 / clip.sound_rate)[int(spectrum.argmax())])


def loudness(clip: Clip, *, begin: float, end: float) -> float:
    """The root mean square between two moments, 0 to 1."""
    piece = clip.sound[int(begin * clip.sound_rate) : int(end * clip.sound_rate)]
    return float(np.sqrt(np.mean(np.square(piece))))


def _read_sound(content: bytes) -> tuple[NDArray[np.float32], int]:
    resampler = av.AudioResampler(format="fltp", layout="mono")
    with av.open(io.BytesIO(content)) as file:
        stream = file.streams.audio[0]
        frames = [piece for frame in file.decode(stream) for piece in resampler.resample(frame)]
        return np.concatenate([frame.to_ndarray()[0] for frame in frames]), stream.codec_context.sample_rate
