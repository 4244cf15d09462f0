"""Clouds: heaped, drawn out or closed, as the weather and the seed have it.

Not here: the sky behind them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.painting import Painting, paint
from onereel.engines.sketch.animatic.sky import sun_place
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.animatic.texture import clouds, spread
from onereel.engines.sketch.pixels import Field, smoothstep

DETAIL = 2
"""Clouds are soft: they are made at half the size of the set."""
THINNEST = 0.62
"""How much of the sky a closed cover hides where it is thinnest."""
WIDER = 1.25
"""How much wider than the set a drifting sheet is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """An empty sheet of sky at half size."""

    width: int
    height: int
    pixels_per_frame: float
    """Half-size pixels in one frame height."""


def paint_clouds(stage: Stage, *, horizon: float = 0.62, amount: float = 1.0) -> list[Painting]:
    """The cloud layers of the plan's weather, far ones first; none in ink."""
    chance = stage.chance.of("clouds")
    if stage.plan.style == "ink" or amount <= 0:
        return []
    sheet = _Sheet(
        width=round(stage.set_width * WIDER / DETAIL),
        height=max(8, round(stage.row(horizon) / DETAIL)),
        pixels_per_frame=720 * stage.unit / DETAIL,
    )
    if stage.plan.weather in ("storm", "rain", "cloudy", "snow", "fog"):
        kinds = [_closed(chance, sheet, cover=0.75 if stage.plan.weather != "snow" else 0.55)]
    else:
        drawn_out = stage.palette.sun_height < 0.3
        choices = (_streaks, _heaps, _wisps) if drawn_out else (_heaps, _heaps, _wisps)
        kinds = [choices[int(chance.integers(3))](chance, sheet)]
        if chance.random() < 0.5:
            kinds.insert(0, _wisps(chance, sheet) * np.float32(0.6))
    speeds = (0.006, 0.011)
    return [
        _finish(stage, density, horizon=horizon, drift=speed) for density, speed in zip(kinds, speeds, strict=False)
    ]


def paint_bank(stage: Stage, *, name: str, top: float, depth: float) -> Painting:
    """A bank of heaped clouds from `top` (down the frame) to below the frame, as seen from above them."""
    chance = stage.chance.of("bank", name)
    sheet = _Sheet(
        width=round(stage.set_width * WIDER / DETAIL),
        height=round(stage.set_height / DETAIL),
        pixels_per_frame=720 * stage.unit / DETAIL,
    )
    mass = np.zeros((sheet.height, sheet.width), np.float32)
    crest = stage.row(top) / DETAIL
    size = sheet.pixels_per_frame * (0.05 + 0.10 * depth)
    count = max(4, round(sheet.width / (size * 2.2)))
    for number in range(count):
        across = (number + 0.2 + 0.6 * chance.random()) / count * sheet.width
        _heap(chance, mass, across=across, base=crest + size * (0.5 + 0.5 * chance.random()), size=size)
    rows = np.arange(sheet.height, dtype=np.float32)[:, None]
    rough = _noise(chance, sheet, across=0.5, down=0.3, falloff=2.1)
    body = smoothstep(crest - 0.1 * size, crest + 0.6 * size, rows + size * (rough - 0.5))
    density = np.maximum(smoothstep(0.12, 0.5, mass + 0.9 * (rough - 0.5) * np.sqrt(mass)), body)
    return _finish(stage, np.asarray(density, np.float32), horizon=top, drift=0.004 + 0.012 * depth, depth=depth)


def _noise(chance: Generator, sheet: _Sheet, *, across: float, down: float, falloff: float = 2.4) -> Field:
    tile = clouds(chance, falloff=falloff)
    return spread(
        tile,
        width=sheet.width,
        height=sheet.height,
        across=across * sheet.pixels_per_frame,
        down=down * sheet.pixels_per_frame,
    )


def _heaps(chance: Generator, sheet: _Sheet) -> Field:
    """Some heaped clouds with flat bottoms, larger high up, smaller toward the horizon."""
    mass = np.zeros((sheet.height, sheet.width), np.float32)
    count = int(chance.integers(6, 11))
    for number in range(count):
        height = 0.30 + 0.60 * chance.random()
        size = sheet.pixels_per_frame * (0.035 + 0.12 * (1 - height)) * (0.6 + 0.8 * chance.random())
        across = (number + 0.15 + 0.7 * chance.random()) / count * sheet.width
        _heap(chance, mass, across=across, base=height * sheet.height, size=size)
    rough = _noise(chance, sheet, across=0.34, down=0.26, falloff=2.1)
    return np.asarray(smoothstep(0.16, 0.62, mass + 1.1 * (rough - 0.55) * np.sqrt(mass)), np.float32)


def _heap(chance: Generator, mass: Field, *, across: float, base: float, size: float) -> None:
    """One cloud: puffs side by side, the tallest in its middle."""
    tower = 0.5 * (chance.random() - 0.5)
    for number in range(20):
        offset = -1 + 2 * (number + chance.random()) / 20
        bulge = max(0.0, 1 - (offset - tower) ** 2)
        radius = size * (0.28 + 0.62 * bulge * (0.6 + 0.4 * chance.random()))
        lift = radius * (0.35 + 0.55 * chance.random() * bulge)
        _puff(mass, middle=(across + offset * size * 2.0, base - lift), radius=radius, base=base)


def _puff(mass: Field, *, middle: tuple[float, float], radius: float, base: float) -> None:
    left, right = max(0, int(middle[0] - radius)), min(mass.shape[1], int(middle[0] + radius) + 1)
    top, bottom = max(0, int(middle[1] - radius)), min(mass.shape[0], int(base + radius * 0.3) + 1)
    if left >= right or top >= bottom or radius < 1:
        return
    across = (np.arange(left, right, dtype=np.float32) - middle[0]) / radius
    down = (np.arange(top, bottom, dtype=np.float32) - middle[1]) / radius
    ball = np.clip(1 - across[None] ** 2 - down[:, None] ** 2, 0, 1)
    flat = np.clip((base - np.arange(top, bottom, dtype=np.float32)) / (radius * 0.8) + 0.35, 0, 1)[:, None]
    part = mass[top:bottom, left:right]
    np.maximum(part, ball * flat, out=part)


def _streaks(chance: Generator, sheet: _Sheet) -> Field:
    """Long flat bands, as in the evening."""
    noise = 0.65 * _noise(chance, sheet, across=3.2, down=0.55) + 0.35 * _noise(chance, sheet, across=1.4, down=0.2)
    rows = np.linspace(0, 1, sheet.height, dtype=np.float32)[:, None]
    limit = 0.50 + 0.10 * np.abs(rows - 0.55)
    return smoothstep(0.0, 0.14, noise - limit) * smoothstep(1.0, 0.9, rows)


def _wisps(chance: Generator, sheet: _Sheet) -> Field:
    """Thin feathers high up."""
    tilt = np.linspace(0, 0.4, sheet.width, dtype=np.float32)[None]
    noise = 0.5 * _noise(chance, sheet, across=2.4, down=1.1) + 0.5 * _noise(chance, sheet, across=1.5, down=0.16)
    rows = np.linspace(0, 1, sheet.height, dtype=np.float32)[:, None]
    return smoothstep(0.50, 0.72, noise + 0.05 * tilt) * smoothstep(0.85, 0.35, rows) * np.float32(0.75)


def _closed(chance: Generator, sheet: _Sheet, *, cover: float) -> Field:
    """A closed cover, heavier above and flatter toward the horizon."""
    noise = 0.6 * _noise(chance, sheet, across=1.6, down=0.6) + 0.4 * _noise(chance, sheet, across=0.6, down=0.22)
    rows = np.linspace(0, 1, sheet.height, dtype=np.float32)[:, None]
    gaps = smoothstep(0.60 - 0.4 * cover, 0.86 - 0.4 * cover, noise + 0.08 - 0.25 * rows**3)
    return np.asarray(THINNEST + (1 - THINNEST) * gaps, np.float32)


def _finish(stage: Stage, density: Field, *, horizon: float, drift: float, depth: float | None = None) -> Painting:
    """Light the density from where the sun stands, and make a drifting layer of it.

    Without a `depth` it is one of the sky, which is lost in the haze toward the horizon.
    """
    height, width = density.shape
    across, down = sun_place(stage, horizon=horizon)
    sun = ((across - 0.5) * stage.width / DETAIL + width / 2, stage.row(down) / DETAIL)
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    away = np.hypot(columns - sun[0], rows - sun[1]) + 1
    toward = ((sun[0] - columns) / away, (sun[1] - rows) / away)
    soft = cv2.GaussianBlur(density, (0, 0), 2)
    blocked = np.zeros_like(density)
    for step in (0.012, 0.03, 0.06):
        pixels = np.float32(step * stage.height / DETAIL)
        blocked += cv2.remap(
            soft,
            columns + toward[0] * pixels,
            rows + toward[1] * pixels,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    lit = np.exp(-0.62 * blocked)[..., None]
    palette = stage.palette
    shade, bright = (np.asarray(colour, np.float32) for colour in (palette.cloud_shade, palette.cloud))
    colours = shade + (bright - shade) * np.clip(lit * 1.2, 0, 1)
    near = np.exp(-away / (stage.height / DETAIL) * 2.6)[..., None] * palette.glow
    colours += (np.asarray(palette.sun, np.float32) - colours) * np.clip(lit * near * 1.2, 0, 1)
    coverage = density
    if depth is None:
        low = smoothstep(0.55, 1.0, rows / height)[..., None]
        colours += (np.asarray(palette.sky[3], np.float32) - colours) * (0.55 * low)
        coverage = density * smoothstep(1.0, 0.88, rows / height) * np.float32(0.93)
    size = (width * DETAIL, height * DETAIL)
    whole = cv2.resize(colours, size, interpolation=cv2.INTER_LINEAR)
    covered = cv2.resize(coverage, size, interpolation=cv2.INTER_LINEAR)
    return paint(stage, whole, covered, depth=0.06 if depth is None else depth, drift=drift)
