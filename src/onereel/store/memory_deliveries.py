"""The fake table of callbacks on their way, and how often they were tried.

Not here: the other tables (`memory.py`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.tries import TRIES_KEPT, TryTally
from onereel.errors import Conflict
from onereel.store.base import DeliveryFilter

_Name: TypeAlias = tuple[datetime, str, bool, int]
"""Hour, key, whether it was delivered, and within how long."""


class MemoryDeliveries:
    """A `DeliveryStore` over what the tasks have written."""

    def __init__(self, deliveries: dict[str, Delivery]) -> None:
        self._deliveries = deliveries
        self._tries: dict[_Name, TryTally] = {}

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        pending = [one for one in self._deliveries.values() if one.state is DeliveryState.PENDING]
        first: dict[str, int] = {}
        for one in pending:
            first[one.task_id] = min(one.sequence, first.get(one.task_id, one.sequence))
        due = [one for one in pending if one.due_at <= now and one.sequence == first[one.task_id]]
        taken = sorted(due, key=lambda one: (one.due_at, one.id))[:limit]
        for one in taken:
            self._deliveries[one.id] = replace(one, due_at=until)
        return [replace(one, due_at=until) for one in taken]

    async def record(self, old: Delivery, new: Delivery, *, tally: TryTally | None = None) -> None:
        stored = self._deliveries.get(old.id)
        if stored is None or (stored.state, stored.tries, stored.due_at) != (old.state, old.tries, old.due_at):
            raise Conflict("the delivery has moved on since it was read")
        self._deliveries[old.id] = new
        if tally is not None:
            oldest = tally.start - TRIES_KEPT
            self._tries = {name: one for name, one in self._tries.items() if one.start >= oldest}
            _add(self._tries, tally)

    async def tries(self, *, since: datetime, key_id: str | None = None) -> Sequence[TryTally]:
        sums: dict[_Name, TryTally] = {}
        for one in self._tries.values():
            if one.start >= since and key_id in (None, one.key_id):
                _add(sums, replace(one, key_id=key_id))
        return [sums[name] for name in sorted(sums)]

    async def get(self, delivery_id: str) -> Delivery | None:
        return self._deliveries.get(delivery_id)

    async def page(self, wanted: DeliveryFilter, *, limit: int) -> Sequence[Delivery]:
        def fits(one: Delivery) -> bool:
            return (
                wanted.key_id in (None, one.key_id)
                and wanted.task_id in (None, one.task_id)
                and wanted.state in (None, one.state)
                and (wanted.before is None or one.id < wanted.before)
            )

        return sorted(filter(fits, self._deliveries.values()), key=lambda one: one.id, reverse=True)[:limit]


def _add(tallies: dict[_Name, TryTally], tally: TryTally) -> None:
    name = (tally.start, tally.key_id or "", tally.is_delivered, tally.within_ms)
    tallies[name] = tallies[name].add(tally) if name in tallies else tally
