"""A cat.

Not here: how four legs go (`quadruped.py`).
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import eye
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker
from onereel.engines.sketch.animatic.figures.quadruped import Build, animal_gait, draw_body
from onereel.engines.sketch.pixels import Colour

COATS: tuple[Colour, ...] = ((66, 142, 226), (120, 124, 130), (212, 226, 236), (62, 62, 70))
PINK: Colour = (150, 150, 236)
WALK = animal_gait(period=0.95, stride=0.34, lift=0.10, running=False)
RUN = animal_gait(period=0.52, stride=0.46, lift=0.20, running=True)
BUILD = Build(
    leg=0.55, chest=0.25, hips=0.25, waist=0.23, neck=(0.32, 0.24), neck_width=0.16, thigh=0.15, shin=0.072, paw=0.07,
    tail=((0, 0), (-0.22, 0.06), (-0.42, 0.24), (-0.44, 0.52), (-0.30, 0.70)), tail_width=(0.075, 0.06),
    walk=WALK, run=RUN,
)  # fmt: skip


def draw(pen: Pen, pose: Pose) -> None:
    """A cat facing right, its face half turned to the viewer."""
    coat = pose.colour or COATS[pose.variant % len(COATS)]
    if pose.action in ("sleep", "sit"):
        _resting(pen, pose, coat)
        return
    hop = abs(math.sin(pose.seconds * 3.1)) * 0.03 if pose.action == "play" else 0.0
    head = draw_body(pen, BUILD, seconds=pose.seconds, action=pose.action, coat=coat)
    _head(pen, added(head, (0.02, 0.04 + hop)), coat, pose)


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
    pen.ball(middle, 0.27, coat, tall=0.23)
    pen.ball(added(middle, (0.13, -0.09)), 0.13, (236, 242, 246), tall=0.095)
    asleep = pose.action == "sleep"
    for across in (-0.02, 0.19):
        eye(pen, added(middle, (across, 0.03)), 0.062, seconds=pose.seconds, iris=(70, 190, 150), asleep=asleep)
    pen.shape([added(middle, (0.10, -0.045)), added(middle, (0.17, -0.045)), added(middle, (0.135, -0.085))], PINK)
    for lift in (-0.02, 0.02):
        pen.line(
            [added(middle, (0.20, -0.09 + lift)), added(middle, (0.40, -0.09 + 2.4 * lift))], 0.010, (240, 244, 248)
        )


FIGURE = FigureKind(
    name="cat",
    words="猫 小猫 猫咪 奶猫 橘猫 白猫 黑猫 喵 cat kitten kitty kittens",
    draw=draw,
    box=(-1.35, -0.06, 1.30, 1.55),
    height=0.23,
    metres=0.3,
    actions=("walk", "play", "run", "sleep", "sit", "stand"),
    speeds={"walk": WALK.speed, "run": RUN.speed, "play": RUN.speed * 0.8},
    home="field",
)
