"""Chinese ink on paper.

Not here: the pale sky and the missing clouds that go with it (`palette.py`).
"""

from onereel.engines.sketch.animatic.styles import StyleKind
from onereel.engines.sketch.animatic.styles.brush import paper, saturated
from onereel.engines.sketch.pixels import Pixels


def applied(picture: Pixels) -> Pixels:
    """Nearly without colour; what is red stays faintly red, as a seal does."""
    return saturated(picture, 0.36)


STYLE = StyleKind(
    name="ink",
    words="水墨 国画 山水画 墨 工笔 ink-wash ink-painting sumi chinese-painting ink",
    applied=applied,
    vignette=0.12,
    paper=paper,
)
