"""The visible mark in a corner: the default words, or a picture of the caller's own.

Not here: whether a mark is wanted and on which of the files.
"""

from pathlib import Path

import cv2
import numpy as np

from onereel.domain.request import Corner, Watermark
from onereel.engines.sketch.film.lettering import drawable, letters, measure, shadowed
from onereel.engines.sketch.film.planes import Overlay
from onereel.engines.sketch.pictures import load_layer
from onereel.engines.sketch.pixels import Pixels, faded

DEFAULT_WORDS = "内容由 AI 生成"
LETTER_SHARE = 0.036
"""Height of the letters as a share of the frame's short side."""
PICTURE_SHARE = 0.09
PICTURE_WIDTH_SHARE = 0.25
MARGIN_SHARE = 0.025
STRENGTH = 0.82


def make_mark(watermark: Watermark, *, path: Path | None, width: int, height: int) -> Overlay:
    """The mark that `watermark` asks for, to be laid over frames; `path` holds its picture. Raises ImageError."""
    short = min(width, height)
    margin = max(2, round(short * MARGIN_SHARE))
    room = (width - 2 * margin, height - 2 * margin)
    if path is None:
        picture = _written(drawable(watermark.text) or DEFAULT_WORDS, short=short, width=room[0])
    else:
        picture = _fitted(load_layer(path, max_side=max(64, short)), width=width, short=short)
    picture = picture[: room[1], : room[0]]
    at_left = watermark.corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT)
    at_top = watermark.corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT)
    return Overlay(
        faded(np.ascontiguousarray(picture), STRENGTH),
        left=margin if at_left else width - margin - picture.shape[1],
        top=margin if at_top else height - margin - picture.shape[0],
    )


def _written(words: str, *, short: int, width: int) -> Pixels:
    """The words in white over a soft shadow, smaller than usual where they would not fit beside each other."""
    size = max(9, round(short * LETTER_SHARE))
    needed = measure(words, size=size) + size
    if needed > width:
        size = max(6, int(size * width / needed))
    picture = shadowed(letters([words], size=size), size=size, shadow=0.55)
    margin = size // 3
    return picture[margin:-margin, margin:-margin]


def _fitted(picture: Pixels, *, width: int, short: int) -> Pixels:
    scale = min(short * PICTURE_SHARE / picture.shape[0], width * PICTURE_WIDTH_SHARE / picture.shape[1])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
