"""A four-legged animal by its proportions: body, legs that touch the ground, neck, tail.

Not here: heads; each animal has its own.
"""

import math
from dataclasses import dataclass

from onereel.engines.sketch.animatic.figures.gait import Gait
from onereel.engines.sketch.animatic.figures.pen import Pen, Point, added, darker, joint
from onereel.engines.sketch.pixels import Colour


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """Measures of an animal in figure units; its back is about 1 unit long."""

    leg: float
    """Height of hips and shoulders over the ground."""
    chest: float
    """Half the depth of the body at the shoulders."""
    hips: float
    waist: float
    neck: Point
    """From the shoulders to the middle of the head."""
    neck_width: float
    thigh: float
    shin: float
    paw: float
    tail: tuple[Point, ...]
    """Its line from the rump, at rest."""
    tail_width: tuple[float, float]
    walk: Gait
    run: Gait
    length: float = 0.5
    """Half the distance between hips and shoulders."""
    hoofed: bool = False
    belly: Colour | None = None


def animal_gait(*, period: float, stride: float, lift: float, running: bool) -> Gait:
    """The usual order of four feet: far hind, far fore, near hind, near fore."""
    if running:
        return Gait(period=period, stride=stride, lift=lift, contact=0.42, phases=(0.0, 0.55, 0.10, 0.65))
    return Gait(period=period, stride=stride, lift=lift, contact=0.64, phases=(0.0, 0.25, 0.5, 0.75))


def draw_body(pen: Pen, build: Build, *, seconds: float, action: str, coat: Colour, bow: float = 0.0) -> Point:
    """Draw everything but the head; returns where the head's middle belongs.

    `bow` lowers the shoulders and lifts the hips, as at play.
    """
    running = action in ("run", "play")
    gait = build.run if running else build.walk
    still = action in ("stand", "sit")
    bounce = 0.0 if still else (0.06 if running else 0.015) * math.sin(4 * math.pi * seconds / gait.period)
    breath = 0.006 * math.sin(seconds * 2.4)
    pitch = 0.05 * math.sin(2 * math.pi * seconds / gait.period) if running else 0.0
    hip = (-build.length, build.leg + bounce - pitch + 0.25 * bow)
    shoulder = (build.length, build.leg + bounce + pitch + breath - bow)
    far = darker(coat, 0.62)
    _leg(pen, build, gait, hip, number=0, seconds=seconds, still=still, hind=True, colour=far)
    _leg(pen, build, gait, shoulder, number=1, seconds=seconds, still=still, hind=False, colour=far)
    _tail(pen, build, hip, seconds=seconds, coat=coat)
    _trunk(pen, build, hip, shoulder, coat=coat)
    head = added(shoulder, (build.neck[0], build.neck[1] + 0.012 * math.sin(seconds * 1.9)))
    pen.limb(added(shoulder, (-0.02, build.chest * 0.2)), head, build.neck_width * 1.35, build.neck_width, coat)
    _leg(pen, build, gait, hip, number=2, seconds=seconds, still=still, hind=True, colour=coat)
    _leg(pen, build, gait, shoulder, number=3, seconds=seconds, still=still, hind=False, colour=coat)
    return head


def _trunk(pen: Pen, build: Build, hip: Point, shoulder: Point, *, coat: Colour) -> None:
    middle = ((hip[0] + shoulder[0]) / 2, (hip[1] + shoulder[1]) / 2)
    outline = [
        added(hip, (-build.hips * 0.95, 0.02)),
        added(hip, (-build.hips * 0.35, build.hips * 0.9)),
        added(middle, (0, build.waist * 0.95)),
        added(shoulder, (0.0, build.chest * 0.95)),
        added(shoulder, (build.chest * 0.9, 0.1 * build.chest)),
        added(shoulder, (build.chest * 0.35, -build.chest * 0.85)),
        added(middle, (0.05, -build.waist)),
        added(hip, (build.hips * 0.4, -build.hips * 0.75)),
        added(hip, (-build.hips * 0.6, -build.hips * 0.55)),
    ]
    pen.blob(outline, coat)
    if build.belly is not None:
        low = [
            added(hip, (build.hips * 0.5, -build.hips * 0.72)),
            added(middle, (0.05, -build.waist * 0.98)),
            added(shoulder, (build.chest * 0.45, -build.chest * 0.80)),
            added(middle, (0.05, -build.waist * 0.60)),
        ]
        pen.blob(low, build.belly)


def _leg(
    pen: Pen,
    build: Build,
    gait: Gait,
    root: Point,
    *,
    number: int,
    seconds: float,
    still: bool,
    hind: bool,
    colour: Colour,
) -> None:
    step = (0.06 if number in (2, 3) else -0.05, 0.0) if still else gait.foot(number, seconds)
    ankle = (root[0] + step[0] + (-0.04 if hind else 0.03), step[1] + build.paw)
    drop = 0.06 if hind else 0.10
    top = added(root, (0.0, -drop))
    bone = (
        build.leg - drop - build.paw
    ) * 0.545  # a little longer than the way down, so that standing legs are not stiff
    knee, foot = joint(top, ankle, upper=bone, lower=bone, bend=1 if hind else -1)
    pen.limb(top, knee, build.thigh if hind else build.thigh * 0.8, build.shin * 1.15, colour)
    pen.limb(knee, foot, build.shin * 1.1, build.shin, colour)
    toe = added(foot, (build.paw * (0.7 if build.hoofed else 1.2), -build.paw * 0.15))
    pen.limb(foot, toe, build.paw, build.paw * 0.85, darker(colour, 0.5) if build.hoofed else colour)


def _tail(pen: Pen, build: Build, hip: Point, *, seconds: float, coat: Colour) -> None:
    count = len(build.tail)
    root = added(hip, (-build.hips * 0.8, build.hips * 0.45))
    points = [
        added(root, (x, y + 0.07 * math.sin(seconds * 3.1 - index * 0.8) * index / count))
        for index, (x, y) in enumerate(build.tail)
    ]
    pen.tail(points, build.tail_width[0], build.tail_width[1], coat)
