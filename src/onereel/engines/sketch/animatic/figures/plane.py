"""An aeroplane.

Not here: rockets.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, turned
from onereel.engines.sketch.pixels import Colour

HULL: Colour = (240, 238, 236)
GLASS: Colour = (150, 120, 84)


def draw(pen: Pen, pose: Pose) -> None:
    """An airliner flying to the right, its nose a little up, rocking gently."""
    trim = pose.colour or ((196, 110, 40), (60, 70, 214), (96, 150, 60))[pose.variant % 3]
    rock = 0.03 * math.sin(pose.seconds * 1.3)

    def at(*points: Point) -> list[Point]:
        return [added(turned(point, 0.06 + rock), (0, 0.02 * math.sin(pose.seconds * 0.9))) for point in points]

    pen.shape(at((-0.18, 0.04), (-0.52, 0.30), (-0.36, 0.30), (0.14, 0.05)), darker(HULL, 0.62))
    pen.shape(at((-0.78, 0.10), (-1.02, 0.46), (-0.84, 0.46), (-0.56, 0.12)), trim)
    pen.blob(
        at((-1.0, 0.10), (-0.6, 0.13), (0.5, 0.13), (0.86, 0.07), (0.98, -0.01), (0.84, -0.09), (0.4, -0.13),
           (-0.5, -0.11)),
        HULL,
    )  # fmt: skip
    pen.shape(at((-0.98, 0.02), (0.95, -0.03), (0.86, -0.075), (0.4, -0.11), (-0.5, -0.09)), trim)
    pen.shape(at((0.74, 0.09), (0.87, 0.05), (0.80, 0.035), (0.72, 0.05)), GLASS)
    for window in range(11):
        pen.ball(at((-0.56 + 0.11 * window, 0.055))[0], 0.022, (130, 210, 250) if pose.dark else GLASS)
    pen.shape(at((-0.66, 0.07), (-0.98, 0.02), (-0.90, 0.07), (-0.58, 0.10)), darker(HULL, 0.8))
    pen.limb(at((-0.06, -0.15))[0], at((0.10, -0.155))[0], 0.06, 0.055, darker(HULL, 0.7))
    pen.shape(at((0.16, -0.02), (-0.34, -0.46), (-0.52, -0.46), (-0.20, -0.03)), darker(HULL, 0.86))
    if math.sin(pose.seconds * 5) > 0.6:
        pen.ball(at((-0.44, -0.46))[0], 0.03, (60, 60, 255))


FIGURE = FigureKind(
    name="plane",
    words="飞机 客机 航班 plane planes airplane aeroplane airliner jet aircraft",
    draw=draw,
    box=(-1.1, -0.56, 1.05, 0.56),
    height=0.24,
    actions=("fly",),
    medium="high",
    speeds={"fly": 0.45},
    home="sky",
)
