"""Waves that run up a shore and draw back.

Not here: wind.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import noise, seconds


def make(chance: Generator, count: int) -> Field:
    """Two swells of different period over a steady murmur."""
    time = seconds(count)
    body = noise(chance, count, low=60, high=5000, slope=-0.7)
    hiss = noise(chance, count, low=1500, high=9000, slope=-0.3)
    result = 0.14 * body
    for period, start in ((5.3, 0.30), (7.7, 0.72)):
        passed = (time / period + start) % 1
        rise = np.where(passed < 0.4, (passed / 0.4) ** 2, np.exp(-(passed - 0.4) * 5))
        result = result + 0.8 * body * rise + 0.3 * hiss * np.roll(rise, 7000)
    return np.asarray(result, np.float32)


AMBIENCE = Ambience(name="waves", make=make, level=0.30)
