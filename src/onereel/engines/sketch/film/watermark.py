"""The visible mark in a corner: the default words, or a picture of the caller's own.

Not here: whether a mark is wanted and on which of the files.
"""

from pathlib import Path

import cv2
import numpy as np

from onereel.domain.request import Corner, Watermark
from onereel.engines.sketch.film.lettering import drawable, letters, shadowed
from onereel.engines.sketch.pictures import load_bgra
from onereel.engines.sketch.pixels import Pixels, faded, place

DEFAULT_WORDS = "内容由 AI 生成"
LETTER_SHARE = 0.036
"""Height of the letters as a share of the frame's short side."""
PICTURE_SHARE = 0.09
PICTURE_WIDTH_SHARE = 0.25
MARGIN_SHARE = 0.025
STRENGTH = 0.82


class Mark:
    """A mark made for one frame size, to be laid over frames."""

    def __init__(self, picture: Pixels, *, corner: Corner, width: int, height: int) -> None:
        self._picture = picture
        margin = round(min(width, height) * MARGIN_SHARE)
        at_left = corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT)
        at_top = corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT)
        self.left = margin if at_left else width - margin - picture.shape[1]
        self.top = margin if at_top else height - margin - picture.shape[0]

    def on(self, frame: Pixels) -> Pixels:
        """A copy of the frame that carries the mark."""
        marked = frame.copy()
        place(marked, self._picture, left=self.left, top=self.top)
        return marked


def make_mark(watermark: Watermark, *, path: Path | None, width: int, height: int) -> Mark:
    """The mark that `watermark` asks for; `path` holds its picture, if it has one. Raises ImageError."""
    short = min(width, height)
    if path is None:
        size = max(9, round(short * LETTER_SHARE))
        words = letters([drawable(watermark.text) or DEFAULT_WORDS], size=size)
        picture = shadowed(words, size=size, shadow=0.55)
        margin = size // 3
        picture = np.ascontiguousarray(picture[margin:-margin, margin:-margin])
    else:
        picture = _fitted(load_bgra(path, max_side=max(64, short)), width=width, short=short)
    return Mark(faded(picture, STRENGTH), corner=watermark.corner, width=width, height=height)


def _fitted(picture: Pixels, *, width: int, short: int) -> Pixels:
    scale = min(short * PICTURE_SHARE / picture.shape[0], width * PICTURE_WIDTH_SHARE / picture.shape[1])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
