"""Sky lanterns that rise into the night.

Not here: lamps.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen
from onereel.engines.sketch.pixels import scaled

GLOW = (96, 176, 255)


def draw(pen: Pen, pose: Pose) -> None:
    """A paper lantern lit from below, swinging a little."""
    colour = pose.colour or GLOW
    swing = 0.05 * math.sin(pose.seconds * 1.3)
    flicker = 0.92 + 0.08 * math.sin(pose.seconds * 7)
    pen.blob(
        [
            (-0.24, 0.0),
            (-0.36 + swing, 0.45),
            (-0.26 + swing, 0.80),
            (0.26 + swing, 0.80),
            (0.36 + swing, 0.45),
            (0.24, 0.0),
        ],
        scaled(colour, 0.82 * flicker),
    )
    pen.blob(
        [(-0.18, 0.02), (-0.22 + swing, 0.35), (swing, 0.55), (0.22 + swing, 0.35), (0.18, 0.02)],
        scaled((150, 215, 255), flicker),
    )
    pen.ball((0.0, 0.08), 0.09, (210, 245, 255), tall=0.12)


FIGURE = FigureKind(
    name="lantern",
    words="孔明灯 天灯 灯笼 lantern lanterns sky-lantern",
    draw=draw,
    box=(-0.5, -0.1, 0.5, 0.95),
    height=0.055,
    actions=("fly",),
    medium="rising",
    home="lake",
    count=12,
    nocturnal=True,
)
