"""Fireworks over a city, a lake, anywhere.

Not here: their sound.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen
from onereel.engines.sketch.pixels import Colour, mix, scaled

LIGHTS: tuple[Colour, ...] = ((90, 130, 255), (255, 190, 110), (140, 255, 170), (230, 140, 255), (110, 230, 255))
LASTS = 1.9
GOLDEN_ANGLE = 2.39996
SPARKS = 96


def draw(pen: Pen, pose: Pose) -> None:
    """One rocket after another, each bursting into sparks that slow down, fall and go out."""
    number, passed = divmod(pose.seconds, LASTS)
    colour = pose.colour or LIGHTS[(pose.variant + int(number)) % len(LIGHTS)]
    if passed < 0.35:
        height = -0.9 + 0.9 * math.sin(passed / 0.35 * math.pi / 2)
        pen.limb((0.0, height - 0.12), (0.0, height), 0.004, 0.014, mix(colour, (255, 255, 255), 0.5))
        return
    since = passed - 0.35
    fade = max(0.0, 1 - since / (LASTS - 0.35)) ** 0.7
    for spark in range(SPARKS):
        angle = spark * GOLDEN_ANGLE
        reach = math.sqrt((spark + 0.5) / SPARKS)
        head, tail = (_spark(angle, reach, max(0.0, since - behind)) for behind in (0.0, 0.09))
        tone = scaled(mix(colour, (255, 255, 255), 0.7 * max(0.0, 1 - 2.5 * since)), fade)
        if fade > 0.06:
            pen.line([tail, head], 0.005 + 0.018 * fade, tone)


def _spark(angle: float, reach: float, since: float) -> tuple[float, float]:
    out = 0.92 * reach * (1 - math.exp(-3.2 * since))
    return (math.cos(angle) * out, math.sin(angle) * out - 0.10 * since * since)


FIGURE = FigureKind(
    name="fireworks",
    words="烟花 烟火 焰火 礼花 fireworks firework",
    draw=draw,
    box=(-1.0, -1.3, 1.0, 1.0),
    height=0.34,
    actions=("fly",),
    medium="burst",
    home="city",
    count=6,
    nocturnal=True,
)
