"""Being under water: a dull rush and bubbles.

Not here: waves at the surface.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import RATE, noise, wandering


def make(chance: Generator, count: int) -> Field:
    """A low rush with rising blips."""
    rush = noise(chance, count, low=40, high=500, slope=-0.8) * wandering(chance, count, period=2, low=0.5, high=1)
    result = rush * 0.6
    for _ in range(round(count / RATE * 5)):
        start, length = int(chance.random() * count), int(RATE * (0.03 + 0.05 * chance.random()))
        pitch = (300 + 500 * chance.random()) * np.linspace(1, 1.8, length)
        blip = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.sin(np.pi * np.arange(length) / length) * 0.2
        room = result[start : start + length]
        room += blip[: len(room)].astype(np.float32)
    return result


AMBIENCE = Ambience(name="bubbles", make=make, level=0.30)
