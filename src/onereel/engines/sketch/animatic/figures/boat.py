"""A sailing boat.

Not here: water and its mirror.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, darker, turned
from onereel.engines.sketch.pixels import Colour

SAIL: Colour = (232, 240, 248)


def draw(pen: Pen, pose: Pose) -> None:
    """A boat under two sails, rolling with the waves."""
    roll = 0.04 * math.sin(pose.seconds * 1.3)
    lift = 0.015 * math.sin(pose.seconds * 1.9)
    hull = pose.colour or (52, 58, 132)

    def at(*points: Point) -> list[Point]:
        return [(x, y + lift) for x, y in (turned(point, roll) for point in points)]

    belly = 0.03 * math.sin(pose.seconds * 1.1)
    pen.blob(
        at((-0.03, 0.20), (-0.02, 0.70), (-0.02, 1.16), (-0.22, 0.78), (-0.40 - belly, 0.42), (-0.47, 0.22)),
        darker(SAIL, 0.86),
    )
    pen.blob(at((0.04, 0.20), (0.03, 0.66), (0.03, 1.08), (0.22 + belly, 0.66), (0.40, 0.24)), SAIL)
    pen.tail(at((0.0, 0.05), (0.0, 1.22)), 0.014, 0.009, (58, 66, 78))
    flag = 0.03 * math.sin(pose.seconds * 6)
    pen.shape(at((0.0, 1.22), (-0.14, 1.18 + flag), (0.0, 1.12)), (60, 60, 210))
    pen.shape(at((-0.56, 0.17), (0.62, 0.19), (0.46, -0.06), (-0.42, -0.06)), hull)
    pen.shape(at((-0.56, 0.17), (0.62, 0.19), (0.58, 0.125), (-0.53, 0.105)), (226, 230, 234))


FIGURE = FigureKind(
    name="boat",
    words="船 帆船 小船 小舟 帆 渔船 游船 boat ship sail yacht sailing sailboat canoe",
    draw=draw,
    box=(-0.75, -0.08, 0.8, 1.35),
    height=0.26,
    actions=("sail",),
    medium="water",
    speeds={"sail": 0.14},
    home="sea",
)
