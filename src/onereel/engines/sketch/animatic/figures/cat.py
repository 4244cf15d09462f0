"""A cat.

Not here: how four legs go (`quadruped.py`).
"""

import math
from dataclasses import replace

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import INK, eye
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker
from onereel.engines.sketch.animatic.figures.quadruped import Build, animal_gait, draw_body
from onereel.engines.sketch.pixels import Colour, mix

COATS: tuple[Colour, ...] = ((66, 142, 226), (120, 124, 130), (212, 226, 236), (62, 62, 70))
PINK: Colour = (150, 150, 236)
WALK = animal_gait(period=0.95, stride=0.34, lift=0.10, running=False)
RUN = animal_gait(period=0.52, stride=0.46, lift=0.20, running=True)
BUILD = Build(
    leg=0.52, chest=0.245, hips=0.245, waist=0.215, neck=(0.26, 0.32), neck_width=0.16, thigh=0.15, shin=0.078,
    paw=0.082, length=0.36,
    tail=((0, 0), (-0.20, 0.10), (-0.36, 0.30), (-0.36, 0.58), (-0.22, 0.74)), tail_width=(0.075, 0.06),
    walk=WALK, run=RUN,
)  # fmt: skip
WOOL: tuple[Colour, ...] = ((72, 84, 230), (206, 120, 60), (110, 190, 90))


def draw(pen: Pen, pose: Pose) -> None:
    """A cat facing right, its face half turned to the viewer."""
    coat = pose.colour or COATS[pose.variant % len(COATS)]
    if pose.action in ("sleep", "sit"):
        _resting(pen, pose, coat)
    elif pose.action == "play" and (pose.detail == "wand" or not pose.going):
        _pouncing(pen, pose, coat)
    else:
        _going(pen, pose, coat)


def _going(pen: Pen, pose: Pose, coat: Colour) -> None:
    build = replace(BUILD, belly=mix(coat, (240, 244, 248), 0.5))
    head = draw_body(pen, build, seconds=pose.seconds, action=pose.action, coat=coat)
    _stripes(pen, coat, lift=0.0)
    _head(pen, added(head, (0.04, 0.04)), coat, pose)
    if pose.action == "play":
        _ball(pen, (1.02 + 0.06 * math.sin(pose.seconds * 3), 0.14), pose, rolled=pose.seconds * 7)


def _pouncing(pen: Pen, pose: Pose, coat: Colour) -> None:
    """Crouched at its ball, or leaping at what is held out to it, one paw in the air."""
    wand = pose.detail == "wand"
    leap = max(0.0, math.sin(pose.seconds * 3.4)) ** 2 * (0.30 if wand else 0.05)
    bow = -0.22 * min(1.0, leap * 4) if wand else 0.17
    build = replace(BUILD, belly=mix(coat, (240, 244, 248), 0.5))
    risen = _Risen(pen, leap)
    head = draw_body(risen, build, seconds=pose.seconds, action="stand", coat=coat, bow=bow)
    _stripes(risen, coat, lift=0.0)
    swipe = math.sin(pose.seconds * 6.5)
    elbow = (0.62, 0.36 - bow * 0.6)
    risen.limb(added(elbow, (-0.16, 0.10)), elbow, 0.09, 0.08, coat)
    risen.limb(elbow, added(elbow, (0.20, 0.16 * swipe + (0.26 if wand else 0.0))), 0.08, 0.085, coat)
    _head(risen, added(head, (0.04, 0.05)), coat, pose)
    if not wand:
        _ball(pen, (1.04 + 0.05 * max(0.0, swipe), 0.14), pose, rolled=0.6 * swipe)


def _stripes(pen: Pen, coat: Colour, *, lift: float) -> None:
    if sum(coat) / 3 < 90 or sum(coat) / 3 > 205:
        return
    for across in (-0.26, -0.08, 0.10):
        root = (across, 0.72 + lift)
        pen.limb(root, added(root, (-0.03, -0.15)), 0.034, 0.014, darker(coat, 0.70))


def _ball(pen: Pen, middle: Point, pose: Pose, *, rolled: float) -> None:
    colour = WOOL[pose.variant % len(WOOL)]
    pen.ball(middle, 0.14, colour)
    for turn in (0.0, 0.7, 1.4):
        across, up = 0.12 * math.cos(rolled + turn), 0.12 * math.sin(rolled + turn)
        pen.line([added(middle, (-across, up)), added(middle, (across, -up))], 0.016, darker(colour, 0.74))


class _Risen(Pen):
    """A pen that draws on another one's sheet, higher up."""

    def __init__(self, pen: Pen, lift: float) -> None:
        self.__dict__.update(pen.__dict__)
        self._under, self._lift = pen, lift

    def pixel(self, point: Point) -> Point:
        """Where a point falls on the sheet."""
        return self._under.pixel((point[0], point[1] + self._lift))

    def _touch(self, point: Point, reach: float) -> None:
        self._under._touch(point, reach)  # noqa: SLF001  # the sheet is the other pen's


def _resting(pen: Pen, pose: Pose, coat: Colour) -> None:
    breath = 1 + 0.025 * math.sin(pose.seconds * 2)
    sway = 0.05 * math.sin(pose.seconds * 1.7)
    if pose.action == "sleep":
        pen.blob(
            [(-0.6, 0.02), (-0.66, 0.28), (-0.2, 0.52 * breath), (0.35, 0.42 * breath), (0.6, 0.1), (0.4, 0)], coat
        )
        pen.tail([(-0.55, 0.1), (-0.3, 0.06), (0.1, 0.05), (0.3 + sway, 0.07)], 0.07, 0.055, darker(coat, 0.86))
        _head(pen, (0.5, 0.26), coat, pose)
        return
    pen.tail([(-0.25, 0.08), (-0.55, 0.08), (-0.72, 0.25 + sway), (-0.62, 0.45 + sway)], 0.075, 0.055, coat)
    pen.blob([(-0.42, 0), (-0.44, 0.35), (-0.12, 0.75 * breath), (0.2, 0.85 * breath), (0.36, 0.5), (0.34, 0)], coat)
    for across in (0.12, 0.28):
        pen.limb((across, 0.45), (across + 0.03, 0.06), 0.085, 0.07, darker(coat) if across < 0.2 else coat)
    _head(pen, (0.2, 0.98), coat, pose)


def _head(pen: Pen, middle: Point, coat: Colour, pose: Pose) -> None:
    dark = darker(coat, 0.8)
    pen.ball(added(middle, (-0.03, -0.05)), 0.29, coat, tall=0.22)
    for base, tip, colour in (((-0.20, 0.08), (-0.24, 0.42), dark), ((0.08, 0.14), (0.20, 0.43), coat)):
        twitch = 0.015 * math.sin(pose.seconds * 5)
        pen.shape(
            [
                added(middle, base),
                added(middle, (tip[0] + twitch, tip[1])),
                added(middle, (base[0] + 0.23, base[1] + 0.06)),
            ],
            colour,
        )
        inner = (base[0] + 0.06, base[1] + 0.05)
        pen.shape(
            [
                added(middle, inner),
                added(middle, (tip[0] * 0.9 + twitch, tip[1] - 0.09)),
                added(middle, (inner[0] + 0.11, inner[1] + 0.03)),
            ],
            PINK,
        )
    pen.ball(middle, 0.30, coat, tall=0.26)
    for across in (-0.02, 0.07, 0.16):
        pen.limb(added(middle, (across, 0.24)), added(middle, (across, 0.17)), 0.018, 0.010, darker(coat, 0.72))
    pen.ball(added(middle, (0.13, -0.09)), 0.13, (236, 242, 246), tall=0.095)
    asleep = pose.action == "sleep"
    for across in (-0.04, 0.19):
        eye(pen, added(middle, (across, 0.02)), 0.078, seconds=pose.seconds, iris=(70, 190, 150), asleep=asleep)
    pen.shape([added(middle, (0.10, -0.045)), added(middle, (0.17, -0.045)), added(middle, (0.135, -0.085))], PINK)
    pen.line(
        [added(middle, (0.135, -0.085)), added(middle, (0.135, -0.115)), added(middle, (0.085, -0.145))], 0.014, INK
    )
    pen.line([added(middle, (0.135, -0.115)), added(middle, (0.185, -0.142))], 0.014, INK)
    for lift in (-0.02, 0.02):
        pen.line(
            [added(middle, (0.20, -0.09 + lift)), added(middle, (0.40, -0.09 + 2.4 * lift))], 0.010, (240, 244, 248)
        )


FIGURE = FigureKind(
    name="cat",
    words="喵星人 幼猫 花猫 黑猫警长 tabby 猫 小猫 猫咪 奶猫 橘猫 白猫 黑猫 喵 cat kitten kitty kittens",
    draw=draw,
    box=(-1.35, -0.06, 1.30, 2.0),
    height=0.27,
    metres=0.3,
    actions=("walk", "play", "run", "sleep", "sit", "stand"),
    speeds={"walk": WALK.speed, "run": RUN.speed, "play": RUN.speed * 0.8},
    home="field",
)
