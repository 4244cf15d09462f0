"""A steam train.

Not here: the land it goes through.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, turned
from onereel.engines.sketch.pixels import Colour, mix

PAINTS: tuple[Colour, ...] = ((66, 92, 44), (58, 50, 150), (110, 66, 36))
STEAM: Colour = (232, 230, 228)
SMOKE: Colour = (190, 188, 186)
TURNS = 5.0
"""How fast the wheels go round, in radians a second; what the speed of the train comes to."""
WHEEL = 0.16


def draw(pen: Pen, pose: Pose) -> None:
    """A locomotive and two coaches going to the right, with smoke that stays behind."""
    paint = pose.colour or PAINTS[pose.variant % len(PAINTS)]
    shake = 0.008 * math.sin(pose.seconds * 13)
    _smoke(pen, pose.seconds)
    pen.shape([(-3.4, 0.0), (1.15, 0.0), (1.15, -0.035), (-3.4, -0.035)], (70, 72, 78))
    for left, colour in ((-3.3, darker(paint, 0.9)), (-2.05, paint)):
        _coach(pen, left, shake, colour, dark=pose.dark, seconds=pose.seconds)
    _engine(pen, shake, paint, pose)


def _smoke(pen: Pen, seconds: float) -> None:
    for puff in range(9):
        age = (seconds * 1.6 + puff) % 9
        across = 0.62 - 0.30 * age + 0.04 * math.sin(age * 2 + puff)
        up = 1.12 + 0.03 * age + 0.008 * age**1.5
        pen.ball((across, up), 0.07 + 0.02 * age, mix(STEAM, SMOKE, age / 9))


def _coach(pen: Pen, left: float, shake: float, colour: Colour, *, dark: bool, seconds: float) -> None:
    low, high = 0.18 + shake, 0.78 + shake
    pen.limb((left + 1.1, 0.24), (left + 1.3, 0.24), 0.03, 0.03, (48, 48, 50))
    pen.shape([(left, low), (left + 1.15, low), (left + 1.15, high), (left, high)], colour)
    pen.shape(
        [(left - 0.04, high), (left + 1.19, high), (left + 1.10, high + 0.08), (left + 0.05, high + 0.08)],
        darker(colour, 0.6),
    )
    glass = (120, 205, 250) if dark else (196, 178, 150)
    for window in range(4):
        at = left + 0.10 + 0.26 * window
        pen.shape([(at, 0.46 + shake), (at + 0.17, 0.46 + shake), (at + 0.17, 0.66 + shake), (at, 0.66 + shake)], glass)
    for across in (0.22, 0.46, 0.70, 0.94):
        _wheel(pen, (left + across, 0.11), 0.11, -seconds * TURNS * WHEEL / 0.11)


def _engine(pen: Pen, shake: float, paint: Colour, pose: Pose) -> None:
    def up(*points: Point) -> list[Point]:
        return [added(point, (0, shake)) for point in points]

    pen.shape(up((-0.72, 0.16), (1.06, 0.16), (1.06, 0.28), (-0.72, 0.28)), (52, 50, 52))
    pen.shape(up((-0.70, 0.28), (-0.14, 0.28), (-0.14, 0.92), (-0.70, 0.92)), paint)
    pen.shape(up((-0.78, 0.92), (-0.06, 0.92), (-0.10, 1.0), (-0.74, 1.0)), darker(paint, 0.6))
    glass = (120, 205, 250) if pose.dark else (196, 178, 150)
    pen.shape(up((-0.56, 0.58), (-0.28, 0.58), (-0.28, 0.82), (-0.56, 0.82)), glass)
    pen.limb(up((-0.12, 0.50))[0], up((0.86, 0.50))[0], 0.215, 0.215, darker(paint, 0.85))
    for band in (0.14, 0.46, 0.78):
        pen.shape(up((band, 0.30), (band + 0.035, 0.30), (band + 0.035, 0.71), (band, 0.71)), (70, 176, 214))
    pen.shape(up((0.56, 0.70), (0.70, 0.70), (0.75, 1.02), (0.51, 1.02)), (48, 46, 48))
    pen.ball(up((0.22, 0.73))[0], 0.09, (70, 176, 214))
    pen.ball(up((1.06, 0.52))[0], 0.07, (190, 245, 255))
    pen.shape(up((1.02, 0.24), (1.18, 0.03), (0.94, 0.03), (0.94, 0.24)), (52, 52, 176))
    turn = -pose.seconds * TURNS
    for across in (-0.48, -0.10, 0.28):
        _wheel(pen, (across, WHEEL), WHEEL, turn)
    for across in (0.62, 0.88):
        _wheel(pen, (across, 0.11), 0.11, turn * WHEEL / 0.11)
    crank = turned((0.085, 0), turn)
    pen.limb(added((-0.48, WHEEL), crank), added((0.28, WHEEL), crank), 0.028, 0.028, (196, 196, 200))


def _wheel(pen: Pen, middle: Point, radius: float, angle: float) -> None:
    pen.ball(middle, radius, (44, 42, 44))
    pen.ball(middle, radius * 0.70, (70, 70, 190))
    for spoke in range(2):
        reach = turned((radius * 0.75, 0), angle + spoke * math.pi / 2)
        pen.limb(added(middle, (-reach[0], -reach[1])), added(middle, reach), 0.014, 0.014, (44, 42, 44))


FIGURE = FigureKind(
    name="train",
    words="火车 列车 动车 高铁 蒸汽火车 train trains locomotive railway steam-train",
    draw=draw,
    box=(-3.5, -0.08, 1.3, 2.0),
    height=0.20,
    metres=2.6,
    actions=("drive", "stand"),
    speeds={"drive": TURNS * WHEEL},
    home="field",
)
