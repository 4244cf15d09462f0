"""A dream: soft, bright and glowing.

Not here: fog (`weather.py`).
"""

import cv2

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.pixels import Pixels


def applied(picture: Pixels) -> Pixels:
    """The picture with the light of its own blur over it."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(4, width // 8), max(4, height // 8)), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.addWeighted(picture, 0.66, soft, 0.46, 8)


STYLE = StyleKind(
    name="dream",
    words="梦幻 童话 奇幻 仙境 唯美 dreamy fairy-tale fairytale pastel magical fantasy dreamlike",
    applied=applied,
    vignette=0.10,
)
