"""One roll of thunder, early in the clip.

Not here: the flash.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import RATE, noise


def make(chance: Generator, count: int) -> Field:
    """A rumble that breaks out and dies away."""
    start = int(0.15 * count)
    time = np.arange(count - start) / RATE
    curve = np.zeros(count, np.float32)
    curve[start:] = np.exp(-1.1 * time) * (1 - np.exp(-18 * time))
    return noise(chance, count, low=25, high=220, slope=-1.0) * curve * 2


AMBIENCE = Ambience(name="thunder", make=make, level=0.45)
