"""Black and white film.

Not here: brown old film (`vintage.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.pixels import Pixels

_BLACK, _WHITE = 0.08, 0.70
"""What becomes black and white: a grey picture of a grey day would show neither."""
_LEVELS = np.clip((np.linspace(0, 1, 256) - _BLACK) / (_WHITE - _BLACK), 0, 1)
_CURVE = np.clip(255 * (0.45 * _LEVELS + 0.55 * (1.0 / (1.0 + np.exp(-9.5 * (_LEVELS - 0.36))))), 0, 255).astype(
    np.uint8
)
"""Deep blacks and bright lights."""


def applied(picture: Pixels) -> Pixels:
    """Grey, with more contrast than the colours had."""
    grey = cv2.LUT(cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY), _CURVE)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGRA)


STYLE = StyleKind(
    name="mono",
    words="黑白 单色 black-and-white monochrome noir greyscale grayscale",
    applied=applied,
    vignette=0.34,
)
