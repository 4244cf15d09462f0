"""A rabbit.

Not here: other small animals.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import eye
from onereel.engines.sketch.animatic.figures.pen import Pen, added, darker
from onereel.engines.sketch.pixels import Colour

COATS: tuple[Colour, ...] = ((236, 240, 244), (214, 226, 238), (176, 202, 226))
PERIOD = 0.62
LEAP = 0.85


def draw(pen: Pen, pose: Pose) -> None:
    """A rabbit facing right that hops, or sits and sniffs."""
    coat = pose.colour or COATS[pose.variant % len(COATS)]
    sits = pose.action in ("sit", "stand", "sleep")
    share = 0.0 if sits else (pose.seconds / PERIOD) % 1
    air = math.sin(math.pi * min(1.0, share / 0.7)) if share < 0.7 else 0.0
    lift, stretch = 0.30 * air, 0.16 * math.sin(2 * math.pi * min(1.0, share / 0.7)) * (0 if sits else 1)
    hind = (-0.30 - stretch, lift)
    fore = (0.26 + 0.5 * stretch, lift + 0.06 * air)
    pen.limb(
        (hind[0] - 0.02, hind[1] + 0.07), (hind[0] + 0.24 - 0.5 * air, hind[1] + 0.045), 0.07, 0.055, darker(coat, 0.85)
    )
    pen.limb((fore[0], fore[1] + 0.26), (fore[0] + 0.05 + 0.12 * air, fore[1] + 0.04), 0.07, 0.05, darker(coat, 0.85))
    pen.ball((hind[0] - 0.22, hind[1] + 0.26), 0.10, (246, 248, 250))
    body = [(-0.52, 0.16), (-0.44, 0.50), (-0.10, 0.60), (0.26, 0.52), (0.36, 0.24), (0.10, 0.08), (-0.30, 0.04)]
    pen.blob([(x, y + lift) for x, y in body], coat)
    pen.ball((-0.22, 0.26 + lift), 0.24, darker(coat, 0.93), tall=0.21)
    head = (0.40, 0.62 + lift + 0.015 * math.sin(pose.seconds * 9))
    for root, lean, colour in ((-0.10, -0.16, darker(coat, 0.8)), (0.0, -0.06, coat)):
        tip = (root + lean - 0.16 * air, 0.52 - 0.18 * air + 0.01 * math.sin(pose.seconds * 4))
        pen.limb(added(head, (root, 0.12)), added(head, tip), 0.062, 0.05, colour)
        pen.limb(added(head, (root, 0.16)), added(head, (tip[0], tip[1] - 0.03)), 0.028, 0.024, (170, 160, 238))
    pen.ball(head, 0.19, coat, tall=0.17)
    pen.ball(added(head, (0.14, -0.06)), 0.09, (244, 246, 248), tall=0.075)
    pen.ball(added(head, (0.21, -0.03)), 0.026, (150, 140, 230))
    eye(pen, added(head, (0.07, 0.04)), 0.044, seconds=pose.seconds, asleep=pose.action == "sleep")


FIGURE = FigureKind(
    name="rabbit",
    words="兔 兔子 小兔 白兔 rabbit bunny hare bunnies",
    draw=draw,
    box=(-0.85, -0.06, 0.85, 1.6),
    height=0.20,
    metres=0.28,
    actions=("play", "run", "walk", "sit", "stand", "sleep"),
    speeds={"play": LEAP / PERIOD * 0.7, "run": LEAP / PERIOD, "walk": LEAP / PERIOD * 0.6},
    home="field",
)
