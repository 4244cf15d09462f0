"""Pictures as the encoder takes them: brightness and two half-size colour differences (yuv420p, BT.709, video range).

Not here: encoding. Frames are converted in the drawing threads, and marks are laid over what is already converted.
"""

from dataclasses import dataclass

import av
import cv2
import numpy as np

from onereel.engines.sketch.pixels import Field, Pixels

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_MATRIX = np.array(
    [
        [_BLUE, _GREEN, _RED],
        [0.5, -0.5 * _GREEN / (1 - _BLUE), -0.5 * _RED / (1 - _BLUE)],
        [-0.5 * _BLUE / (1 - _RED), -0.5 * _GREEN / (1 - _RED), 0.5],
    ],
    np.float32,
)
_RANGES = (219 / 255, 224 / 255, 224 / 255)
_ZEROS = (16, 128, 128)


def to_planes(picture: Pixels, *, width: int, height: int) -> av.VideoFrame:
    """The BGRA picture converted, and scaled on the way when its size is another."""
    # the buffer is lent and not copied: what comes out of reformat is a frame of its own
    lent = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), format="bgra")
    return lent.reformat(width=width, height=height, format="yuv420p", dst_colorspace="ITU709")


def to_colours(frame: av.VideoFrame) -> Pixels:
    """A converted frame as a BGR picture."""
    return frame.reformat(format="bgr24", src_colorspace="ITU709").to_ndarray()


def copied(frame: av.VideoFrame) -> av.VideoFrame:
    """A converted frame once more, to be changed without changing the first."""
    return av.VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")


@dataclass(frozen=True, slots=True)
class _Part:
    """What an overlay adds to one plane, and how much of the plane shines through it."""

    added: Field
    through: Field
    left: int
    top: int


class Overlay:
    """A premultiplied BGRA picture at a fixed place, ready to be laid over converted frames."""

    def __init__(self, picture: Pixels, *, left: int, top: int) -> None:
        """Convert the picture once. It must lie wholly inside the frames."""
        # one colour difference stands for 2 x 2 pixels, so the picture is widened to even rows and columns
        odd = (top % 2, (top + picture.shape[0]) % 2, left % 2, (left + picture.shape[1]) % 2)
        even = cv2.copyMakeBorder(picture, *odd, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)).astype(np.float32)
        left, top = left - left % 2, top - top % 2
        half = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
        self._parts = [
            _part(level, number, left=left // scale, top=top // scale)
            for number, (level, scale) in enumerate(((even, 1), (half, 2), (half, 2)))
        ]

    def apply(self, frame: av.VideoFrame) -> None:
        """Lay it over the frame, in place."""
        for plane, part in zip(frame.planes, self._parts, strict=True):
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            height, width = part.added.shape
            under = rows[part.top : part.top + height, part.left : part.left + width]
            under[:] = under * part.through + part.added


def _part(level: Field, number: int, *, left: int, top: int) -> _Part:
    coverage = level[..., 3] / 255
    colour = level[..., :3] @ _MATRIX[number] * np.float32(_RANGES[number])
    return _Part(colour + coverage * _ZEROS[number] + np.float32(0.5), 1 - coverage, left, top)
