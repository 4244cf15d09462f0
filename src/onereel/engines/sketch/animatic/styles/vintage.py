"""Old film, brown and dark at its corners.

Not here: black and white (`mono.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.pixels import Field, Pixels

SEPIA: Field = np.array([[0.36, 0.38, 0.10, 0], [0.34, 0.50, 0.16, 0], [0.36, 0.58, 0.22, 0], [0, 0, 0, 1]], np.float32)


def applied(picture: Pixels) -> Pixels:
    """Faded toward brown."""
    return cv2.transform(picture, SEPIA)


STYLE = StyleKind(
    name="vintage",
    words="复古 怀旧 老电影 胶片 老照片 vintage retro sepia old-film nostalgic",
    applied=applied,
    vignette=0.42,
)
