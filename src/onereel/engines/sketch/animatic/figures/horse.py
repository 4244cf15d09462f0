"""A horse.

Not here: how four legs go (`quadruped.py`) and who rides it.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import INK
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, between, darker
from onereel.engines.sketch.animatic.figures.quadruped import Build, animal_gait, draw_body
from onereel.engines.sketch.pixels import Colour

COATS: tuple[Colour, ...] = ((52, 82, 132), (70, 70, 84), (214, 222, 228), (60, 104, 160))
WALK = animal_gait(period=1.15, stride=0.56, lift=0.12, running=False)
RUN = animal_gait(period=0.56, stride=0.80, lift=0.24, running=True)
BUILD = Build(
    leg=0.98, chest=0.30, hips=0.28, waist=0.25, neck=(0.42, 0.62), neck_width=0.14, thigh=0.17, shin=0.062, paw=0.06,
    tail=((0, 0), (-0.18, -0.02), (-0.30, -0.26), (-0.32, -0.58)), tail_width=(0.07, 0.045),
    walk=WALK, run=RUN, hoofed=True,
)  # fmt: skip


def draw(pen: Pen, pose: Pose) -> None:
    """A horse facing right, mane and tail in the wind."""
    coat = pose.colour or COATS[pose.variant % len(COATS)]
    head = draw_body(pen, BUILD, seconds=pose.seconds, action=pose.action, coat=coat)
    _mane(pen, head, darker(coat, 0.45), pose.seconds)
    _head(pen, head, coat)


def _mane(pen: Pen, head: Point, colour: Colour, seconds: float) -> None:
    root = added(head, (-0.50, -0.48))
    crest = added(head, (-0.08, 0.16))
    for index in range(9):
        start = between(root, crest, index / 8)
        wave = 0.05 * math.sin(seconds * 5 - index * 0.7)
        pen.limb(start, added(start, (-0.15, -0.08 + wave)), 0.062, 0.025, colour)


def _head(pen: Pen, middle: Point, coat: Colour) -> None:
    pen.shape([added(middle, (-0.10, 0.10)), added(middle, (-0.03, 0.30)), added(middle, (0.05, 0.10))], coat)
    pen.limb(added(middle, (-0.01, 0.02)), added(middle, (0.27, -0.26)), 0.145, 0.085, coat)
    pen.ball(added(middle, (0.30, -0.28)), 0.085, darker(coat, 0.8), tall=0.075)
    pen.ball(added(middle, (0.07, 0.03)), 0.032, INK)


FIGURE = FigureKind(
    name="horse",
    words="马 骏马 战马 白马 黑马 马儿 horse pony stallion mare horses",
    draw=draw,
    box=(-1.25, -0.06, 1.50, 2.15),
    height=0.21,
    metres=1.05,
    actions=("walk", "run", "stand"),
    speeds={"walk": WALK.speed, "run": RUN.speed},
    home="field",
)
