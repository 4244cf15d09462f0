"""Wind that comes and goes.

Not here: what it moves.
"""

from numpy.random import Generator

from onereel.engines.sketch.pixels import Field, as_field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import noise, wandering


def make(chance: Generator, count: int) -> Field:
    """Low noise under a slow curve, with a thin whistle."""
    low = noise(chance, count, low=80, high=900, slope=-0.8) * wandering(chance, count, period=1.6, low=0.2, high=1)
    whistle = noise(chance, count, low=700, high=1100) * wandering(chance, count, period=0.9, low=0, high=0.12)
    return as_field(low * 0.7 + whistle)


AMBIENCE = Ambience(name="wind", make=make, level=0.24)
