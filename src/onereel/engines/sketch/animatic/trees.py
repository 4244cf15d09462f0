"""Trees and bushes in rows, from far ones in the haze to near ones.

Not here: grass.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.pixels import Colour, Pixels, mix, scaled

_SUB = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of trees."""

    name: str
    kind: str
    """"fir", "broad", "palm" or "trunk"."""
    base: float
    """Where they stand, down the frame."""
    height: float
    """In frame heights, of a tall one."""
    count: int
    """Across one frame width."""
    colour: Colour
    distance: float
    """0 near to 1 lost in the haze."""
    depth: float
    aside: bool = False
    """Whether they leave the middle of the frame free."""
    spread: float = 0.02
    """How far up and down the frame they stand apart."""


def paint_trees(stage: Stage, *rows: Row) -> Painting:
    """The rows as one layer, far ones first; the last one says how a camera move carries them all."""
    sheet: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
    for row in rows:
        _plant(stage, sheet, row)
    filled = np.flatnonzero(sheet[..., 3].max(axis=1))
    first, last = (int(filled[0]), int(filled[-1]) + 2) if filled.size else (0, 2)
    return Painting(
        picture=np.ascontiguousarray(sheet[first:last]),
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=first,
        depth=rows[-1].depth,
        solid=stage.set_height,
    )


def _plant(stage: Stage, sheet: Pixels, row: Row) -> None:
    chance = stage.chance.of("trees", row.name)
    count = max(1, round(row.count * stage.set_width / stage.height / 1.78))
    offsets = np.sort(chance.random(count))
    for offset in offsets:
        share = float(chance.random()) * 1.02 - 0.01
        if row.aside:
            share = share * 0.56 if share < 0.5 else 1 - (1 - share) * 0.56
        across = share * stage.set_width
        down = stage.row(row.base + (offset - 0.5) * row.spread)
        tall = row.height * stage.height * (0.62 + 0.5 * chance.random())
        _TREES[row.kind](sheet, chance, (across, down), tall, _colours(stage, row, chance))


def _colours(stage: Stage, row: Row, chance: Generator) -> tuple[Colour, Colour]:
    """The shaded and the lit colour of one tree."""
    palette = stage.palette
    own = mix(row.colour, scaled(row.colour, 1.35), float(chance.random()) * 0.6)
    if stage.plan.season == "autumn" and row.kind == "broad":
        own = mix(own, ((30, 90, 220), (40, 150, 235), (50, 60, 190))[int(chance.integers(3))], 0.75)
    if stage.plan.season == "spring" and row.kind == "broad" and row.distance < 0.5:
        own = mix(own, (208, 176, 255), 0.85)
    if stage.plan.season == "winter":
        own = mix(own, (240, 234, 228), 0.35 if row.kind == "fir" else 0.70)
    return (
        palette.far(palette.lit(own, 0.10), row.distance),
        palette.far(palette.lit(own, 0.85), row.distance),
    )


def _polygon(sheet: Pixels, points: list[tuple[float, float]], colour: Colour) -> None:
    corners = np.round(np.array(points) * _SUB).astype(np.int32)
    cv2.fillPoly(sheet, [corners], (*colour, 255.0), cv2.LINE_AA, 4)


def _disc(sheet: Pixels, middle: tuple[float, float], radius: float, colour: Colour) -> None:
    at = (round(middle[0] * _SUB), round(middle[1] * _SUB))
    cv2.circle(sheet, at, max(8, round(radius * _SUB)), (*colour, 255.0), cv2.FILLED, cv2.LINE_AA, 4)


def _fir(
    sheet: Pixels, chance: Generator, foot: tuple[float, float], tall: float, colours: tuple[Colour, Colour]
) -> None:
    across, down = foot
    shade, lit = colours
    wide = tall * (0.15 + 0.05 * chance.random())
    _polygon(
        sheet, [(across - tall * 0.018, down), (across, down - tall), (across + tall * 0.018, down)], scaled(shade, 0.8)
    )
    tiers = int(5 + min(9, tall / 14))
    for tier in range(tiers):
        share = (tier + 0.8) / tiers
        top = down - tall * (1 - share * 0.86 + 0.12)
        bottom = top + tall / tiers * 1.9
        half = wide * share**0.9 * (0.85 + 0.3 * chance.random())
        _polygon(
            sheet,
            [
                (across, top),
                (across + half, bottom),
                (across + half * 0.3, bottom - half * 0.2),
                (across, bottom),
                (across - half * 0.3, bottom - half * 0.2),
                (across - half, bottom),
            ],
            shade,
        )
        _polygon(
            sheet,
            [(across, top), (across + half * 0.95, bottom - 0.5), (across + half * 0.25, bottom - half * 0.3)],
            mix(shade, lit, 0.55),
        )


def _broad(
    sheet: Pixels, chance: Generator, foot: tuple[float, float], tall: float, colours: tuple[Colour, Colour]
) -> None:
    """A crown of boughs, each a shaded mass with lit leaves on its upper side, on a trunk that forks."""
    across, down = foot
    shade, lit = colours
    trunk = scaled(mix(shade, (50, 70, 96), 0.55), 0.8)
    lean = (chance.random() - 0.5) * tall * 0.06
    for tip, half in (((lean, 0.62), 0.030), ((lean - 0.13 * tall, 0.66), 0.014), ((lean + 0.14 * tall, 0.70), 0.013)):
        top = (across + tip[0], down - tall * tip[1])
        fork = (across + lean * 0.6, down - tall * 0.30) if half < 0.02 else (across, down)
        wide = tall * half
        _polygon(sheet, [(fork[0] - wide, fork[1]), top, (fork[0] + wide, fork[1])], trunk)
    wide, high = 0.24 + 0.10 * chance.random(), 0.20 + 0.05 * chance.random()
    boughs = []
    for number in range(11):
        angle, reach = number * 2.39996, math.sqrt((number + 0.4) / 11)
        boughs.append((math.cos(angle) * reach * wide, math.sin(angle) * reach * high, 0.10 + 0.035 * chance.random()))
    middle = (across + lean, down - tall * 0.72)
    for x, y, size in boughs:
        _disc(sheet, (middle[0] + x * tall, middle[1] + y * tall), size * tall, shade)
    for x, y, size in sorted(boughs, key=lambda bough: -bough[1]):
        tone = mix(shade, lit, 0.30 + 0.25 * chance.random())
        at = (middle[0] + (x + size * 0.15) * tall, middle[1] + (y - size * 0.22) * tall)
        _disc(sheet, at, size * tall * 0.80, tone)
        _leaves(sheet, chance, at, size * tall, (tone, lit))


def _leaves(
    sheet: Pixels, chance: Generator, middle: tuple[float, float], radius: float, colours: tuple[Colour, Colour]
) -> None:
    """Leaves all round a bough that break its edge, brighter where they face the sky."""
    for _ in range(min(26, int(4 + radius * 0.7))):
        angle, reach = chance.random() * 2 * math.pi, 0.35 + 0.62 * math.sqrt(chance.random())
        up = math.sin(angle) * reach
        tone = mix(*colours, min(1.0, max(0.0, 0.42 + 0.62 * up + 0.2 * (chance.random() - 0.5))))
        at = (middle[0] + math.cos(angle) * reach * radius, middle[1] - up * radius)
        _disc(sheet, at, radius * (0.13 + 0.10 * chance.random()), tone)


def _palm(
    sheet: Pixels, chance: Generator, foot: tuple[float, float], tall: float, colours: tuple[Colour, Colour]
) -> None:
    """A ringed trunk that bends and thins, old leaves behind, young ones in front, nuts between."""
    across, down = foot
    shade, lit = colours
    lean = (0.10 + 0.20 * chance.random()) * tall * (1 if chance.random() < 0.5 else -1)
    bark = mix(shade, (74, 104, 138), 0.72)
    spine = [(across + lean * (step / 24) ** 1.8, down - tall * 0.80 * step / 24) for step in range(25)]
    half = [tall * (0.021 - 0.010 * min(1.0, step / 6) ** 0.5 - 0.002 * step / 24) for step in range(25)]
    _polygon(
        sheet,
        [(x - h, y) for (x, y), h in zip(spine, half, strict=True)]
        + [(x + h, y) for (x, y), h in reversed(list(zip(spine, half, strict=True)))],
        bark,
    )
    for (x, y), h in list(zip(spine, half, strict=True))[1::1]:
        _polygon(sheet, [(x - h, y), (x + h, y - h * 0.5), (x + h, y), (x - h, y + h * 0.5)], scaled(bark, 0.74))
    top = spine[-1]
    for layer, tone in ((0, 0.0), (1, 0.38), (2, 0.85)):
        for leaf in range(6 if layer else 5):
            spread_by = (leaf + 0.5) / (6 if layer else 5) + 0.10 * (chance.random() - 0.5)
            angle = math.pi * (1.30 * spread_by - 0.15) if layer < 2 else math.pi * (0.9 * spread_by + 0.05)
            _frond(sheet, top, angle, tall * (0.32 + 0.10 * chance.random()), mix(shade, lit, tone))
        if layer == 1:
            for nut in (-1, 0, 1):
                _disc(sheet, (top[0] + nut * tall * 0.018, top[1] + tall * 0.02), tall * 0.014, scaled(bark, 0.6))


def _frond(sheet: Pixels, top: tuple[float, float], angle: float, reach: float, colour: Colour) -> None:
    """A leaf that rises, arches over and hangs, with leaflets on both sides of its rib."""
    rib = []
    for step in range(17):
        share = step / 16
        x = top[0] + math.cos(angle) * reach * (share - 0.18 * share**3)
        y = top[1] - math.sin(angle) * reach * 0.62 * share - reach * 0.10 * share + reach * 0.50 * share**2.2
        rib.append((x, y))
    for step in range(1, 16):
        (x, y), (ahead_x, ahead_y) = rib[step], rib[step + 1]
        along = math.atan2(ahead_y - y, ahead_x - x)
        length = reach * 0.21 * math.sin(math.pi * (0.12 + 0.80 * step / 16)) ** 0.8
        for side in (-1, 1):
            turn = along + side * (0.85 - 0.35 * step / 16)
            tip = (x + math.cos(turn) * length, y + math.sin(turn) * length + 0.30 * length)
            half = reach * 0.020
            _polygon(sheet, [(x - half, y), tip, (x + half, y), (ahead_x, ahead_y)], scaled(colour, 1.0 + 0.10 * side))
    _polygon(sheet, [*rib, *[(x, y + reach * 0.014) for x, y in reversed(rib)]], scaled(colour, 0.8))


def _trunk(
    sheet: Pixels, chance: Generator, foot: tuple[float, float], tall: float, colours: tuple[Colour, Colour]
) -> None:
    """A great trunk close by, wider than the frame is high, with roots, bark and some bare twigs."""
    across, down = foot
    shade, lit = colours
    half = tall * 0.032
    edge = [(0.0, 2.3), (0.02, 1.45), (0.07, 1.08), (0.35, 0.92), (2.0, 0.66)]
    left = [(across - half * wide, down - tall * up) for up, wide in edge]
    right = [(across + half * wide, down - tall * up) for up, wide in reversed(edge)]
    _polygon(sheet, [*left, *right], shade)
    for _ in range(26):
        x = across + half * (1.5 * chance.random() - 0.7)
        y = down - tall * chance.random()
        long = tall * (0.03 + 0.06 * chance.random())
        wide = half * 0.07
        tone = mix(shade, lit, 0.45 * chance.random())
        _polygon(sheet, [(x - wide, y), (x, y - long), (x + wide, y), (x, y + long)], tone)
    for _ in range(4):
        side = 1 if chance.random() < 0.5 else -1
        root = (across + side * half * 0.7, down - tall * (0.45 + 0.5 * chance.random()))
        tip = (root[0] + side * half * (3 + 3 * chance.random()), root[1] - half * (2 * chance.random() - 0.3))
        _polygon(sheet, [root, tip, (root[0], root[1] + half * 0.28)], shade)


_TREES = {"fir": _fir, "broad": _broad, "palm": _palm, "trunk": _trunk}
