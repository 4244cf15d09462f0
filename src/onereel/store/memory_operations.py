"""The fake table of orders that were put to vendors.

Not here: the other tables (`memory.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import Task
from onereel.errors import Conflict

Orders: TypeAlias = defaultdict[str, list[Operation]]
"""By task."""


class MemoryOperations:
    """An `OperationStore` in a dictionary."""

    def __init__(self, orders: Orders, tasks: Mapping[str, Task]) -> None:
        self._orders = orders
        self._tasks = tasks

    async def add(self, operation: Operation) -> None:
        known = self._orders[operation.task_id]
        if any(one.state.is_open or one.number == operation.number for one in known):
            raise Conflict("the task has an open order")
        known.append(operation)

    async def change(self, old: Operation, new: Operation) -> None:
        known = self._orders[old.task_id]
        for position, one in enumerate(known):
            if (one.number, one.state) == (old.number, old.state):
                known[position] = new
                return
        raise Conflict("the order has moved on since it was read")

    async def of_task(self, task_id: str) -> Sequence[Operation]:
        return sorted(self._orders[task_id], key=lambda one: one.number)

    async def known(self, account: str, *, since: datetime) -> frozenset[str]:
        return frozenset(
            one.reference for one in self._all() if one.account == account and one.created_at >= since and one.reference
        )

    async def counts(self, account: str, *, since: datetime) -> Mapping[OperationState, int]:
        return Counter(one.state for one in self._all() if one.account == account and one.created_at >= since)

    async def find(self, account: str, reference: str) -> Operation | None:
        found = [one for one in self._all() if reference and (one.account, one.reference) == (account, reference)]
        return max(found, key=lambda one: one.created_at, default=None)

    async def abandoned(self, *, limit: int) -> Sequence[Operation]:
        over = {task.id for task in self._tasks.values() if task.state.is_terminal}
        found = [one for one in self._all() if one.state.is_open and one.task_id in over]
        return sorted(found, key=lambda one: one.task_id)[:limit]

    async def unanswered(self, account: str, *, since: datetime) -> frozenset[str]:
        return frozenset(
            one.task_id
            for one in self._all()
            if one.account == account
            and (
                one.state is OperationState.INTENDED
                or (one.state is OperationState.UNCLEAR and one.updated_at >= since)
            )
        )

    def _all(self) -> list[Operation]:
        return [one for of_task in self._orders.values() for one in of_task]
