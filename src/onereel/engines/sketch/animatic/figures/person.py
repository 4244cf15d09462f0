"""A person: walks, runs, dances, stands, sits.

Not here: riders and crowds.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.gait import Gait
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, joint, turned
from onereel.engines.sketch.pixels import Colour

SKIN: tuple[Colour, ...] = ((164, 190, 236), (118, 156, 208), (84, 116, 164))
TOPS: tuple[Colour, ...] = ((72, 76, 214), (178, 122, 58), (222, 226, 230), (84, 176, 226), (120, 160, 90))
HAIR: Colour = (42, 38, 44)
TROUSERS: Colour = (96, 72, 58)
WALK = Gait(period=1.05, stride=0.36, lift=0.07, contact=0.60, phases=(0.0, 0.5))
RUN = Gait(period=0.66, stride=0.46, lift=0.20, contact=0.40, phases=(0.0, 0.5))
HIP, CHEST = 0.54, 0.815
BONE = 0.262


def draw(pen: Pen, pose: Pose) -> None:
    """A person facing right, about one unit tall."""
    skin = SKIN[pose.variant % 3]
    top = pose.colour or TOPS[pose.variant % 5]
    if pose.action == "dance":
        _dancing(pen, pose.seconds, skin, top)
    elif pose.action in ("walk", "run", "play"):
        _going(pen, pose, skin, top)
    else:
        _standing(pen, pose.seconds, skin, top, seated=pose.action == "sit")


def _leg(pen: Pen, hip: Point, foot: Point, colour: Colour, *, shoe: Colour, bend: int = 1) -> None:
    knee, ankle = joint(hip, added(foot, (0, 0.035)), upper=BONE, lower=BONE, bend=bend)
    pen.limb(hip, knee, 0.055, 0.040, colour)
    pen.limb(knee, ankle, 0.040, 0.026, colour)
    pen.limb(added(ankle, (-0.01, -0.012)), added(ankle, (0.065, -0.016)), 0.026, 0.020, shoe)


def _arm(pen: Pen, shoulder: Point, upper: float, elbow: float, *, sleeve: Colour, skin: Colour) -> None:
    middle = added(shoulder, turned((0.15, 0), upper))
    hand = added(middle, turned((0.14, 0), upper + elbow))
    pen.limb(middle, hand, 0.026, 0.020, skin)
    pen.limb(shoulder, middle, 0.036, 0.029, sleeve)
    pen.ball(hand, 0.025, skin)


def _head(pen: Pen, chest: Point, skin: Colour, *, long_hair: float | None = None) -> None:
    middle = added(chest, (0.012, 0.175))
    if long_hair is not None:
        sway = long_hair
        pen.tail(
            [
                added(middle, (-0.02, 0.03)),
                added(middle, (-0.075 - sway, -0.05)),
                added(middle, (-0.10 - 2 * sway, -0.16)),
            ],
            0.055,
            0.020,
            HAIR,
        )
    pen.limb(added(chest, (0, 0.05)), middle, 0.032, 0.030, skin)
    pen.ball(middle, 0.068, skin, tall=0.078)
    pen.ball(added(middle, (0.066, -0.010)), 0.014, skin)
    pen.blob(
        [
            added(middle, point)
            for point in (
                (0.062, 0.045),
                (0.03, 0.092),
                (-0.05, 0.080),
                (-0.082, 0.01),
                (-0.06, -0.055),
                (-0.035, 0.0),
                (0.0, 0.040),
            )
        ],
        HAIR,
    )
    pen.ball(added(middle, (0.036, 0.004)), 0.0095, (40, 34, 34))


def _torso(pen: Pen, hip: Point, chest: Point, colour: Colour) -> None:
    pen.blob(
        [
            added(hip, (-0.075, -0.02)),
            added(hip, (-0.062, 0.10)),
            added(chest, (-0.088, 0.0)),
            added(chest, (-0.055, 0.062)),
            added(chest, (0.055, 0.062)),
            added(chest, (0.088, -0.01)),
            added(hip, (0.066, 0.10)),
            added(hip, (0.075, -0.02)),
        ],
        colour,
    )


def _going(pen: Pen, pose: Pose, skin: Colour, top: Colour) -> None:
    running = pose.action != "walk"
    gait = RUN if running else WALK
    turn = 2 * math.pi * pose.seconds / gait.period
    rise = (-0.03 if running else -0.016) * math.cos(2 * turn)
    hip = (0.0, HIP + rise - (0.02 if running else 0))
    chest = (0.065 if running else 0.015, CHEST + rise - (0.02 if running else 0))
    swing = (0.95 if running else 0.5) * math.cos(turn)
    bent = 1.5 if running else 0.3
    shoulder = added(chest, (0, 0.03))
    _arm(pen, shoulder, -math.pi / 2 + swing, bent, sleeve=darker(top), skin=darker(skin))
    _leg(pen, hip, gait.foot(0, pose.seconds), darker(TROUSERS), shoe=darker((60, 60, 66)))
    _leg(pen, hip, gait.foot(1, pose.seconds), TROUSERS, shoe=(60, 60, 66))
    _torso(pen, hip, chest, top)
    _head(pen, chest, skin, long_hair=0.02 + 0.01 * math.sin(turn) if pose.variant % 2 else None)
    _arm(pen, shoulder, -math.pi / 2 - swing, bent, sleeve=darker(top, 0.9), skin=skin)


def _standing(pen: Pen, seconds: float, skin: Colour, top: Colour, *, seated: bool) -> None:
    breath = 0.006 * math.sin(seconds * 2.1)
    low = 0.26 if seated else 0.0
    hip, chest = (0.0, HIP - low), (0.0, CHEST - low + breath)
    feet = ((0.20, 0.0), (0.24, 0.0)) if seated else ((-0.055, 0.0), (0.055, 0.0))
    shoulder = added(chest, (0, 0.03))
    wave = 0.12 * math.sin(seconds * 1.7)
    _arm(pen, shoulder, -1.45 + wave, 0.15, sleeve=darker(top), skin=darker(skin))
    for foot, colour in zip(feet, (darker(TROUSERS), TROUSERS), strict=True):
        _leg(pen, hip, foot, colour, shoe=(60, 60, 66))
    _torso(pen, hip, chest, top)
    _head(pen, added(chest, (0.01 * math.sin(seconds * 0.9), 0)), skin, long_hair=0.012 * math.sin(seconds * 2.2))
    _arm(pen, shoulder, -1.70 + 0.5 * wave, 0.2, sleeve=darker(top, 0.9), skin=skin)


def _dancing(pen: Pen, seconds: float, skin: Colour, top: Colour) -> None:
    beat = 2 * math.pi * seconds / 1.5
    sway, rise = 0.06 * math.sin(beat), 0.028 * abs(math.sin(beat))
    hip = (sway, HIP + rise - 0.02)
    chest = (sway * 0.3 - 0.03 * math.sin(beat + 0.6), CHEST + rise - 0.015)
    kick = max(0.0, math.sin(beat * 0.5))
    raised = (-0.10 - 0.24 * kick, 0.22 * kick)
    planted = (0.10, 0.02 * max(0.0, math.sin(beat * 0.5 + math.pi)))
    shoulder = added(chest, (0, 0.03))
    _arm(
        pen,
        added(shoulder, (-0.06, 0)),
        2.3 + 0.5 * math.sin(beat + 0.4),
        0.5 + 0.4 * math.sin(beat),
        sleeve=darker(top),
        skin=darker(skin),
    )
    _leg(pen, hip, raised, darker(skin), shoe=darker(top), bend=-1)
    _leg(pen, hip, planted, skin, shoe=darker(top))
    _torso(pen, hip, chest, top)
    _skirt(pen, hip, beat, top)
    _head(pen, chest, skin, long_hair=0.035 * math.cos(beat))
    _arm(
        pen,
        added(shoulder, (0.06, 0)),
        0.8 + 0.6 * math.sin(beat + 2),
        -0.4 + 0.4 * math.sin(beat + 1.2),
        sleeve=top,
        skin=skin,
    )


def _skirt(pen: Pen, hip: Point, beat: float, colour: Colour) -> None:
    width = 0.17 + 0.06 * abs(math.sin(beat * 0.5 + 0.7))
    hem = []
    for index in range(9):
        across = index / 4 - 1
        lift = 0.05 * abs(across) * abs(math.sin(beat * 0.5 + 0.7)) + 0.018 * math.sin(2 * beat + index * 1.9)
        hem.append((hip[0] * 1.4 + across * width - 0.03 * math.cos(beat), 0.26 + lift))
    pen.blob([added(hip, (-0.07, 0.06)), *hem, added(hip, (0.07, 0.06))], colour)
    pen.blob([added(hip, (-0.02, 0.03)), *hem[5:], added(hip, (0.055, 0.05))], darker(colour, 0.85))


FIGURE = FigureKind(
    name="person",
    words=(
        "人 男人 女人 男孩 女孩 少女 少年 孩子 小孩 姑娘 舞者 旅人 老人 青年 女子 男子 行人 游客 公主 战士 "
        "person people man woman girl boy child kid dancer hiker traveler traveller lady guy women men "
        "children runner"
    ),
    draw=draw,
    box=(-0.62, -0.05, 0.62, 1.25),
    height=0.36,
    metres=1.72,
    actions=("walk", "dance", "run", "stand", "sit", "play"),
    speeds={"walk": WALK.speed, "run": RUN.speed, "play": RUN.speed},
)
