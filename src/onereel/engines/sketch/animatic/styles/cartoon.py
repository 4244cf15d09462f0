"""A cartoon: bright, clear colours.

Not here: line drawings (`pencil.py`).
"""

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.animatic.styles.brush import saturated
from onereel.engines.sketch.pixels import Pixels


def applied(picture: Pixels) -> Pixels:
    """Stronger colours."""
    return saturated(picture, 1.22)


STYLE = StyleKind(
    name="cartoon",
    words="卡通 动漫 动画 二次元 吉卜力 宫崎骏 皮克斯 cartoon anime animated animation ghibli pixar",
    applied=applied,
    vignette=0.10,
)
