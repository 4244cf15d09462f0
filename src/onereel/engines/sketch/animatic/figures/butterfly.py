"""Butterflies.

Not here: birds.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen
from onereel.engines.sketch.pixels import Colour

WINGS: tuple[Colour, ...] = ((40, 140, 245), (230, 160, 80), (150, 110, 240), (250, 250, 250))


def draw(pen: Pen, pose: Pose) -> None:
    """A butterfly whose wings open and close."""
    colour = pose.colour or WINGS[pose.variant % len(WINGS)]
    open_by = 0.2 + 0.8 * abs(math.sin(pose.seconds * 7))
    for side, shade in ((-1, 0.8), (1, 1.0)):
        tint = (colour[0] * shade, colour[1] * shade, colour[2] * shade)
        wide = side * open_by
        pen.blob([(0, 0.02), (0.30 * wide, 0.62), (0.72 * wide, 0.60), (0.60 * wide, 0.12)], tint)
        pen.blob([(0, 0), (0.52 * wide, 0.02), (0.46 * wide, -0.42), (0.16 * wide, -0.40)], tint)
        pen.ball((0.48 * wide, 0.42), 0.09, (40, 40, 44))
    pen.limb((0, -0.26), (0, 0.24), 0.045, 0.05, (36, 32, 34))


FIGURE = FigureKind(
    name="butterfly",
    words="蝴蝶 butterfly butterflies",
    draw=draw,
    box=(-0.9, -0.6, 0.9, 0.8),
    height=0.032,
    actions=("fly",),
    medium="flutter",
    speeds={"fly": 1.2},
    home="garden",
    count=3,
)
