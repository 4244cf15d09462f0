"""Oil on canvas.

Not here: watercolour (`watercolour.py`).
"""

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.animatic.styles.brush import canvas, saturated, washed
from onereel.engines.sketch.pixels import Pixels


def applied(picture: Pixels) -> Pixels:
    """Thick patches of strong colour."""
    return saturated(washed(picture, rounds=3), 1.28)


STYLE = StyleKind(
    name="oil",
    words="油画 印象派 梵高 莫奈 oil-painting oil impressionist impressionism van-gogh monet",
    applied=applied,
    paper=canvas,
)
