"""Noise and outlines that drawn nature is made of, all from chance that repeats.

Not here: colours.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field, as_field


@lru_cache(maxsize=8)
def _roughness(size: int, falloff: float) -> Field:
    down = np.fft.fftfreq(size)[:, None] * size
    across = np.fft.rfftfreq(size)[None] * size
    distance = np.hypot(down, across)
    distance[0, 0] = 1
    shape = distance ** (-falloff / 2)
    shape[0, 0] = 0
    return np.asarray(shape)


def clouds(chance: Generator, *, size: int = 256, falloff: float = 2.4) -> Field:
    """A square of soft noise that repeats at its edges, about 0 to 1 around 0.5; more falloff is smoother."""
    shape = _roughness(size, falloff)
    turned = np.exp(2j * np.pi * chance.random(shape.shape))
    values = np.fft.irfft2(shape * turned, s=(size, size))
    return as_field(np.clip(values / values.std() * 0.2 + 0.5, 0, 1))


def spread(tile: Field, *, width: int, height: int, across: float, down: float) -> Field:
    """The tile over an area: `across` and `down` are the pixels that one tile takes."""
    columns = np.mod(np.arange(width, dtype=np.float32) / across * tile.shape[1], tile.shape[1])
    rows = np.mod(np.arange(height, dtype=np.float32) / down * tile.shape[0], tile.shape[0])
    padded = cv2.copyMakeBorder(tile, 0, 1, 0, 1, cv2.BORDER_WRAP)
    lookup = np.broadcast_to(columns[None], (height, width)), np.broadcast_to(rows[:, None], (height, width))
    maps = [np.ascontiguousarray(part, np.float32) for part in lookup]
    return cv2.remap(padded, maps[0], maps[1], cv2.INTER_LINEAR)


def outline(
    chance: Generator, width: int, *, features: float, octaves: int = 6, gain: float = 0.5, ridged: bool = False
) -> Field:
    """A wandering line of `width` values around 0, about -1 to 1, with `features` turns across it.

    `ridged` makes sharp crests and wide valleys.
    """
    places = np.arange(width) / width
    line = np.zeros(width)
    strength = 1.0
    for octave in range(octaves):
        count = features * 2**octave
        points = chance.random(int(count) + 3)
        at = places * count
        index = at.astype(int)
        share = at - index
        share = share * share * (3 - 2 * share) if not ridged else share
        value = points[index] * (1 - share) + points[index + 1] * share
        line += strength * (1 - 2 * np.abs(2 * value - 1) if ridged and octave == 0 else 2 * value - 1)
        strength *= gain
    return (line / (1 + gain)).astype(np.float32)
