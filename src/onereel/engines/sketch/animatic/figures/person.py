"""A person: walks, runs, dances, stands, sits.

Not here: riders and crowds.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.gait import Gait
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, curve, darker, joint, turned
from onereel.engines.sketch.pixels import Colour

SKIN: tuple[Colour, ...] = ((164, 190, 236), (118, 156, 208), (84, 116, 164))
TOPS: tuple[Colour, ...] = ((72, 76, 214), (178, 122, 58), (222, 226, 230), (84, 176, 226), (120, 160, 90))
HAIR: Colour = (42, 38, 44)
TROUSERS: Colour = (96, 72, 58)
WALK = Gait(period=1.05, stride=0.36, lift=0.07, contact=0.60, phases=(0.0, 0.5))
RUN = Gait(period=0.66, stride=0.46, lift=0.20, contact=0.40, phases=(0.0, 0.5))
HIP, CHEST = 0.54, 0.815
BONE = 0.262
HEAD = 1.22
"""How much larger the head is than in nature: faces are to be seen."""
UMBRELLAS: tuple[Colour, ...] = ((60, 60, 206), (70, 180, 236), (160, 110, 60), (120, 150, 70), (150, 90, 170))


def draw(pen: Pen, pose: Pose) -> None:
    """A person facing right, about one unit tall."""
    skin = SKIN[pose.variant % 3]
    top = pose.colour or TOPS[pose.variant % 5]
    if pose.action == "dance":
        _dancing(pen, pose.seconds, skin, top)
    elif pose.action == "play":
        _playing(pen, pose, skin, top)
    elif pose.action in ("walk", "run"):
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
    """Neck and head, half turned to the viewer: hair, ear, eyes, brows, nose, mouth."""
    middle = added(chest, (0.014, 0.192))

    def at(across: float, up: float) -> Point:
        return added(middle, (across * HEAD, up * HEAD))

    if long_hair is not None:
        back = [at(-0.03, 0.03), at(-0.07 - long_hair, -0.06), at(-0.085 - 2 * long_hair, -0.15)]
        pen.tail(back, 0.066, 0.024, HAIR)
    pen.limb(added(chest, (0, 0.04)), added(middle, (-0.01, -0.02)), 0.034, 0.032, darker(skin, 0.86))
    pen.ball(at(-0.012, 0.012), 0.082 * HEAD, HAIR, tall=0.086 * HEAD)
    pen.ball(at(0.012, -0.004), 0.066 * HEAD, skin, tall=0.076 * HEAD)
    pen.ball(at(-0.048, -0.006), 0.017 * HEAD, darker(skin, 0.9), tall=0.022 * HEAD)
    fringe = (
        (0.078, 0.036),
        (0.060, 0.080),
        (0.0, 0.098),
        (-0.070, 0.070),
        (-0.060, 0.010),
        (-0.030, 0.040),
        (0.02, 0.050),
    )
    pen.blob([at(*point) for point in fringe], HAIR)
    for across in (0.012, 0.056):
        pen.ball(at(across, 0.004), 0.0105 * HEAD, (250, 250, 250), tall=0.014 * HEAD)
        pen.ball(at(across + 0.003, 0.003), 0.0078 * HEAD, (38, 32, 32), tall=0.0115 * HEAD)
        pen.line([at(across - 0.012, 0.026), at(across + 0.012, 0.028)], 0.007, HAIR)
    pen.ball(at(0.044, -0.018), 0.010 * HEAD, darker(skin, 0.88))
    pen.line([at(0.018, -0.040), at(0.036, -0.046), at(0.052, -0.039)], 0.009, (92, 84, 190))


def _umbrella(pen: Pen, hand: Point, colour: Colour) -> None:
    top = added(hand, (0.02, 0.52))
    pen.line([hand, top], 0.014, (64, 62, 66))
    rim = [(-0.40, -0.14), (-0.34, 0.02), (-0.18, 0.11), (0.0, 0.14), (0.18, 0.11), (0.34, 0.02), (0.40, -0.14)]
    scallops = [(0.27, -0.11), (0.13, -0.135), (0.0, -0.11), (-0.13, -0.135), (-0.27, -0.11)]
    pen.shape([added(top, point) for point in (*curve(rim, closed=False), *scallops)], colour)
    for across in (-0.13, 0.13):
        pen.line(
            [added(top, (0.0, 0.14)), added(top, (across * 0.75, 0.05)), added(top, (across, -0.135))],
            0.010,
            darker(colour),
        )


def _wand(pen: Pen, hand: Point, seconds: float) -> None:
    """A stick with a feather on a string, which cats cannot resist."""
    tip = added(hand, (0.20, 0.13))
    pen.line([hand, tip], 0.012, (60, 96, 140))
    swing = 0.06 * math.sin(seconds * 3.4)
    feather = added(tip, (0.05 + swing, -0.24))
    pen.line([tip, added(tip, (0.03 + swing * 0.4, -0.12)), feather], 0.006, (220, 220, 224))
    pen.limb(feather, added(feather, (0.03 + 0.2 * swing, -0.07)), 0.024, 0.010, (84, 96, 240))


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
    running = pose.action == "run"
    shelter = pose.rain and not running
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
    if shelter:
        _umbrella(pen, added(shoulder, (0.15, -0.02)), UMBRELLAS[pose.variant % len(UMBRELLAS)])
        _arm(pen, shoulder, -1.0, 1.75, sleeve=darker(top, 0.9), skin=skin)
    else:
        _arm(pen, shoulder, -math.pi / 2 - swing, bent, sleeve=darker(top, 0.9), skin=skin)


def _playing(pen: Pen, pose: Pose, skin: Colour, top: Colour) -> None:
    """On slightly bent knees, waving both arms, or holding something out to an animal."""
    beat = pose.seconds * 4.2
    low = 0.07 + 0.03 * math.sin(beat)
    hip, chest = (-0.03, HIP - low), (0.05, CHEST - low - 0.01)
    shoulder = added(chest, (0, 0.03))
    wand = pose.detail == "wand"
    far_arm = -1.2 + 0.3 * math.sin(beat) if wand else 1.0 + 0.7 * math.sin(beat)
    _arm(pen, shoulder, far_arm, 0.3, sleeve=darker(top), skin=darker(skin))
    _leg(pen, hip, (-0.09, 0.0), darker(TROUSERS), shoe=darker((60, 60, 66)))
    _leg(pen, hip, (0.08, 0.0), TROUSERS, shoe=(60, 60, 66))
    _torso(pen, hip, chest, top)
    _head(pen, chest, skin, long_hair=0.015 * math.sin(beat) if pose.variant % 2 else None)
    raised = 0.10 + 0.22 * math.sin(pose.seconds * 3.4) if wand else 0.9 + 0.6 * math.sin(beat + 1.4)
    if wand:
        hand = added(added(shoulder, turned((0.15, 0), raised)), turned((0.14, 0), raised + 0.2))
        _wand(pen, hand, pose.seconds)
    _arm(pen, shoulder, raised, 0.2, sleeve=darker(top, 0.9), skin=skin)


def _standing(pen: Pen, seconds: float, skin: Colour, top: Colour, *, seated: bool) -> None:
    breath = 0.006 * math.sin(seconds * 2.1)
    low = HIP - 0.09 if seated else 0.0
    hip, chest = (0.0, HIP - low), (0.0, CHEST - low + breath)
    feet = ((0.30, 0.0), (0.36, 0.0)) if seated else ((-0.055, 0.0), (0.055, 0.0))
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
        "大人 爸爸 妈妈 爷爷 奶奶 妹妹 哥哥 情侣 宝宝 先生 女士 男子汉 舞女 学生 dad mom father mother "
        "grandpa grandma couple student baby lover 人 男人 女人 男孩 女孩 少女 少年 孩子 小孩 姑娘 舞者 旅人 "
        "老人 青年 女子 男子 行人 游客 公主 战士 person people man woman girl boy child kid dancer hiker "
        "traveler traveller lady guy women men children runner"
    ),
    draw=draw,
    box=(-0.62, -0.05, 0.72, 1.55),
    height=0.40,
    metres=1.72,
    actions=("walk", "dance", "run", "stand", "sit", "play"),
    speeds={"walk": WALK.speed, "run": RUN.speed},
)
