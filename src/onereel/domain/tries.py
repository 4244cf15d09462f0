"""How many tries of callbacks went well or did not within an hour, and how long their answers took: charts are drawn
from it.

Not here: the callbacks themselves (`delivery.py`), or where this is kept (`onereel.store`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from onereel.domain.delivery import Delivery, DeliveryState

TRIES_KEPT: Final = timedelta(days=7)
"""For so long tries are counted by the hour; what is older is forgotten when the next one is counted."""

STEPS: Final = tuple(round(unit * step) for unit in (10, 100, 1_000, 10_000) for step in (1, 1.5, 2, 3, 5, 7))
"""Milliseconds. Times are rounded up to the next of these, so that an hour has few rows however many tries it has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TryTally:
    """The tries of one key within one hour that ended alike and took about as long."""

    start: datetime
    """When the hour begins, in UTC."""
    key_id: str | None
    """None for all keys together, which only a sum is."""
    is_delivered: bool
    within_ms: int
    """One of STEPS."""
    count: int

    def add(self, other: "TryTally") -> "TryTally":
        """Both together."""
        return replace(self, count=self.count + other.count)


def tally_try(delivery: Delivery, *, at: datetime) -> TryTally:
    """What the last try of a delivery, which ended at that moment, adds to the tallies."""
    return TryTally(
        start=at.replace(minute=0, second=0, microsecond=0),
        key_id=delivery.key_id,
        is_delivered=delivery.state is DeliveryState.DELIVERED,
        within_ms=_round_up(delivery.latency_ms or 0),
        count=1,
    )


def latency_within(tallies: Sequence[TryTally], share: float) -> int | None:
    """The milliseconds that this share of the tries kept within, rounded up; None where there are none."""
    ordered = sorted(tallies, key=lambda one: one.within_ms)
    total, seen = sum(one.count for one in ordered), 0
    for one in ordered:
        seen += one.count
        if seen >= share * total:
            return one.within_ms
    return None


def _round_up(milliseconds: int) -> int:
    return next((step for step in STEPS if milliseconds <= step), STEPS[-1])
