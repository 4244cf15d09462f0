"""How near a drawn picture is to the true one, and what drawing it costs.

Not here: how it is drawn.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from onereel.engines.sketch.pixels import Field, Pixels

HIGHEST = 60.0
"""Decibels at which two pictures count as equal."""


def peak_ratio(drawn: Pixels, truth: Pixels) -> float:
    """PSNR over all colours, in dB."""
    error = float(np.mean(np.square(drawn.astype(np.float32) - truth)))
    return min(HIGHEST, 10 * float(np.log10(255**2 / max(error, 1e-9))))


def similarity(drawn: Pixels, truth: Pixels) -> float:
    """SSIM of the brightness of two BGR pictures."""
    one, two = (cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) for picture in (drawn, truth))
    mean_one, mean_two = _smooth(one), _smooth(two)
    variance_one = _smooth(one * one) - mean_one**2
    variance_two = _smooth(two * two) - mean_two**2
    together = _smooth(one * two) - mean_one * mean_two
    above = (2 * mean_one * mean_two + 6.5025) * (2 * together + 58.5225)
    below = (mean_one**2 + mean_two**2 + 6.5025) * (variance_one + variance_two + 58.5225)
    return float(np.mean(above / below))


def _smooth(values: Field) -> Field:
    return cv2.GaussianBlur(values, (11, 11), 1.5)


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time in milliseconds."""

    best: float
    median: float

    def __str__(self) -> str:
        return f"{self.best:.1f} ({self.median:.1f})"


def measure(work: Callable[[], object], *, times: int) -> Cost:
    """What one call costs this process, on however many threads."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return Cost(min(taken), median(taken))
