"""A dog.

Not here: how four legs go (`quadruped.py`).
"""

import math
from dataclasses import replace

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import INK, eye
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker
from onereel.engines.sketch.animatic.figures.quadruped import Build, animal_gait, draw_body
from onereel.engines.sketch.pixels import Colour

COATS: tuple[Colour, ...] = ((84, 140, 196), (70, 96, 140), (224, 232, 238), (70, 70, 78))
WALK = animal_gait(period=0.85, stride=0.42, lift=0.12, running=False)
RUN = animal_gait(period=0.46, stride=0.58, lift=0.22, running=True)
BUILD = Build(
    leg=0.68, chest=0.27, hips=0.22, waist=0.20, neck=(0.34, 0.42), neck_width=0.15, thigh=0.145, shin=0.068,
    paw=0.075, length=0.44,
    tail=((0, 0), (-0.16, 0.14), (-0.26, 0.34), (-0.24, 0.50)), tail_width=(0.07, 0.035), walk=WALK, run=RUN,
)  # fmt: skip


LYING = replace(BUILD, leg=0.30, neck=(0.40, 0.02))
"""On its belly, the head on its paws."""


def draw(pen: Pen, pose: Pose) -> None:
    """A dog facing right, with a long muzzle, hanging ears and a red collar."""
    coat = pose.colour or COATS[pose.variant % len(COATS)]
    bows = pose.action == "play" and not pose.going
    asleep = pose.action == "sleep"
    action = "stand" if bows or asleep or pose.action == "sit" else pose.action
    bow = 0.16 + 0.04 * math.sin(pose.seconds * 7) if bows else 0.0
    head = draw_body(pen, LYING if asleep else BUILD, seconds=pose.seconds, action=action, coat=coat, bow=bow)
    pen.limb(added(head, (-0.17, -0.20)), added(head, (0.07, -0.26)), 0.045, 0.045, (52, 52, 200))
    _head(pen, head, coat, pose)


def _head(pen: Pen, middle: Point, coat: Colour, pose: Pose) -> None:
    pant = 0.02 * math.sin(pose.seconds * 9)
    asleep = pose.action == "sleep"
    pen.ball(middle, 0.21, coat, tall=0.20)
    tip = added(middle, (0.34, -0.10))
    if pose.action in ("run", "play", "walk"):
        pen.limb(added(middle, (0.24, -0.15)), added(middle, (0.27, -0.25 + pant)), 0.04, 0.035, (150, 140, 236))
    pen.limb(added(middle, (0.10, -0.04)), tip, 0.14, 0.085, coat)
    pen.ball(added(tip, (0.07, 0.035)), 0.048, INK)
    flap = 0.0 if asleep else 0.05 * math.sin(pose.seconds * 6)
    pen.blob(
        [
            added(middle, point)
            for point in ((-0.12, 0.16), (-0.02, 0.14), (-0.06, -0.12 + flap), (-0.19, -0.20 + flap), (-0.24, 0.0))
        ],
        darker(coat, 0.62),
    )
    eye(pen, added(middle, (0.11, 0.06)), 0.045, seconds=pose.seconds, asleep=asleep)


FIGURE = FigureKind(
    name="dog",
    words="柴犬 哈士奇 狗子 幼犬 husky shiba pup 狗 小狗 狗狗 犬 柯基 金毛 dog puppy doggy corgi retriever",
    draw=draw,
    box=(-1.15, -0.06, 1.45, 1.55),
    height=0.24,
    metres=0.42,
    actions=("walk", "run", "play", "stand", "sit", "sleep"),
    speeds={"walk": WALK.speed, "run": RUN.speed, "play": RUN.speed * 0.8},
    home="field",
)
