"""How loud a sound is to the ear (ITU-R BS.1770), and bringing it to where programmes are heard, without clipping.

Not here: making sounds.
"""

import math

import cv2
import numpy as np

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.waves import RATE

TARGET = -16.0
"""LUFS."""
CEILING = 0.79
"""Highest true peak, about -2 dB; the AAC encoder adds up to 1 dB."""
BLOCK = int(0.4 * RATE)
STEP = BLOCK // 4
_PIECE = 64
"""Samples that the limiter turns down together, 1.3 ms."""
_AHEAD = 3
"""Pieces before and after a peak that are turned down with it, so that nothing jumps."""
_TAPS = 24


def _power_response(frequencies: Field, numerator: tuple[float, ...], denominator: tuple[float, ...]) -> Field:
    delay = np.exp(-2j * np.pi * frequencies / RATE)
    above = sum(value * delay**power for power, value in enumerate(numerator))
    below = sum(value * delay**power for power, value in enumerate(denominator))
    return np.asarray(above / below)


def _weighted(sound: Field) -> Field:
    """The sound as the head and the ear change it: the two filters of BS.1770 at 48 kHz."""
    padded = cv2.getOptimalDFTSize(len(sound) + RATE // 4)
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


def true_peaks(sound: Field) -> Field:
    """The highest level at every sample and shortly after it, of both ears, looked at four times a sample."""
    highest = np.abs(sound).max(axis=1)
    places = np.arange(_TAPS) - _TAPS / 2 + 1
    window = np.hanning(_TAPS + 2)[1:-1]
    for share in (0.25, 0.5, 0.75):
        kernel = (np.sinc(places - share) * window)[::-1].astype(np.float32)
        for ear in (0, 1):
            between = np.convolve(sound[:, ear], kernel / kernel.sum())[_TAPS // 2 : _TAPS // 2 + len(sound)]
            highest = np.maximum(highest, np.abs(between))
    return np.asarray(highest, np.float32)


def _limited(sound: Field) -> Field:
    """The sound turned down for some milliseconds around each peak above the ceiling; the rest stays as it is."""
    peaks = true_peaks(sound)
    count = -(-len(peaks) // _PIECE)
    pieces = np.resize(np.pad(peaks, (0, count * _PIECE - len(peaks))), (count, _PIECE)).max(axis=1)
    gain = np.minimum(1, CEILING / np.maximum(pieces, 1e-9)).astype(np.float32)[None]
    lowest = cv2.erode(gain, np.ones((1, 2 * _AHEAD + 1), np.uint8))
    smooth = cv2.blur(lowest, (2 * _AHEAD - 1, 1), borderType=cv2.BORDER_REPLICATE)[0]
    centres = (np.arange(count) + 0.5) * _PIECE
    return np.asarray(sound * np.interp(np.arange(len(sound)), centres, smooth)[:, None], np.float32)


def normalised(sound: Field) -> Field:
    """The sound at TARGET loudness, no true peak above the ceiling. Silence stays silence."""
    result = sound
    for _ in range(3):  # limiting takes a little loudness away again
        now = loudness(result)
        if not math.isfinite(now):
            return sound
        result = _limited(result * np.float32(10 ** ((TARGET - now) / 20)))
        if abs(loudness(result) - TARGET) < 0.2:
            break
    return result
