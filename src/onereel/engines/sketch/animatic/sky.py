"""The sky: its colours, the sun or moon, stars.

Not here: clouds (`cloudscape.py`) and what falls out of them (`weather.py`).
"""

import numpy as np

from onereel.engines.sketch.animatic.painting import Painting, paint
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.animatic.texture import clouds, spread
from onereel.engines.sketch.pixels import Field, as_field, smoothstep

STOPS = (0.0, 0.42, 0.78, 1.0)


def sun_place(stage: Stage, *, horizon: float) -> tuple[float, float]:
    """Where on the frame the sun or moon stands."""
    palette = stage.palette
    return (palette.sun_across, horizon * (1 - palette.sun_height * 0.92))


def gradient(stage: Stage, *, horizon: float) -> Field:
    """The colours of the empty sky, set height x 1 x 3."""
    start = float(stage.rows()[0, 0])
    share = np.clip((stage.rows()[:, 0] - start) / (horizon - start), 0, 1)
    stops = np.asarray(stage.palette.sky)
    channels = [np.interp(share, STOPS, stops[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=1).astype(np.float32)[:, None]


def paint_sky(stage: Stage, *, horizon: float = 0.62, disc: bool = True, size: float = 1.0) -> Painting:
    """The sky behind everything, with its light in it. `horizon` is where it meets the land."""
    colours = np.repeat(gradient(stage, horizon=horizon), stage.set_width, axis=1)
    if stage.palette.dark and stage.plan.style != "ink" and stage.plan.weather in ("clear", "snow"):
        colours += _stars(stage, horizon=horizon)[..., None] * np.array([1.0, 0.96, 0.92], np.float32)
    colours = _lighten(stage, colours, horizon=horizon, disc=disc, size=size)
    colours = colours + stage.chance.of("dither").random((stage.set_height, stage.set_width, 1), np.float32) - 0.5
    return paint(stage, colours, depth=0.03)


def _distance_to_sun(stage: Stage, *, horizon: float) -> Field:
    across, down = sun_place(stage, horizon=horizon)
    ratio = stage.width / stage.height
    return np.hypot((stage.columns() - across) * ratio, stage.rows() - down)


def _lighten(stage: Stage, colours: Field, *, horizon: float, disc: bool, size: float) -> Field:
    palette = stage.palette
    distance = _distance_to_sun(stage, horizon=horizon)
    sun = np.asarray(palette.sun, np.float32)
    strength = palette.glow * (0.50 * np.exp(-distance * 3.4) + 0.42 * np.exp(-distance * 10))
    if palette.disc and not palette.dark:
        strength = strength + 0.75 * palette.glow * np.exp(-np.square(distance / (0.085 * size)))
    colours = colours + (sun - colours) * np.clip(strength, 0, 1)[..., None]
    if not (disc and palette.disc):
        return colours
    radius = (0.05 if palette.sun_height < 0.3 else 0.04) * size
    edge = (1.2 if palette.dark else 5.0 * stage.unit) / stage.height
    inside = smoothstep(radius + edge, radius - edge, distance)[..., None]
    face: Field = sun
    if palette.dark:
        marks = clouds(stage.chance.of("moon"), falloff=3.0)
        spots = spread(
            marks, width=stage.set_width, height=stage.set_height, across=stage.height / 6, down=stage.height / 6
        )
        face = sun * (1 - 0.13 * smoothstep(0.40, 0.75, spots))[..., None]
    return as_field(colours + (face - colours) * inside)


def _stars(stage: Stage, *, horizon: float) -> Field:
    """Light of the stars: many faint ones and a few bright ones, fewer toward the horizon."""
    chance = stage.chance.of("stars")
    count = round(0.0009 * stage.detail * stage.set_width * stage.set_height / max(0.5, stage.unit**2))
    light = np.zeros((stage.set_height, stage.set_width), np.float32)
    bottom = min(stage.set_height - 2, int(stage.row(horizon)))
    columns = chance.integers(1, stage.set_width - 1, count)
    rows = (chance.random(count) ** 1.2 * (bottom - 2) + 1).astype(int)
    bright = np.clip(chance.pareto(1.7, count) * 52 + 34, 0, 245) * (1 - (rows / bottom) ** 3)
    np.maximum.at(light, (rows, columns), bright.astype(np.float32))
    large = bright > 110
    for down, across in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        np.maximum.at(light, (rows[large] + down, columns[large] + across), (bright[large] * 0.45).astype(np.float32))
    return light
