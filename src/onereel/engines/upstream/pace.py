"""When to ask again: seldom while nothing can be ready, often when it should be, by what earlier videos took.

Pure, but for what is learned of how long each model takes.

Not here: asking (`lookout.py`).
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from random import Random
from typing import Final

FINEST: Final = 1.0
"""Seconds between two looks at an order that may be ready at any moment."""
_COARSER: Final = 1.6
"""The same where very many orders are under way."""
_MANY: Final = 2_000
"""Orders under way at which the coarser one is reached."""
_QUESTIONS_PER_SECOND: Final = 600
"""Single questions at most; they then take about a third of a core."""
_SELDOM: Final = 15.0
"""Between two looks at an order that should not be ready yet, or is long overdue; DashScope's own advice."""
_SELDOM_PER_SECOND: Final = 100
"""Such looks at most, of one account: with more orders than that, each is looked at still more seldom."""
_UNKNOWN: Final = 8.0
"""Seconds that a video is thought to take before one was seen: too few costs some looks, too many keeps it waiting."""
_KEPT: Final = 100
"""Of the newest videos of a model, how many are remembered."""
_ENOUGH: Final = 5
"""Videos seen before their spread is believed."""
_EDGE: Final = 0.02
"""The share of videos that are quicker than the earliest that is reckoned with, or slower than the latest."""

_FIRST_RETRY: Final = 1.0
_LONGEST_RETRY: Final = 60.0


def retry_pause(tries: int, *, random: Random, asked_for: float | None = None) -> float:
    """Seconds before the try that follows on `tries` failed ones; never less than the vendor asked for."""
    pause = min(_LONGEST_RETRY, _FIRST_RETRY * 2.0 ** min(tries - 1, 10)) * random.uniform(0.8, 1.2)
    return max(pause, asked_for or 0.0)


def finest_pause(under_way: int, *, listed: float, calls_back: bool) -> float:
    """Seconds between two looks at an order that may be ready at any moment, one of so many under way.

    `listed` is the share of them that lists tell of, 0.0 to 1.0. A vendor that calls back is looked at only for the few
    calls that get lost.
    """
    if calls_back:
        return _SELDOM
    by_list = FINEST + (_COARSER - FINEST) * min(1.0, under_way / _MANY)
    return max(by_list, under_way * (1 - listed) / _QUESTIONS_PER_SECOND)


class Durations:
    """How long the newest videos of one model took at one account, in seconds."""

    def __init__(self) -> None:
        self._newest: deque[float] = deque()
        self._sorted: list[float] = []

    def learn(self, seconds: float) -> None:
        """One took so long."""
        if len(self._newest) == _KEPT:
            del self._sorted[bisect_left(self._sorted, self._newest.popleft())]
        self._newest.append(seconds)
        insort(self._sorted, seconds)

    @property
    def expected(self) -> float:
        """What the next one is thought to take: the median."""
        return self._sorted[len(self._sorted) // 2] if self._sorted else _UNKNOWN

    def pause(self, elapsed: float, *, under_way: int, finest: float = FINEST) -> float:
        """Seconds until the next look at an order that was begun `elapsed` seconds ago, one of so many."""
        seldom = max(_SELDOM, under_way / _SELDOM_PER_SECOND)
        earliest, latest = self._window()
        if elapsed < earliest:
            return min(seldom, max(finest, earliest - elapsed))
        return finest if elapsed <= latest else max(finest, min(_SELDOM, (elapsed - latest) / 10))

    def _window(self) -> tuple[float, float]:
        """From when on, and until when, an order may well be ready."""
        known = self._sorted
        if len(known) < _ENOUGH:
            return self.expected / 2, self.expected * 2
        edge = int(len(known) * _EDGE)
        return known[edge] * 0.95, known[-1 - edge] * 1.05


class Pace:
    """What is known of how long videos take, by account and model."""

    def __init__(self) -> None:
        self._known: defaultdict[tuple[str, str], Durations] = defaultdict(Durations)

    def of(self, account: str, model: str) -> Durations:
        """What is known of one model at one account, and where to put what is learned of it."""
        return self._known[account, model]
