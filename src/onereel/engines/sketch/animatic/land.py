"""Land in layers: ridges one behind the other in the haze, and the ground that subjects stand on.

Not here: what grows on it (`trees.py`, `grass.py`).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.painting import Painting, paint
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.animatic.texture import clouds, outline, spread
from onereel.engines.sketch.pixels import Colour, Field, as_field, mix, smoothstep


@dataclass(frozen=True, kw_only=True, slots=True)
class Ridge:
    """One line of hills or mountains."""

    name: str
    """Tells its chance apart from the others'."""
    crest: float
    """Where its highest parts are, down the frame."""
    foot: float
    """Where it ends in haze, down the frame."""
    colour: Colour
    """In plain daylight."""
    distance: float
    """0 near to 1 lost in the haze."""
    depth: float
    features: float = 3.0
    jagged: bool = False
    relief: float = 0.0
    """How strongly its flanks are lit and shaded, 0 to 1."""
    side: float = 0.0
    """-1 or 1 lets the ridge sink away toward the other side, as a headland does; 0 keeps it whole."""
    snow: float = 0.0
    """How far the snow comes down, as a share of its height."""


def crest_line(stage: Stage, ridge: Ridge) -> Field:
    """The place down the frame of the ridge's edge, for every set column."""
    chance = stage.chance.of("ridge", ridge.name)
    ratio = stage.set_width / stage.set_height
    line = outline(
        chance,
        stage.set_width,
        features=ridge.features * max(0.6, ratio / 1.77),
        octaves=7 if ridge.jagged else 5,
        gain=0.52 if ridge.jagged else 0.42,
        ridged=ridge.jagged,
    )
    low, high = float(line.min()), float(line.max())
    share = (line - low) / (high - low + 1e-6)
    if ridge.side:
        share = 0.25 + 0.75 * share
        along = stage.columns()[0] - 0.5
        sunk = smoothstep(-0.05, 0.40, along * ridge.side)
        return as_field(ridge.foot + 0.01 - (ridge.foot + 0.01 - ridge.crest) * share * sunk)
    return np.asarray(ridge.foot - (ridge.foot - ridge.crest) * (0.25 + 0.75 * share), np.float32)


def paint_ridge(stage: Stage, ridge: Ridge) -> Painting:
    """The ridge as a layer, lit from the sun's side and fading into haze toward its foot."""
    line = crest_line(stage, ridge)[None]
    rows = stage.rows()
    below = (rows - line) * stage.height
    coverage = np.clip(below / 1.3 + 0.5, 0, 1).astype(np.float32)
    share = np.clip((rows - line) / (ridge.foot - line + 1e-6), 0, 1)
    lit = _flank_light(stage, ridge, line, share) if ridge.relief else np.full(share.shape, 0.55, np.float32)
    ground = np.asarray(mix(ridge.colour, stage.covered(ridge.colour), 0.7), np.float32)
    if ridge.snow and stage.plan.style != "ink":
        ground = _with_snow(stage, ridge, share, lit)
    colours = _seen(stage, ground, lit)
    haze = np.clip(ridge.distance + (1 - ridge.distance) * 0.75 * share**1.6, 0, 1)[..., None]
    colours += (np.asarray(stage.palette.haze, np.float32) - colours) * haze
    return paint(stage, colours, coverage, depth=ridge.depth)


def _seen(stage: Stage, ground: Field, lit: Field) -> Field:
    shade = np.asarray(stage.palette.shade, np.float32) / 255
    light = np.asarray(stage.palette.light, np.float32) / 255
    return np.asarray(ground * (shade + (light - shade) * lit[..., None]), np.float32)


def _flank_light(stage: Stage, ridge: Ridge, line: Field, share: Field) -> Field:
    """0 in the shade to 1 in the sun: flanks turn with the slope of the edge above them, more broadly lower down."""
    side = 1.0 if stage.palette.sun_across > 0.5 else -1.0
    chance = stage.chance.of("flank", ridge.name)
    tile = clouds(chance, falloff=2.2)
    height, width = share.shape
    rough = spread(tile, width=width, height=height, across=stage.height * 0.5, down=stage.height * 0.7) - 0.5
    slopes = []
    for spread_by in (0.006, 0.02, 0.06):
        smooth = cv2.GaussianBlur(line, (0, 0), max(1.0, spread_by * stage.height))
        slope = np.gradient(smooth[0]) * stage.height
        slopes.append(np.tanh(slope * 1.4 * side).astype(np.float32))
    columns = np.arange(width)[None] + (rough * stage.height * 0.16 * np.sqrt(share)).astype(np.int32)
    columns = np.clip(columns, 0, width - 1)
    fine, middle, broad = (slope[columns] for slope in slopes)
    first = smoothstep(0.0, 0.35, share)
    second = smoothstep(0.3, 0.8, share)
    turned = fine * (1 - first) + middle * first
    turned = turned * (1 - second) + broad * second
    return as_field(np.clip(0.5 - (0.55 * turned + 0.5 * rough) * ridge.relief, 0, 1))


def _with_snow(stage: Stage, ridge: Ridge, share: Field, lit: Field) -> Field:
    height, width = share.shape
    tile = clouds(stage.chance.of("snow line", ridge.name), falloff=2.7)
    rough = spread(tile, width=width, height=height, across=stage.height * 0.35, down=stage.height * 0.5)
    white = smoothstep(0.09, -0.09, share - ridge.snow * (0.35 + 1.1 * rough) + 0.12 * (0.5 - lit))[..., None]
    ground = np.asarray(ridge.colour, np.float32)
    return np.asarray(ground + (np.array([250, 246, 242], np.float32) - ground) * white, np.float32)


def paint_ground(
    stage: Stage,
    *,
    name: str,
    top: float,
    far: Colour,
    near: Colour,
    depth: float,
    swell: float = 0.02,
    grain: float = 0.16,
) -> Painting:
    """The ground from `top` (down the frame) to the viewer's feet, its colour going from far to near."""
    chance = stage.chance.of("ground", name)
    line = top + swell * outline(chance, stage.set_width, features=2, octaves=3, gain=0.35)[None]
    rows = stage.rows()
    coverage = np.clip((rows - line) * stage.height / 1.3 + 0.5, 0, 1).astype(np.float32)
    share = np.clip((rows - line) / (1.08 - top), 0, 1)
    height, width = coverage.shape
    tile = clouds(chance, falloff=1.8)
    broad = spread(tile, width=width, height=height, across=stage.height * 1.6, down=stage.height * 0.28)
    fine = spread(tile, width=width, height=height, across=stage.height * 0.5, down=stage.height * 0.09)
    rough = 1 + grain * ((broad - 0.5) * 1.4 + (fine - 0.5) * share)
    far, near = stage.covered(far), stage.covered(near)
    colour = (
        np.asarray(far, np.float32) + (np.asarray(near, np.float32) - np.asarray(far, np.float32)) * share[..., None]
    )
    lit = np.clip(0.72 - 0.25 * share, 0, 1).astype(np.float32)
    colours = _seen(stage, colour * rough[..., None], lit)
    haze = (0.42 * np.exp(-share * 7))[..., None]
    colours += (np.asarray(stage.palette.haze, np.float32) - colours) * haze
    return paint(stage, colours, coverage, depth=depth)
