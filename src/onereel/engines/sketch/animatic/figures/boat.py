"""A sailing boat.

Not here: water and its mirror.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, turned
from onereel.engines.sketch.pixels import Colour

SAIL: Colour = (232, 240, 248)


def draw(pen: Pen, pose: Pose) -> None:
    """A boat under two sails, rolling with the waves."""
    if pose.detail == "sampan":
        _sampan(pen, pose)
        return
    sea = 2.6 if pose.rain else 1.0
    roll = 0.04 * sea * math.sin(pose.seconds * 1.3)
    lift = 0.015 * sea * math.sin(pose.seconds * 1.9)
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


def _sampan(pen: Pen, pose: Pose) -> None:
    """A low boat with a mat roof, and a boatman in a straw hat who poles it along."""
    roll = 0.02 * math.sin(pose.seconds * 1.2)
    push = math.sin(pose.seconds * 1.5)
    hull = pose.colour or (64, 84, 104)

    def at(*points: Point) -> list[Point]:
        return [turned(point, roll) for point in points]

    hands = (-0.26 + 0.05 * push, 0.34)
    pen.tail(at(added(hands, (0.10, 0.42)), hands, (-0.52 - 0.06 * push, -0.06)), 0.009, 0.009, (70, 104, 130))
    pen.blob(at((-0.36, 0.08), (-0.37, 0.30), (-0.31 + 0.02 * push, 0.42), (-0.24, 0.36), (-0.25, 0.08)), (92, 84, 80))
    shoulder, hand = at((-0.30, 0.38), hands)
    pen.limb(shoulder, hand, 0.028, 0.02, (104, 96, 92))
    pen.ball(at((-0.29 + 0.02 * push, 0.455))[0], 0.042, (150, 178, 214))
    pen.shape(at((-0.38, 0.46), (-0.29 + 0.02 * push, 0.56), (-0.19, 0.47)), (110, 170, 204))
    pen.blob(at((-0.14, 0.06), (-0.12, 0.24), (0.08, 0.30), (0.28, 0.24), (0.30, 0.06)), (96, 132, 160))
    for rib in (-0.04, 0.08, 0.20):
        pen.line(at((rib, 0.08), (rib, 0.28 - 0.4 * abs(rib - 0.08))), 0.012, (70, 100, 126))
    pen.blob(at((-0.62, 0.16), (-0.30, 0.07), (0.36, 0.07), (0.66, 0.18), (0.44, -0.04), (-0.40, -0.05)), hull)


FIGURE = FigureKind(
    name="boat",
    words=(
        "轮船 龙舟 steamer dinghy 船 帆船 小船 小舟 扁舟 帆 渔船 游船 乌篷船 boat rowboat sampan ship sail "
        "yacht sailing sailboat canoe"
    ),
    draw=draw,
    box=(-0.82, -0.20, 0.86, 1.42),
    height=0.26,
    actions=("sail",),
    medium="water",
    speeds={"sail": 0.14},
    home="sea",
)
