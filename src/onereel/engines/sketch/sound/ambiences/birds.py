"""Songbirds here and there.

Not here: gulls.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import Ambience
from onereel.engines.sketch.sound.waves import RATE


def make(chance: Generator, count: int) -> Field:
    """About one short phrase a second."""
    result = np.zeros(count, np.float64)
    for _ in range(max(2, round(count / RATE * 1.2))):
        start = int(chance.random() * max(1, count - RATE))
        pitch = 2200 + 2600 * chance.random()
        for number in range(int(chance.integers(2, 6))):
            _chirp(result, chance, start=start + int(number * RATE * 0.13), pitch=pitch)
    return result.astype(np.float32)


def _chirp(result: Field, chance: Generator, *, start: int, pitch: float) -> None:
    length = int(RATE * (0.05 + 0.07 * chance.random()))
    bend = 0.25 * int(chance.choice([-1, 1])) * np.sin(np.pi * np.arange(length) / length * int(chance.integers(1, 3)))
    loudness = 0.15 * chance.random()
    tone = np.sin(2 * np.pi * np.cumsum(pitch * (1 + bend)) / RATE)
    chirp = tone * np.sin(np.pi * np.arange(length) / length) ** 2 * loudness
    room = result[start : start + length]
    room += chirp[: len(room)]


AMBIENCE = Ambience(name="birds", make=make, level=0.55)
