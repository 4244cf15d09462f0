"""Watercolour on rough paper.

Not here: ink (`ink.py`).
"""

import cv2

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.animatic.styles.brush import paper, washed
from onereel.engines.sketch.pixels import Pixels


def applied(picture: Pixels) -> Pixels:
    """Washes of light colour, with some of the drawing left to see."""
    return cv2.addWeighted(washed(picture), 0.62, picture, 0.34, 36)


STYLE = StyleKind(
    name="watercolour",
    words="水彩 水彩画 watercolor watercolour aquarelle gouache",
    applied=applied,
    vignette=0.06,
    paper=paper,
)
