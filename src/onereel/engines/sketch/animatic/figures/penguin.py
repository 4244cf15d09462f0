"""A penguin.

Not here: birds that fly.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import eye
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, turned
from onereel.engines.sketch.pixels import Colour

BACK: Colour = (58, 46, 40)
BELLY: Colour = (246, 244, 242)
BEAK: Colour = (50, 160, 246)
PACE = 0.6
"""Seconds for two steps."""


def draw(pen: Pen, pose: Pose) -> None:
    """A penguin that waddles to the right, from one foot to the other."""
    going = pose.action in ("walk", "run", "play", "dance")
    turn = 2 * math.pi * pose.seconds / PACE
    lean = 0.13 * math.sin(turn) if going else 0.02 * math.sin(pose.seconds * 1.6)
    rise = 0.03 * abs(math.cos(turn)) if going else 0.0

    def at(*points: Point) -> list[Point]:
        return [added(turned(point, lean), (0.0, rise)) for point in points]

    for side in (1, -1):
        lift = 0.07 * max(0.0, math.sin(turn + (0 if side > 0 else math.pi))) if going else 0.0
        pen.limb((0.10 * side, 0.05 + lift), (0.10 * side + 0.13, 0.035 + lift), 0.05, 0.035, BEAK)
    flap = 0.25 + (0.30 * abs(math.sin(turn)) if going else 0.05 * math.sin(pose.seconds * 2))
    pen.limb(at((-0.16, 0.66))[0], at((-0.20 - 0.20 * flap, 0.36))[0], 0.075, 0.04, BACK)
    pen.blob(at((-0.27, 0.12), (-0.31, 0.46), (-0.19, 0.82), (0.12, 0.84), (0.27, 0.50), (0.23, 0.10)), BACK)
    pen.blob(at((-0.10, 0.10), (-0.09, 0.50), (0.06, 0.74), (0.22, 0.62), (0.255, 0.36), (0.20, 0.09)), BELLY)
    head = at((0.03, 0.93))[0]
    pen.ball(head, 0.20, BACK)
    pen.ball(added(head, (0.09, -0.03)), 0.12, BELLY)
    pen.shape([added(head, point) for point in ((0.16, 0.045), (0.34, -0.02), (0.16, -0.055))], BEAK)
    eye(pen, added(head, (0.08, 0.04)), 0.036, seconds=pose.seconds)
    pen.limb(at((0.10, 0.66))[0], at((0.16 + 0.26 * flap, 0.38))[0], 0.075, 0.04, BACK)


FIGURE = FigureKind(
    name="penguin",
    words="企鹅 小企鹅 penguin penguins",
    draw=draw,
    box=(-0.60, -0.04, 0.62, 1.20),
    height=0.22,
    metres=0.6,
    actions=("walk", "run", "play", "dance", "stand"),
    speeds={"walk": 0.42, "run": 0.7, "play": 0.5},
    home="snow",
    count=3,
)
