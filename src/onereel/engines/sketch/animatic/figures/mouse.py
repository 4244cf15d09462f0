"""A mouse; in a crowd, a soldier with a spear.

Not here: other small animals.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import INK
from onereel.engines.sketch.animatic.figures.pen import Pen, added, darker
from onereel.engines.sketch.pixels import Colour

COATS: tuple[Colour, ...] = ((132, 136, 146), (112, 124, 142), (150, 150, 154), (96, 108, 124))
PINK: Colour = (156, 150, 226)
PACE = 0.36


def draw(pen: Pen, pose: Pose) -> None:
    """A mouse on its hind legs, facing right; running, it holds up a spear."""
    coat = pose.colour or COATS[pose.variant % len(COATS)]
    charges = pose.action == "run"
    turn = 2 * math.pi * pose.seconds / PACE
    rise = 0.05 * abs(math.sin(turn)) if pose.action != "stand" else 0.0
    pen.tail(
        [(-0.18, 0.16 + rise), (-0.42, 0.08), (-0.62, 0.20 + 0.06 * math.sin(turn * 0.5)), (-0.72, 0.36)],
        0.035,
        0.018,
        PINK,
    )
    for phase, shade in ((0.0, 0.75), (math.pi, 1.0)):
        step = 0.14 * math.cos(turn + phase)
        pen.limb(
            (0.0, 0.22 + rise), (step, 0.05 + 0.08 * max(0.0, math.sin(turn + phase))), 0.07, 0.05, darker(coat, shade)
        )
    pen.blob(
        [(-0.24, 0.22 + rise), (-0.16, 0.54 + rise), (0.06, 0.62 + rise), (0.22, 0.40 + rise), (0.14, 0.16 + rise)],
        coat,
    )
    head = (0.12, 0.76 + rise)
    for across, shade in ((-0.16, 0.75), (0.06, 1.0)):
        pen.ball(added(head, (across, 0.18)), 0.15, darker(coat, shade))
        pen.ball(added(head, (across, 0.18)), 0.09, PINK)
    pen.ball(head, 0.19, coat, tall=0.17)
    pen.limb(added(head, (0.08, -0.04)), added(head, (0.27, -0.07)), 0.11, 0.045, coat)
    pen.ball(added(head, (0.30, -0.065)), 0.035, INK)
    pen.ball(added(head, (0.09, 0.05)), 0.035, INK)
    hand = (0.30, 0.46 + rise + 0.03 * math.sin(turn))
    if charges:
        pen.limb(added(hand, (-0.34, -0.30)), added(hand, (0.42, 0.62)), 0.022, 0.018, (70, 96, 128))
        pen.shape([added(hand, (0.38, 0.62)), added(hand, (0.54, 0.78)), added(hand, (0.45, 0.55))], (210, 214, 220))
    pen.limb((0.04, 0.48 + rise), hand, 0.05, 0.04, coat)


FIGURE = FigureKind(
    name="mouse",
    words="老鼠 鼠 小老鼠 mouse mice rat rats",
    draw=draw,
    box=(-0.85, -0.08, 0.95, 1.45),
    height=0.12,
    metres=0.22,
    actions=("walk", "run", "stand", "play"),
    speeds={"walk": 0.5, "run": 1.0, "play": 0.8},
    home="field",
)
