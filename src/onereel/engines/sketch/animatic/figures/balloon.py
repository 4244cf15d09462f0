"""A hot-air balloon.

Not here: toy balloons.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, darker
from onereel.engines.sketch.pixels import Colour

STRIPES: tuple[tuple[Colour, Colour], ...] = (
    ((62, 76, 224), (80, 196, 246)),
    ((196, 130, 56), (236, 238, 240)),
    ((150, 86, 196), (126, 206, 250)),
    ((110, 160, 60), (120, 220, 250)),
)


def _half_width(height: float) -> float:
    if height > 0.95:
        return 0.46 * math.sqrt(max(0.0, 1 - ((height - 0.95) / 0.44) ** 2))
    return 0.46 - 0.34 * math.pow((0.95 - height) / 0.60, 1.5)


def _edge(stripe: float) -> float:
    """How far to the right a stripe's edge is seen on the round balloon, -1 to 1."""
    return math.sin(min(1.0, max(-1.0, stripe / 4 - 1)) * math.pi / 2)


def draw(pen: Pen, pose: Pose) -> None:
    """A striped balloon with its basket."""
    first, second = STRIPES[pose.variant % len(STRIPES)]
    first = pose.colour or first
    heights = [0.35 + 1.04 * step / 12 for step in range(13)]
    turned = pose.seconds * 0.12 % 2  # two stripes on, it looks as before
    for index in range(-2, 8):
        left, right = _edge(index + turned), _edge(index + 1 + turned)
        colour = darker((first, second)[index % 2], 0.72 + 0.30 * max(0, index) / 7)
        edge = [(left * _half_width(height), height) for height in heights]
        edge += [(right * _half_width(height), height) for height in reversed(heights)]
        pen.shape(edge, colour)
    for across in (-0.09, 0.09):
        pen.line([(across * 1.2, 0.36), (across * 0.7, 0.17)], 0.012, (60, 58, 60))
    pen.shape([(-0.085, 0.18), (0.085, 0.18), (0.07, 0.03), (-0.07, 0.03)], (58, 92, 140))
    if math.sin(pose.seconds * 2.3 + pose.variant) > 0.3:
        pen.ball((0, 0.28), 0.03, (120, 220, 255), tall=0.055)


FIGURE = FigureKind(
    name="balloon",
    words="热气球 气球 balloon hot-air-balloon",
    draw=draw,
    box=(-0.55, -0.02, 0.55, 1.45),
    height=0.27,
    actions=("fly",),
    medium="high",
    speeds={"fly": 0.10},
    count=3,
)
