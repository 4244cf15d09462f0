"""A car.

Not here: the road.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, turned
from onereel.engines.sketch.pixels import Colour

PAINTS: tuple[Colour, ...] = ((58, 58, 214), (206, 160, 70), (226, 230, 232), (70, 190, 240), (96, 92, 90))
GLASS: Colour = (150, 132, 112)


def draw(pen: Pen, pose: Pose) -> None:
    """A car driving to the right, wheels turning, lamps lit after dark."""
    paint = pose.colour or PAINTS[pose.variant % len(PAINTS)]
    shake = 0.006 * math.sin(pose.seconds * 17)

    if pose.dark:
        pen.beam([(1.0, 0.38), (2.3, 0.30), (2.3, 0.0), (1.0, 0.28)], (70, 96, 104))

    def up(*points: Point) -> list[Point]:
        return [added(point, (0, shake)) for point in points]

    pen.blob(up((-1.0, 0.18), (-1.03, 0.40), (-0.84, 0.50), (0.92, 0.46), (1.05, 0.32), (1.02, 0.16)), paint, steps=5)
    pen.blob(up((-0.80, 0.46), (-0.52, 0.76), (0.14, 0.78), (0.58, 0.48)), paint, steps=5)
    glass = (90, 190, 240) if pose.dark else GLASS
    pen.shape(up((-0.66, 0.50), (-0.46, 0.70), (-0.14, 0.71), (-0.14, 0.50)), glass)
    pen.shape(up((-0.08, 0.50), (-0.08, 0.71), (0.14, 0.71), (0.42, 0.50)), glass)
    pen.shape(up((-1.0, 0.24), (1.02, 0.24), (1.0, 0.16), (-0.98, 0.16)), darker(paint, 0.7))
    pen.ball(up((1.0, 0.36))[0], 0.05, (190, 245, 255))
    pen.ball(up((-1.0, 0.38))[0], 0.04, (60, 60, 255) if pose.dark else (50, 50, 190))
    for across in (-0.62, 0.64):
        _wheel(pen, (across, 0.17), -pose.seconds * 9)


def _wheel(pen: Pen, middle: Point, angle: float) -> None:
    pen.ball(middle, 0.185, (34, 32, 32))
    pen.ball(middle, 0.105, (176, 178, 180))
    for spoke in range(3):
        reach = turned((0.09, 0), angle + spoke * 2.094)
        pen.limb(middle, added(middle, reach), 0.022, 0.018, (70, 70, 72))


FIGURE = FigureKind(
    name="car",
    words=(
        "小汽车 公交车 卡车 bus suv 汽车 跑车 轿车 车 出租车 赛车 开车 car taxi truck vehicle driving cars sports-car"
    ),
    draw=draw,
    box=(-1.2, -0.05, 2.4, 0.9),
    height=0.11,
    actions=("drive",),
    medium="road",
    speeds={"drive": 1.9},
    home="street",
)
