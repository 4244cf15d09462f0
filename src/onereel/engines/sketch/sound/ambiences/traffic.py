"""A city from a little way off.

Not here: horns.
"""

from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import noise, wandering


def make(chance: Generator, count: int) -> Field:
    """A low roar that swells as cars pass."""
    roar = noise(chance, count, low=40, high=400, slope=-1.0) * wandering(chance, count, period=1.8, low=0.5, high=1)
    return roar * 0.5 + noise(chance, count, low=500, high=3000, slope=-0.6) * 0.06


AMBIENCE = Ambience(name="traffic", make=make, level=0.26)
