"""A single tree that the picture is about.

Not here: woods and rows of trees (`trees.py`).
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker
from onereel.engines.sketch.pixels import Colour, mix

LEAVES: tuple[Colour, ...] = ((64, 140, 84), (58, 150, 120), (70, 128, 66))
BARK: Colour = (60, 84, 116)
BOUGHS = 13


def draw(pen: Pen, pose: Pose) -> None:
    """A great tree whose boughs move in the wind, each in its own time; some leaves let go."""
    leaf = pose.colour or LEAVES[pose.variant % len(LEAVES)]
    wind = math.sin(pose.seconds * 1.1)
    pen.shape([(-0.20, 0.0), (-0.08, 0.14), (-0.065, 0.70), (0.065, 0.70), (0.08, 0.14), (0.22, 0.0)], BARK)
    for tip, wide in (((-0.34, 0.98), 0.035), ((0.36, 1.02), 0.035), ((0.04, 1.20), 0.045)):
        pen.limb((0.0, 0.52), tip, 0.06, wide, darker(BARK, 0.9))
    places = [_bough(number, pose.seconds, wind) for number in range(BOUGHS)]
    for place, size in places:
        pen.ball(place, size, darker(leaf, 0.72))
    for place, size in sorted(places, key=lambda bough: bough[0][1]):
        lit = mix(leaf, (150, 226, 214), 0.10 + 0.28 * max(0.0, place[1] - 0.9))
        pen.ball(added(place, (0.04, 0.05)), size * 0.78, lit)
    for number in range(5):
        age = (pose.seconds * 0.22 + number / 5) % 1
        across = -0.5 + 0.24 * number + 0.25 * age + 0.06 * math.sin(9 * age + number)
        pen.ball((across, 0.95 * (1 - age)), 0.018, darker(leaf, 0.9), tall=0.010, angle=60 * math.sin(7 * age))


def _bough(number: int, seconds: float, wind: float) -> tuple[Point, float]:
    angle, reach = number * 2.39996, math.sqrt((number + 0.4) / BOUGHS)
    stir = 0.016 * math.sin(seconds * 1.9 + number * 1.3) + 0.018 * wind
    middle = (math.cos(angle) * reach * 0.52 + stir, 1.12 + math.sin(angle) * reach * 0.38 + 0.4 * stir)
    return middle, 0.21 + 0.05 * math.sin(number * 5.1)


FIGURE = FigureKind(
    name="tree",
    words="大树 一棵树 古树 老树 橡树 榕树 tree oak lone-tree",
    draw=draw,
    box=(-0.85, -0.05, 0.85, 1.75),
    height=0.36,
    metres=3.0,
    actions=("stand",),
    home="field",
)
