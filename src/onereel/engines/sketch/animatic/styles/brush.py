"""What several painterly styles share: greys, washes, paper and canvas.

Not here: a style of its own.
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.texture import clouds, spread
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.pixels import Field, Pixels, as_field


def saturated(picture: Pixels, amount: float) -> Pixels:
    """The colours farther from grey (above 1) or nearer to it."""
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY), cv2.COLOR_GRAY2BGRA)
    return cv2.addWeighted(picture, amount, grey, 1 - amount, 0)


def washed(picture: Pixels, *, size: int = 5, rounds: int = 2) -> Pixels:
    """The picture in patches of even colour with firm edges, as a wet brush leaves them."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(8, width // 2), max(8, height // 2)), interpolation=cv2.INTER_AREA)
    for _ in range(rounds):
        small = cv2.medianBlur(small, size)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def paper(height: int, width: int) -> Field:
    """The tooth of rough paper, with stains where a wash dried."""
    chance = Chance("paper")
    fine = spread(clouds(chance.of("fine"), falloff=0.9), width=width, height=height, across=256, down=256)
    broad = spread(clouds(chance.of("broad"), falloff=2.6), width=width, height=height, across=900, down=900)
    return as_field(1.0 + 0.15 * (fine - 0.5) + 0.22 * (broad - 0.5))


def canvas(height: int, width: int) -> Field:
    """The weave of canvas under thick strokes."""
    chance = Chance("canvas")
    strokes = spread(clouds(chance.of("strokes"), falloff=1.2), width=width, height=height, across=420, down=130)
    weave = (
        np.sin(np.arange(width, dtype=np.float32) * 1.7)[None]
        * np.sin(np.arange(height, dtype=np.float32) * 1.7)[:, None]
    )
    return as_field(1.0 + 0.30 * (strokes - 0.5) + 0.02 * weave)
