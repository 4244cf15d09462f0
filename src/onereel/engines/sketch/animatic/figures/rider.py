"""Somebody on a horse: a person, or a small cat in golden armour.

Not here: horses without riders (`horse.py`).
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose, horse
from onereel.engines.sketch.animatic.figures.face import INK, eye
from onereel.engines.sketch.animatic.figures.gait import Gait
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker
from onereel.engines.sketch.pixels import Colour

GOLD: Colour = (64, 186, 240)
RED: Colour = (54, 48, 200)
FUR: Colour = (150, 196, 232)
CAT_HEAD = 1.3
"""How much larger than the horse's measure a kitten's head is."""
SKIN: Colour = (150, 182, 232)


def draw(pen: Pen, pose: Pose) -> None:
    """Horse and rider facing right, cape and banner in the wind."""
    gait: Gait = horse.RUN if pose.action == "run" else horse.WALK
    bounce = 0.0 if pose.action == "stand" else 0.04 * math.sin(4 * math.pi * pose.seconds / gait.period)
    seat = (-0.04, 1.26 + bounce)
    chest = added(seat, (0.04, 0.42))
    _banner(pen, added(chest, (0.26, -0.32)), pose.seconds)
    _cape(pen, chest, pose.seconds)
    horse.draw(pen, Pose(seconds=pose.seconds, action=pose.action, colour=None, variant=0))
    pen.blob(
        [added(seat, point) for point in ((-0.30, -0.02), (-0.24, 0.10), (0.26, 0.08), (0.28, -0.16), (-0.28, -0.20))],
        RED,
    )
    armour = pose.colour or GOLD
    pen.limb(added(seat, (0.04, 0.02)), added(seat, (0.26, -0.26)), 0.11, 0.08, darker(armour, 0.85))
    pen.limb(added(seat, (0.26, -0.26)), added(seat, (0.20, -0.54)), 0.08, 0.06, (70, 70, 78))
    pen.limb(seat, chest, 0.16, 0.19, armour)
    pen.ball(added(chest, (-0.03, 0.08)), 0.11, darker(armour, 0.9))
    pen.limb(added(chest, (0.06, 0.05)), added(chest, (0.28, -0.12)), 0.075, 0.06, armour)
    if pose.detail == "cat":
        _cat_head(pen, added(chest, (0.06, 0.42)), armour, pose)
    else:
        _human_head(pen, added(chest, (0.05, 0.32)), armour)


def _banner(pen: Pen, hand: Point, seconds: float) -> None:
    pen.limb(added(hand, (-0.05, -0.5)), added(hand, (0.10, 1.05)), 0.022, 0.018, (70, 92, 120))
    top = added(hand, (0.095, 1.0))
    wave = [0.05 * math.sin(seconds * 5 - back * 5) * back for back in (0.0, 0.33, 0.66, 1.0)]
    upper = [
        added(top, (-0.55 * back, -0.03 * back + lift)) for back, lift in zip((0.0, 0.33, 0.66, 1.0), wave, strict=True)
    ]
    lower = [added(point, (0.0, -0.30)) for point in reversed(upper)]
    pen.shape([*upper, *lower], RED)
    pen.shape([added(top, (-0.02, 0.04)), added(top, (0.03, 0.20)), added(top, (0.05, 0.04))], (214, 218, 224))


def _cape(pen: Pen, chest: Point, seconds: float) -> None:
    flow = [0.08 * math.sin(seconds * 4 - back * 4) * back for back in (0.0, 0.5, 1.0)]
    upper = [
        added(chest, (-0.08 - 0.75 * back, 0.10 - 0.20 * back + lift))
        for back, lift in zip((0.0, 0.5, 1.0), flow, strict=True)
    ]
    lower = [
        added(chest, (-0.12 - 0.55 * back, -0.18 - 0.42 * back + lift))
        for back, lift in zip((1.0, 0.5, 0.0), reversed(flow), strict=True)
    ]
    pen.blob([*upper, *lower], darker(RED, 0.85))


def _cat_head(pen: Pen, centre: Point, armour: Colour, pose: Pose) -> None:
    def at(across: float, up: float) -> Point:
        return added(centre, (across * CAT_HEAD, up * CAT_HEAD))

    for base in (-0.20, 0.05):
        ear = [at(base, 0.10), at(base + 0.05, 0.40), at(base + 0.19, 0.14)]
        pen.shape(ear, FUR)
    pen.ball(centre, 0.25 * CAT_HEAD, FUR, tall=0.215 * CAT_HEAD)
    helmet = (
        (-0.26, 0.02),
        (-0.22, 0.17),
        (-0.06, 0.27),
        (0.10, 0.26),
        (0.24, 0.14),
        (0.20, 0.09),
        (0.0, 0.12),
        (-0.16, 0.06),
    )
    pen.blob([at(*point) for point in helmet], armour)
    pen.tail(
        [
            at(0.0, 0.26),
            at(-0.06, 0.40),
            at(-0.22, 0.40 + 0.04 * math.sin(pose.seconds * 5)),
        ],
        0.045,
        0.02,
        RED,
    )
    pen.ball(at(0.10, -0.085), 0.11 * CAT_HEAD, (244, 246, 248), tall=0.08 * CAT_HEAD)
    for across in (-0.03, 0.155):
        eye(pen, at(across, 0.0), 0.066 * CAT_HEAD, seconds=pose.seconds, iris=(70, 190, 150))
    pen.shape([at(0.07, -0.045), at(0.13, -0.045), at(0.10, -0.08)], (150, 140, 236))


def _human_head(pen: Pen, middle: Point, armour: Colour) -> None:
    pen.ball(middle, 0.115, SKIN, tall=0.13)
    pen.ball(added(middle, (0.06, 0.0)), 0.016, INK)
    helmet = ((-0.14, -0.06), (-0.13, 0.10), (0.0, 0.19), (0.12, 0.10), (0.12, 0.05), (-0.02, 0.05), (-0.07, -0.08))
    pen.blob([added(middle, point) for point in helmet], armour)


FIGURE = FigureKind(
    name="rider",
    words="骑马 骑着 骑兵 骑士 骑手 rider riders knight horseman cavalry horseback horse-riding",
    draw=draw,
    box=(-1.35, -0.06, 1.55, 3.05),
    height=0.165,
    metres=1.05,
    actions=("walk", "run", "stand"),
    speeds={"walk": horse.WALK.speed, "run": horse.RUN.speed},
    home="field",
)
