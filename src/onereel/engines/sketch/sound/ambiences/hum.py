"""The low hum of a room, a ship or empty space.

Not here: music.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import noise, seconds


def make(chance: Generator, count: int) -> Field:
    """Two low tones that beat against each other, and a breath of air."""
    time = seconds(count).astype(np.float64)
    tones = np.sin(2 * np.pi * 58 * time) + np.sin(2 * np.pi * 58.4 * time + chance.random())
    return (tones * 0.12).astype(np.float32) + noise(chance, count, low=60, high=600, slope=-1.0) * 0.3


AMBIENCE = Ambience(name="hum", make=make, level=0.15)
