"""How loud a sound is to the ear (ITU-R BS.1770), and bringing it to where programmes are heard.

Not here: making sounds.
"""

import math

import numpy as np

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.waves import RATE

TARGET = -16.0
"""LUFS."""
CEILING = 0.89
"""Highest sample, about -1 dB; leaves room for what the encoder adds."""
BLOCK = int(0.4 * RATE)
STEP = BLOCK // 4


def _power_response(frequencies: Field, numerator: tuple[float, ...], denominator: tuple[float, ...]) -> Field:
    delay = np.exp(-2j * np.pi * frequencies / RATE)
    above = sum(value * delay**power for power, value in enumerate(numerator))
    below = sum(value * delay**power for power, value in enumerate(denominator))
    return np.asarray(above / below)


def _weighted(sound: Field) -> Field:
    """The sound as the head and the ear change it: the two filters of BS.1770 at 48 kHz."""
    padded = len(sound) + RATE // 4
    frequencies = np.fft.rfftfreq(padded, 1 / RATE)
    shelf = _power_response(
        frequencies,
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    )
    high_pass = _power_response(frequencies, (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
    spectrum = np.fft.rfft(sound, padded, axis=0) * (shelf * high_pass)[:, None]
    return np.fft.irfft(spectrum, padded, axis=0)[: len(sound)]


def loudness(sound: Field) -> float:
    """Integrated loudness in LUFS of samples x 2 at 48 kHz; minus infinity for silence."""
    if len(sound) < BLOCK:
        sound = np.resize(sound, (BLOCK, sound.shape[1]))
    energy = np.cumsum(np.vstack([np.zeros((1, 2)), _weighted(sound).astype(np.float64) ** 2]), axis=0)
    starts = np.arange(0, len(sound) - BLOCK + 1, STEP)
    power = ((energy[starts + BLOCK] - energy[starts]) / BLOCK).sum(1)
    loud = power[power > _power(-70)]
    if not loud.size:
        return -math.inf
    gated = loud[loud > loud.mean() * 0.1]
    return -0.691 + 10 * math.log10(float(gated.mean()))


def _power(level: float) -> float:
    return float(10 ** ((level + 0.691) / 10))


def _limited(sound: Field) -> Field:
    """The sound bent smoothly under the ceiling; what is far below it stays as it is."""
    knee = CEILING * 0.6
    size = np.abs(sound)
    room = CEILING - knee
    bent = knee + room * np.tanh((size - knee) / room)
    return np.asarray(np.where(size > knee, np.sign(sound) * bent, sound), np.float32)


def normalised(sound: Field) -> Field:
    """The sound at TARGET loudness, no sample above the ceiling. Silence stays silence."""
    for _ in range(3):  # limiting takes a little loudness away again
        now = loudness(sound)
        if not math.isfinite(now) or abs(now - TARGET) < 0.1:
            break
        sound = _limited(sound * np.float32(10 ** ((TARGET - now) / 20)))
    return _limited(sound)
