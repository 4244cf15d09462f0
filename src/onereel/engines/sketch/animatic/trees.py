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
    """"fir", "broad" or "palm"."""
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


def paint_trees(stage: Stage, row: Row) -> Painting:
    """The row as a layer."""
    chance = stage.chance.of("trees", row.name)
    sheet: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
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
    rows = np.flatnonzero(sheet[..., 3].max(axis=1))
    first, last = (int(rows[0]), int(rows[-1]) + 2) if rows.size else (0, 2)
    return Painting(
        picture=np.ascontiguousarray(sheet[first:last]),
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=first,
        depth=row.depth,
        solid=stage.set_height,
    )


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
    across, down = foot
    shade, lit = colours
    trunk = scaled(mix(shade, (50, 70, 96), 0.55), 0.8)
    lean = (chance.random() - 0.5) * tall * 0.06
    _polygon(
        sheet,
        [
            (across - tall * 0.035, down),
            (across + lean - tall * 0.015, down - tall * 0.62),
            (across + lean + tall * 0.015, down - tall * 0.62),
            (across + tall * 0.035, down),
        ],
        trunk,
    )
    leaves = [(chance.random() * 2 * math.pi, chance.random() ** 0.6, 0.10 + 0.07 * chance.random()) for _ in range(20)]
    for tone, share in ((shade, 0.0), (mix(shade, lit, 0.5), 0.45), (lit, 0.8)):
        for angle, reach, size in leaves:
            middle = (
                across + lean + math.cos(angle) * reach * tall * 0.27 + share * tall * 0.035,
                down - tall * 0.70 + math.sin(angle) * reach * tall * 0.22 - share * tall * 0.07,
            )
            _disc(sheet, middle, size * tall * (1 - 0.55 * share), tone)


def _palm(
    sheet: Pixels, chance: Generator, foot: tuple[float, float], tall: float, colours: tuple[Colour, Colour]
) -> None:
    across, down = foot
    shade, lit = colours
    lean = (0.12 + 0.18 * chance.random()) * tall * (1 if chance.random() < 0.5 else -1)
    trunk = scaled(mix(shade, (60, 84, 112), 0.6), 0.9)
    for step in range(60):
        share = step / 59
        middle = (across + lean * share * share, down - tall * 0.86 * share)
        _disc(sheet, middle, tall * (0.022 - 0.010 * share), trunk)
    top = (across + lean, down - tall * 0.86)
    for leaf in range(11):
        angle = math.pi * (1.16 * leaf / 10 - 0.08) + 0.2 * (chance.random() - 0.5)
        reach = tall * (0.36 + 0.08 * chance.random())
        _frond(sheet, top, angle, reach, mix(shade, lit, 0.15 + 0.5 * (leaf % 3) / 2))


def _frond(sheet: Pixels, top: tuple[float, float], angle: float, reach: float, colour: Colour) -> None:
    """A leaf that rises, arches over and hangs, fringed on its lower side."""
    upper, lower = [], []
    for step in range(11):
        share = step / 10
        x = top[0] + math.cos(angle) * reach * share
        y = top[1] - math.sin(angle) * reach * 0.55 * share - reach * 0.16 * share + reach * 0.52 * share * share
        upper.append((x, y))
        fringe = reach * 0.15 * math.sin(math.pi * min(1.0, share * 1.05)) * (0.45 + 0.55 * (step % 2))
        lower.append((x, y + fringe))
    _polygon(sheet, [*upper, *reversed(lower)], colour)


_TREES = {"fir": _fir, "broad": _broad, "palm": _palm}
