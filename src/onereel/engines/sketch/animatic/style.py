"""The look of the whole picture, made for one frame size: the plan's style, its paper and a vignette.

Not here: the styles themselves (`styles`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.plan import ScenePlan
from onereel.engines.sketch.animatic.styles import PLAIN, StyleKind, style_kinds
from onereel.engines.sketch.pixels import Pixels


class Look:
    """A look made for one frame size."""

    def __init__(self, plan: ScenePlan, *, width: int, height: int) -> None:
        """Prepare the look that the plan's style asks for."""
        self._style = style_kinds().get(plan.style, StyleKind(name=PLAIN, words=""))
        across = np.linspace(-1, 1, width, dtype=np.float32)[None]
        down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        light = 1 - self._style.vignette * np.clip((across**2 + down**2) / 2, 0, 1) ** 1.4
        if self._style.paper is not None:
            light = light * self._style.paper(height, width) * 0.93
        shade = np.clip(255 * light, 0, 255).astype(np.uint8)
        self._shade = cv2.merge([shade, shade, shade, np.full_like(shade, 255)])

    def applied(self, picture: Pixels) -> Pixels:
        """The picture in this look; may change and return the same array."""
        picture = self._style.applied(picture)
        return cv2.multiply(picture, self._shade, picture, 1 / 255)
