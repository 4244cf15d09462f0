"""Eyes and noses, so that animals and people look at something.

Not here: heads.
"""

from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added
from onereel.engines.sketch.pixels import Colour

WHITE: Colour = (250, 252, 252)
INK: Colour = (34, 28, 26)


def is_blinking(seconds: float) -> bool:
    """Whether the eyes are shut in this moment."""
    return seconds % 2.9 > 2.78


def eye(pen: Pen, middle: Point, radius: float, *, seconds: float, iris: Colour = INK, asleep: bool = False) -> None:
    """A round eye with a light in it; a line when it is shut."""
    if asleep or is_blinking(seconds):
        pen.line(
            [
                added(middle, (-radius, 0.1 * radius)),
                added(middle, (0, -0.3 * radius)),
                added(middle, (radius, 0.1 * radius)),
            ],
            radius * 0.4,
            INK,
        )
        return
    pen.ball(middle, radius, WHITE, tall=radius * 1.1)
    pen.ball(added(middle, (radius * 0.22, -0.05 * radius)), radius * 0.74, iris, tall=radius * 0.86)
    if iris != INK:
        pen.ball(added(middle, (radius * 0.25, -0.05 * radius)), radius * 0.34, INK, tall=radius * 0.7)
    pen.ball(added(middle, (radius * 0.45, radius * 0.35)), radius * 0.26, WHITE)
