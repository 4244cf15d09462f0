"""The look of the whole picture: vignette, black and white, old film, ink, watercolour.

Not here: what the picture shows.
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.plan import ScenePlan
from onereel.engines.sketch.pixels import Field, Pixels

SEPIA: Field = np.array([[0.36, 0.38, 0.10, 0], [0.34, 0.50, 0.16, 0], [0.36, 0.58, 0.22, 0], [0, 0, 0, 1]], np.float32)


class Look:
    """A look made for one frame size."""

    def __init__(self, plan: ScenePlan, *, width: int, height: int) -> None:
        """Prepare the look that the plan's style asks for."""
        self._style = plan.style
        across = np.linspace(-1, 1, width, dtype=np.float32)[None]
        down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        strength = 0.42 if plan.style == "vintage" else 0.20
        shade = np.clip(255 * (1 - strength * np.clip((across**2 + down**2) / 2, 0, 1) ** 1.4), 0, 255).astype(np.uint8)
        self._vignette = cv2.merge([shade, shade, shade, np.full_like(shade, 255)])

    def applied(self, picture: Pixels) -> Pixels:
        """The picture in this look; may change and return the same array."""
        if self._style in ("mono", "ink"):
            grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY), cv2.COLOR_GRAY2BGRA)
            colour = 0.04 if self._style == "mono" else 0.30
            picture = cv2.addWeighted(picture, colour, grey, 1 - colour, 0)
        elif self._style == "vintage":
            picture = cv2.transform(picture, SEPIA)
        elif self._style in ("watercolour", "dream"):
            soft = cv2.blur(picture, (9, 9))
            picture = cv2.addWeighted(picture, 0.62, soft, 0.46, 6)
        return cv2.multiply(picture, self._vignette, picture, 1 / 255)
