"""A flower, large enough to be what the picture is about.

Not here: the small ones in meadows (`grass.py`).
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, turned
from onereel.engines.sketch.pixels import Colour

PETALS: tuple[Colour, ...] = ((72, 68, 224), (60, 190, 246), (190, 120, 236), (226, 226, 240), (200, 110, 150))
STALK: Colour = (70, 140, 74)


def draw(pen: Pen, pose: Pose) -> None:
    """A flower with two leaves that sways, and opens a little more with every breath of the wind."""
    petal = pose.colour or PETALS[pose.variant % len(PETALS)]
    sway = 0.10 * math.sin(pose.seconds * 1.7) + 0.03 * math.sin(pose.seconds * 4.1)
    head: Point = (sway, 0.92 - 0.25 * sway * sway)
    bend: Point = (0.25 * sway, 0.45)
    pen.tail([(0.0, 0.0), bend, added(bend, (0.25 * sway, 0.24)), head], 0.032, 0.022, STALK)
    for side in (1, -1):
        _leaf(pen, added(bend, (0.0, -0.16 + 0.07 * side)), side, lift=0.10 * math.sin(pose.seconds * 1.7 + side))
    opened = 0.92 + 0.08 * math.sin(pose.seconds * 0.8 + pose.variant)
    for ring, count, reach, colour in ((0, 9, 0.27, darker(petal, 0.78)), (1, 8, 0.21, petal)):
        for number in range(count):
            angle = 2 * math.pi * number / count + 0.35 * ring + 0.6 * sway
            _petal(pen, head, angle, reach * opened, colour)
    pen.ball(head, 0.095, (40, 120, 190))
    pen.ball(added(head, (-0.02, 0.025)), 0.062, (70, 176, 236))


def _petal(pen: Pen, root: Point, angle: float, reach: float, colour: Colour) -> None:
    outline = ((0.02, 0.0), (0.45, 0.30), (0.95, 0.20), (1.04, 0.0), (0.95, -0.20), (0.45, -0.30))
    pen.blob([added(root, turned((x * reach, y * reach), angle)) for x, y in outline], colour, steps=4)


def _leaf(pen: Pen, root: Point, side: int, *, lift: float) -> None:
    outline = ((0.0, 0.0), (0.14, 0.09), (0.30, 0.12 + lift), (0.20, 0.0 + lift / 2))
    pen.blob([added(root, (x * side, y)) for x, y in outline], darker(STALK, 0.85), steps=5)


FIGURE = FigureKind(
    name="flower",
    words="鲜花 花朵 一朵花 玫瑰 玫瑰花 向日葵 郁金香 荷花 牡丹 花儿 flower flowers rose roses sunflower tulip lotus",
    draw=draw,
    box=(-0.48, -0.04, 0.48, 1.28),
    height=0.34,
    metres=0.5,
    actions=("stand",),
    home="garden",
)
