"""A pencil drawing.

Not here: ink (`ink.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.animatic.styles.brush import paper
from onereel.engines.sketch.pixels import Pixels


def applied(picture: Pixels) -> Pixels:
    """Dark where brightness changes, with a little of the shading."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY)
    soft = cv2.blur(grey, (13, 13))
    lines = cv2.divide(grey, np.maximum(soft, 1), scale=246)
    return cv2.cvtColor(cv2.addWeighted(lines, 0.80, grey, 0.20, 0), cv2.COLOR_GRAY2BGRA)


STYLE = StyleKind(
    name="pencil",
    words="素描 铅笔画 线稿 手绘 pencil pencil-drawing line-drawing line-art sketch hand-drawn charcoal",
    applied=applied,
    vignette=0.10,
    paper=paper,
)
