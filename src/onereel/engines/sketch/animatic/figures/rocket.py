"""A rocket or a spaceship.

Not here: space.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, darker, turned
from onereel.engines.sketch.pixels import Colour

HULL: Colour = (232, 232, 236)


def draw(pen: Pen, pose: Pose) -> None:
    """A rocket flying to the right and a little up, on a flickering flame."""
    trim = pose.colour or (64, 70, 220)

    def at(*points: Point) -> list[Point]:
        return [turned(point, 0.35) for point in points]

    flame = 0.85 + 0.25 * math.sin(pose.seconds * 31) + 0.1 * math.sin(pose.seconds * 53)
    pen.blob(
        at((-0.5, 0.13), (-0.85 * flame, 0.07), (-1.15 * flame, 0.0), (-0.85 * flame, -0.07), (-0.5, -0.13)),
        (40, 150, 255),
    )
    pen.blob(at((-0.5, 0.07), (-0.80 * flame, 0.0), (-0.5, -0.07)), (170, 240, 255))
    for side in (1, -1):
        pen.shape(at((-0.25, 0.16 * side), (-0.62, 0.42 * side), (-0.52, 0.10 * side)), trim)
    pen.blob(
        at((-0.55, 0.12), (-0.1, 0.20), (0.35, 0.15), (0.72, 0.0), (0.35, -0.15), (-0.1, -0.20), (-0.55, -0.12)), HULL
    )
    pen.blob(at((0.42, 0.13), (0.72, 0.0), (0.42, -0.13), (0.48, 0.0)), trim)
    pen.ball(at((0.16, 0.02))[0], 0.085, darker(trim, 0.5))
    pen.ball(at((0.16, 0.02))[0], 0.062, (245, 220, 140))


FIGURE = FigureKind(
    name="rocket",
    words="火箭 飞船 宇宙飞船 太空船 rocket spaceship spacecraft",
    draw=draw,
    box=(-1.25, -0.75, 0.85, 0.65),
    height=0.25,
    actions=("fly",),
    medium="high",
    speeds={"fly": 0.35},
    home="space",
)
