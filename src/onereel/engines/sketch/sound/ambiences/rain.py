"""Steady rain.

Not here: thunder.
"""

from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import noise


def make(chance: Generator, count: int) -> Field:
    """A bright hiss over a dull patter."""
    hiss = noise(chance, count, low=700, high=12000, slope=-0.25)
    return hiss * 0.75 + noise(chance, count, low=200, high=900, slope=-0.3) * 0.25


AMBIENCE = Ambience(name="rain", make=make, level=0.20)
