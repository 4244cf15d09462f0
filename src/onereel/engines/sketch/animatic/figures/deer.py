"""A deer.

Not here: how four legs go (`quadruped.py`).
"""

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import INK
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker
from onereel.engines.sketch.animatic.figures.quadruped import Build, animal_gait, draw_body
from onereel.engines.sketch.pixels import Colour

COAT: Colour = (78, 124, 182)
WALK = animal_gait(period=1.1, stride=0.48, lift=0.12, running=False)
RUN = animal_gait(period=0.52, stride=0.72, lift=0.26, running=True)
BUILD = Build(
    leg=0.92, chest=0.24, hips=0.22, waist=0.19, neck=(0.34, 0.58), neck_width=0.09, thigh=0.13, shin=0.045, paw=0.045,
    tail=((0, 0), (-0.08, 0.03), (-0.13, -0.05)), tail_width=(0.06, 0.045), walk=WALK, run=RUN, hoofed=True,
    belly=(186, 210, 228),
)  # fmt: skip


def draw(pen: Pen, pose: Pose) -> None:
    """A stag facing right."""
    coat = pose.colour or COAT
    head = draw_body(pen, BUILD, seconds=pose.seconds, action=pose.action, coat=coat)
    for side, shade in ((-0.06, 0.75), (0.03, 1.0)):
        _antler(pen, added(head, (side, 0.10)), darker((88, 124, 158), shade))
    pen.shape([added(head, (-0.10, 0.06)), added(head, (-0.26, 0.16)), added(head, (-0.08, 0.14))], darker(coat))
    pen.ball(head, 0.115, coat)
    pen.limb(added(head, (0.05, -0.02)), added(head, (0.24, -0.12)), 0.085, 0.052, coat)
    pen.ball(added(head, (0.285, -0.115)), 0.028, INK)
    pen.ball(added(head, (0.06, 0.035)), 0.024, INK)


def _antler(pen: Pen, root: Point, colour: Colour) -> None:
    main = [root, added(root, (-0.12, 0.20)), added(root, (-0.10, 0.42)), added(root, (0.02, 0.58))]
    pen.tail(main, 0.026, 0.012, colour)
    for start, tip in (((-0.11, 0.16), (0.08, 0.28)), ((-0.12, 0.32), (0.07, 0.44)), ((-0.06, 0.48), (-0.16, 0.60))):
        pen.limb(added(root, start), added(root, tip), 0.018, 0.009, colour)


FIGURE = FigureKind(
    name="deer",
    words="鹿 小鹿 梅花鹿 麋鹿 deer stag fawn elk reindeer",
    draw=draw,
    box=(-1.1, -0.06, 1.35, 2.35),
    height=0.20,
    metres=0.75,
    actions=("walk", "run", "stand"),
    speeds={"walk": WALK.speed, "run": RUN.speed},
    home="forest",
)
