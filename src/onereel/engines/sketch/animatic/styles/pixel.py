"""Pixel art.

Not here: any other way of making a picture coarse.
"""

import cv2

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.animatic.styles.brush import saturated
from onereel.engines.sketch.pixels import Pixels

ACROSS = 176
"""Squares on the longer side."""


def applied(picture: Pixels) -> Pixels:
    """The picture in large squares of strong colour."""
    height, width = picture.shape[:2]
    share = min(1.0, ACROSS / max(height, width))
    small = cv2.resize(
        picture, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA
    )
    return cv2.resize(saturated(small, 1.25), (width, height), interpolation=cv2.INTER_NEAREST)


STYLE = StyleKind(
    name="pixel",
    words="像素 像素风 像素画 pixel pixel-art 8-bit 8bit",
    applied=applied,
)
