"""The fake table of orders that were put to vendors.

Not here: the other tables (`memory.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from onereel.domain.operation import Operation, OperationState
from onereel.errors import Conflict


class MemoryOperations:
    """An `OperationStore` in a dictionary."""

    def __init__(self) -> None:
        self.tables: defaultdict[str, list[Operation]] = defaultdict(list)
        """By task."""

    async def add(self, operation: Operation) -> None:
        known = self.tables[operation.task_id]
        if any(one.state.is_open or one.number == operation.number for one in known):
            raise Conflict("the task has an open order")
        known.append(operation)

    async def change(self, old: Operation, new: Operation) -> None:
        known = self.tables[old.task_id]
        for position, one in enumerate(known):
            if (one.number, one.state) == (old.number, old.state):
                known[position] = new
                return
        raise Conflict("the order has moved on since it was read")

    async def of_task(self, task_id: str) -> Sequence[Operation]:
        return sorted(self.tables[task_id], key=lambda one: one.number)

    async def known(self, account: str, *, since: datetime) -> frozenset[str]:
        everything = (one for of_task in self.tables.values() for one in of_task)
        return frozenset(
            one.reference for one in everything if one.account == account and one.created_at >= since and one.reference
        )

    async def counts(self, account: str, *, since: datetime) -> Mapping[OperationState, int]:
        everything = (one for of_task in self.tables.values() for one in of_task)
        return Counter(one.state for one in everything if one.account == account and one.created_at >= since)
