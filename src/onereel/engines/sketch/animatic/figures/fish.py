"""Fish.

Not here: whales.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.face import eye
from onereel.engines.sketch.animatic.figures.pen import Pen, darker
from onereel.engines.sketch.pixels import Colour

SCALES: tuple[Colour, ...] = ((48, 140, 250), (60, 208, 250), (220, 150, 70), (150, 110, 235), (220, 220, 225))


def draw(pen: Pen, pose: Pose) -> None:
    """A fish swimming to the right with its whole body."""
    colour = pose.colour or SCALES[pose.variant % len(SCALES)]
    wave = [0.10 * math.sin(pose.seconds * 6 - back * 2.2) * back for back in (0.0, 0.5, 1.0, 1.5)]
    pen.shape([(-0.42, wave[2]), (-0.86, 0.30 + wave[3]), (-0.74, wave[3]), (-0.86, -0.30 + wave[3])], darker(colour))
    pen.blob(
        [
            (0.56, 0.0),
            (0.30, 0.24),
            (-0.10, 0.25 + wave[1]),
            (-0.48, 0.06 + wave[2]),
            (-0.48, -0.06 + wave[2]),
            (-0.10, -0.24 + wave[1]),
            (0.30, -0.20),
        ],
        colour,
    )
    pen.shape([(0.16, 0.24), (-0.22, 0.44 + wave[1]), (-0.20, 0.22 + wave[1])], darker(colour, 0.85))
    pen.blob([(0.40, 0.18), (0.24, 0.20), (0.24, -0.16), (0.38, -0.14)], (250, 250, 250))
    flap = 0.10 * math.sin(pose.seconds * 7)
    pen.shape([(0.14, -0.04), (-0.12, -0.16 + flap), (-0.06, 0.02)], darker(colour, 0.8))
    eye(pen, (0.40, 0.07), 0.055, seconds=1.0)


FIGURE = FigureKind(
    name="fish",
    words="鱼 小鱼 鱼群 金鱼 热带鱼 锦鲤 fish fishes goldfish koi",
    draw=draw,
    box=(-1.0, -0.6, 0.7, 0.6),
    height=0.10,
    actions=("swim",),
    medium="deep",
    speeds={"swim": 0.9},
    home="underwater",
    count=5,
)
