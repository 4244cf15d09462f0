"""Many people talking, none of whom can be understood.

Not here: single voices.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import noise, wandering

VOICES = 7


def make(chance: Generator, count: int) -> Field:
    """Bands of noise where vowels lie, each rising and falling as syllables do."""
    result = noise(chance, count, low=150, high=900, slope=-0.8) * 0.12
    for _ in range(VOICES):
        middle = 260 * 2 ** (chance.random() * 2.2)
        vowels = noise(chance, count, low=middle * 0.8, high=middle * 1.3)
        syllables = wandering(chance, count, period=0.09 + 0.05 * chance.random(), low=-0.4, high=1)
        phrases = wandering(chance, count, period=0.8, low=0, high=1)
        result = result + vowels * np.maximum(syllables, 0) * phrases * 0.35
    return np.asarray(result, np.float32)


AMBIENCE = Ambience(name="crowd", make=make, level=0.28)
