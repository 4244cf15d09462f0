"""How long to wait before asking again: seldom while nothing can be ready, often when it should be.

Pure, but for what is learned of how long each model takes.

Not here: asking.
"""

from random import Random
from typing import Final

_SOONEST: Final = 1.0
_LATEST: Final = 15.0
"""DashScope's own advice; others give none."""
_UNKNOWN: Final = 8.0
"""Seconds that a video is thought to take before one was seen: too few costs some looks, too many keeps it waiting."""
_WEIGHT: Final = 0.3
"""Of the newest video in what is expected of the next."""

_FIRST_RETRY: Final = 1.0
_LONGEST_RETRY: Final = 60.0


def poll_pause(elapsed: float, *, expected: float) -> float:
    """Seconds until the next look at an order that was begun `elapsed` seconds ago.

    Half of what is left while it is expected to take longer; then a tenth of the time by which it is late.
    """
    left = expected - elapsed
    pause = left / 2 if left > 0 else -left / 10
    return min(_LATEST, max(_SOONEST, pause))


def retry_pause(tries: int, *, random: Random, asked_for: float | None = None) -> float:
    """Seconds before the try that follows on `tries` failed ones; never less than the vendor asked for."""
    pause = min(_LONGEST_RETRY, _FIRST_RETRY * 2.0 ** min(tries - 1, 10)) * random.uniform(0.8, 1.2)
    return max(pause, asked_for or 0.0)


class Expectations:
    """What is known of how long videos take, by account and model."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str], float] = {}

    def expect(self, account: str, model: str) -> float:
        """Seconds that the next one is thought to take."""
        return self._seconds.get((account, model), _UNKNOWN)

    def learn(self, account: str, model: str, seconds: float) -> None:
        """One took so long."""
        known = self._seconds.get((account, model))
        self._seconds[account, model] = seconds if known is None else known + _WEIGHT * (seconds - known)
