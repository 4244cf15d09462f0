"""The raw stuff of sounds: shaped noise, slow curves, envelopes, echo. All mono float32 at 48 kHz.

Not here: any particular sound.
"""

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field, as_field

RATE = 48_000


def seconds(count: int) -> Field:
    """The time of every sample."""
    return as_field(np.arange(count) / RATE)


def noise(chance: Generator, count: int, *, low: float, high: float, slope: float = 0.0) -> Field:
    """Noise between two frequencies in hertz, its power falling or rising with frequency, of an RMS of 0.5."""
    frequencies = np.fft.rfftfreq(count, 1 / RATE)
    skirt = np.clip((frequencies - low * 0.8) / (low * 0.2 + 1), 0, 1)
    skirt *= np.clip((high * 1.25 - frequencies) / (high * 0.25), 0, 1)
    shape = skirt * (np.maximum(frequencies, 20) / 1000) ** slope
    spectrum = shape * (chance.standard_normal(shape.size) + 1j * chance.standard_normal(shape.size))
    result = np.fft.irfft(spectrum, count)
    return as_field(result / (result.std() + 1e-9) * 0.5)


def wandering(chance: Generator, count: int, *, period: float, low: float, high: float) -> Field:
    """A slow curve between two values, turning about every `period` seconds."""
    turns = max(3, int(count / RATE / period) + 3)
    points = low + (high - low) * chance.random(turns)
    return np.interp(np.linspace(0, turns - 1, count), np.arange(turns), points).astype(np.float32)


def echoing(sound: Field, chance: Generator, *, length: float = 1.5, wet: float = 0.25) -> Field:
    """Stereo sound (samples x 2) in a room whose echo takes `length` seconds to fade."""
    size = int(length * RATE)
    decay = np.exp(-np.arange(size) / RATE * 5.0 / length)[:, None]
    room = chance.standard_normal((size, 2)) * decay
    room /= np.sqrt((room**2).sum(0))
    padded = 1 << int(len(sound) + size).bit_length()
    spectrum = np.fft.rfft(sound, padded, axis=0) * np.fft.rfft(room, padded, axis=0)
    echo = np.fft.irfft(spectrum, padded, axis=0)[: len(sound)]
    return (sound * (1 - wet) + echo * wet).astype(np.float32)
