"""A robot.

Not here: people (`person.py`).
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.gait import Gait
from onereel.engines.sketch.animatic.figures.pen import Pen, added, darker, joint
from onereel.engines.sketch.pixels import Colour

SHELLS: tuple[Colour, ...] = ((206, 200, 190), (196, 168, 96), (90, 176, 232), (150, 160, 220))
METAL: Colour = (112, 104, 100)
LIGHT: Colour = (255, 232, 120)
WALK = Gait(period=1.2, stride=0.34, lift=0.07, contact=0.60, phases=(0.0, 0.5))


def draw(pen: Pen, pose: Pose) -> None:
    """A round-headed robot facing right, with lit eyes and an antenna."""
    shell = pose.colour or SHELLS[pose.variant % len(SHELLS)]
    going = pose.action in ("walk", "run", "play")
    turn = 2 * math.pi * pose.seconds / WALK.period
    rise = -0.012 * math.cos(2 * turn) if going else 0.006 * math.sin(pose.seconds * 2)
    hip = (0.0, 0.42 + rise)
    swing = 0.5 * math.cos(turn) if going else 0.1 * math.sin(pose.seconds * 1.6)
    lift = 1.6 + 0.9 * math.sin(pose.seconds * 4) if pose.action == "dance" else 0.0
    _arm(pen, (0.02, 0.78 + rise), -1.45 + swing + lift, darker(shell))
    for number, shade in ((0, 0.7), (1, 1.0)):
        foot = WALK.foot(number, pose.seconds) if going else ((-0.07, 0.07)[number], 0.0)
        knee, ankle = joint(hip, added(foot, (0.0, 0.05)), upper=0.20, lower=0.20, bend=1)
        pen.limb(hip, knee, 0.05, 0.045, darker(METAL, shade))
        pen.limb(knee, ankle, 0.045, 0.04, darker(METAL, shade))
        pen.limb(added(ankle, (-0.03, -0.01)), added(ankle, (0.09, -0.01)), 0.045, 0.04, darker(shell, shade))
    body = [(-0.19, 0.42), (-0.21, 0.66), (-0.14, 0.84), (0.14, 0.84), (0.21, 0.66), (0.19, 0.42)]
    pen.blob([(x, y + rise) for x, y in body], shell)
    pen.ball((0.06, 0.64 + rise), 0.065, darker(shell, 0.6))
    pen.ball((0.06, 0.64 + rise), 0.045, LIGHT if math.sin(pose.seconds * 5) > -0.3 else darker(LIGHT, 0.5))
    head = (0.02, 1.02 + rise)
    pen.limb((0.0, 0.84 + rise), head, 0.06, 0.06, METAL)
    pen.limb(added(head, (-0.04, 0.12)), added(head, (-0.06, 0.30)), 0.012, 0.01, METAL)
    pen.ball(added(head, (-0.06, 0.31)), 0.03, (70, 80, 240))
    pen.ball(head, 0.19, shell, tall=0.16)
    pen.blob(
        [added(head, point) for point in ((-0.02, 0.07), (0.16, 0.07), (0.18, -0.05), (-0.01, -0.07))], (58, 48, 44)
    )
    for across in (0.04, 0.13):
        pen.ball(added(head, (across, 0.005)), 0.026, LIGHT, tall=0.03)
    _arm(pen, (0.0, 0.78 + rise), -1.65 - swing + 1.15 * lift, shell)


def _arm(pen: Pen, shoulder: tuple[float, float], angle: float, colour: Colour) -> None:
    elbow = added(shoulder, (0.17 * math.cos(angle), 0.17 * math.sin(angle)))
    hand = added(elbow, (0.15 * math.cos(angle + 0.4), 0.15 * math.sin(angle + 0.4)))
    pen.limb(shoulder, elbow, 0.05, 0.04, METAL)
    pen.limb(elbow, hand, 0.05, 0.05, colour)
    pen.ball(hand, 0.055, darker(colour, 0.8))


FIGURE = FigureKind(
    name="robot",
    words="机器人 机甲 robot robots android",
    draw=draw,
    box=(-0.55, -0.06, 0.55, 1.45),
    height=0.35,
    metres=1.3,
    actions=("walk", "dance", "stand", "run", "play"),
    speeds={"walk": WALK.speed, "run": WALK.speed, "play": WALK.speed},
    home="street",
)
