"""Crickets on a warm night.

Not here: other insects.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import seconds


def make(chance: Generator, count: int) -> Field:
    """Three of them, each with its own pitch and pace."""
    time = seconds(count).astype(np.float64)
    result = np.zeros(count, np.float64)
    for pitch, pace in ((4400, 1.1), (4850, 0.9), (5200, 1.3)):
        start = chance.random()
        trill = np.clip(np.sin(2 * np.pi * 28 * time), 0, 1)
        phrase = np.clip(np.sin(2 * np.pi * (pace * time + start)) * 4 - 1.5, 0, 1)
        result += np.sin(2 * np.pi * pitch * time) * trill * phrase * 0.10
    return result.astype(np.float32)


AMBIENCE = Ambience(name="crickets", make=make, level=0.45)
