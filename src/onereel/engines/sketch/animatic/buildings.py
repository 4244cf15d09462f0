"""Rows of buildings with windows, dark or lit.

Not here: streets and cars.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.pixels import Colour, Pixels, mix, scaled

WARM: tuple[Colour, ...] = ((120, 205, 255), (150, 225, 255), (90, 180, 250), (235, 225, 200))
NEON: tuple[Colour, ...] = ((170, 60, 255), (255, 220, 40), (60, 190, 255), (255, 110, 150), (180, 255, 80))
WALLS: tuple[Colour, ...] = ((150, 158, 172), (128, 150, 178), (172, 168, 160), (140, 132, 128), (150, 172, 190))


@dataclass(frozen=True, kw_only=True, slots=True)
class Skyline:
    """One row of buildings."""

    name: str
    base: float
    """Where they stand, down the frame."""
    tallest: float
    """In frame heights."""
    width: float
    """Of an ordinary one, in frame heights."""
    distance: float
    depth: float
    gaps: float = 0.0
    """Share of places left empty."""


def paint_skyline(stage: Stage, skyline: Skyline) -> Painting:
    """The row as a layer; windows are lit after dark, and glow."""
    chance = stage.chance.of("skyline", skyline.name)
    walls: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
    lamps: Pixels = np.zeros((stage.set_height, stage.set_width, 3), np.uint8)
    across = -skyline.width * stage.height * float(chance.random())
    while across < stage.set_width:
        width = skyline.width * stage.height * (0.6 + 0.8 * chance.random())
        if chance.random() >= skyline.gaps:
            _building(stage, skyline, chance, (walls, lamps), left=int(across), width=int(width))
        across += width * (1.0 + 0.06 * chance.random())
    glow = cv2.add(
        cv2.GaussianBlur(lamps, (0, 0), 1.5 + 3 * stage.unit), cv2.GaussianBlur(lamps, (0, 0), 12 * stage.unit)
    )
    lit = cv2.add(walls[..., :3], cv2.add(lamps, glow))
    alpha = walls[..., 3]
    # the glow beyond a wall's edge is light without cover
    picture = cv2.merge([*cv2.split(lit), alpha])
    first = max(0, int(stage.row(skyline.base - skyline.tallest * 1.25)))
    return Painting(
        picture=np.ascontiguousarray(picture[first:]),
        set_width=stage.set_width,
        set_height=stage.set_height,
        top=first,
        depth=skyline.depth,
        solid=int(stage.row(skyline.base)) + 2,
    )


def _building(
    stage: Stage, skyline: Skyline, chance: Generator, sheets: tuple[Pixels, Pixels], *, left: int, width: int
) -> None:
    walls, lamps = sheets
    palette = stage.palette
    tall = skyline.tallest * stage.height * (0.35 + 0.65 * float(chance.random()) ** 1.3)
    base = int(stage.row(skyline.base))
    top = int(base - tall)
    own = WALLS[int(chance.integers(len(WALLS)))]
    wall = palette.far(palette.lit(scaled(own, 0.42 if palette.dark else 1.0), 0.45), skyline.distance)
    right = left + width
    cv2.rectangle(walls, (left, top), (right, stage.set_height), (*wall, 255.0), cv2.FILLED)
    side = max(1, width // 6)
    lit_left = palette.sun_across < 0.5
    edge = (left, left + side) if lit_left else (right - side, right)
    bright = palette.far(palette.lit(scaled(own, 0.5 if palette.dark else 1.0), 0.95), skyline.distance)
    cv2.rectangle(walls, (edge[0], top), (edge[1], stage.set_height), (*bright, 255.0), cv2.FILLED)
    if chance.random() < 0.35:
        mast = (left + width // 2, top)
        cv2.line(walls, mast, (mast[0], int(top - tall * 0.14)), (*wall, 255.0), max(1, round(2 * stage.unit)))
    _windows(stage, skyline, chance, (walls, lamps), (left, top, right, base), wall)
    if stage.plan.style == "cyberpunk" and chance.random() < 0.5:
        neon = NEON[int(chance.integers(len(NEON)))]
        column = left + int(width * chance.random())
        cv2.line(
            lamps,
            (column, int(top + tall * 0.1)),
            (column, int(top + tall * (0.3 + 0.4 * chance.random()))),
            neon,
            max(2, round(5 * stage.unit)),
        )


def _windows(
    stage: Stage,
    skyline: Skyline,
    chance: Generator,
    sheets: tuple[Pixels, Pixels],
    box: tuple[int, int, int, int],
    wall: Colour,
) -> None:
    walls, lamps = sheets
    left, top, right, base = box
    step = max(4, round(stage.height * (0.012 + 0.010 * (1 - skyline.distance))))
    size = max(2, round(step * 0.45))
    lit_share = 0.42 if stage.palette.dark else 0.0
    glass = mix(wall, stage.palette.sky[2], 0.35)
    for row in range(top + step, base - step, round(step * 1.5)):
        for column in range(left + step // 2, right - size, step):
            corner = (column + size, row + round(size * 1.4))
            if chance.random() < lit_share:
                lamp = scaled(
                    WARM[int(chance.integers(4))], (0.35 + 0.65 * chance.random()) * (1 - 0.5 * skyline.distance)
                )
                cv2.rectangle(lamps, (column, row), corner, lamp, cv2.FILLED)
            elif chance.random() < 0.8:
                cv2.rectangle(walls, (column, row), corner, (*glass, 255.0), cv2.FILLED)
