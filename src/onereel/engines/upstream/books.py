"""The operator's books of orders: patient with the store, since what a vendor has said must not be lost.

Not here: what is ordered (`conduct.py`).
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from onereel.domain.clock import Clock
from onereel.domain.operation import Loss, Operation
from onereel.errors import Conflict, EngineCrashed, StoreError
from onereel.store.base import OperationStore
from onereel.upstreams.base import Started

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_STORE_PAUSE: Final = 1.0


class Books:
    """Orders as they are stored. What cannot be stored is tried again until it is, or the caller is cancelled."""

    def __init__(self, operations: OperationStore, *, clock: Clock, wait: Callable[[float], Awaitable[None]]) -> None:
        self._operations = operations
        self._clock = clock
        self._wait = wait

    async def history(self, task_id: str) -> Sequence[Operation]:
        """The orders of a task, oldest first."""
        return await self._patiently(lambda: self._operations.of_task(task_id))

    async def known(self, account: str, *, since: datetime) -> frozenset[str]:
        """What the vendor calls the orders that were put to an account since that moment."""
        return await self._patiently(lambda: self._operations.known(account, since=since))

    async def others_unanswered(self, operation: Operation, *, since: datetime) -> bool:
        """Whether another order to the same account had no answer at some time since that moment, and has none yet."""
        found = await self._patiently(lambda: self._operations.unanswered(operation.account, since=since))
        return bool(found - {operation.task_id})

    async def intend(self, task_id: str, account: str, losses: tuple[Loss, ...]) -> Operation:
        """Write an order down that is about to be sent. Raises EngineCrashed when somebody else has one open."""
        intended = await self._next(task_id, account, losses)
        await self._add(intended)
        return intended

    async def pass_over(self, task_id: str, account: str, losses: tuple[Loss, ...], *, note: str) -> None:
        """Write down that an account was given no order. Raises EngineCrashed when somebody else has one open."""
        order = await self._next(task_id, account, losses)
        await self._add(order.over(note, at=order.created_at))

    async def _next(self, task_id: str, account: str, losses: tuple[Loss, ...]) -> Operation:
        now, number = self._clock(), len(await self.history(task_id)) + 1
        return Operation(task_id=task_id, number=number, account=account, losses=losses, created_at=now, updated_at=now)

    async def _add(self, order: Operation) -> None:
        try:
            await self._patiently(lambda: self._operations.add(order))
        except Conflict as error:
            # A write that seemed to fail may have been stored after all; then it is our own order that we meet.
            if order not in await self.history(order.task_id):
                raise EngineCrashed("somebody else has put an order for this task") from error

    async def move(self, old: Operation, new: Operation) -> Operation:
        """As `change`, and answer what is now written down."""
        await self.change(old, new)
        return new

    async def start(self, operation: Operation, found: Started) -> Operation:
        """Write down that the vendor has taken an order, and answer it as it is now."""
        started = operation.started(found.operation, note=found.cost_note, at=self._clock())
        return await self.move(operation, started)

    async def confirm(self, operation: Operation) -> None:
        """Nothing, where an order still is as it was last seen. Raises EngineCrashed when somebody has changed it."""
        if operation not in await self.history(operation.task_id):
            raise EngineCrashed("somebody else has changed the order")

    async def change(self, old: Operation, new: Operation) -> None:
        """Write down what has become of an order. Raises EngineCrashed when somebody else has."""
        try:
            await self._patiently(lambda: self._operations.change(old, new))
        except Conflict as error:
            if new not in await self.history(new.task_id):
                raise EngineCrashed("somebody else has changed the order") from error

    async def _patiently(self, step: Callable[[], Awaitable[_T]]) -> _T:
        while True:
            try:
                return await step()
            except Conflict:
                raise
            except StoreError as error:
                logger.warning("storing failed", extra={"action": "storing_failed", "error": type(error).__name__})
            await self._wait(_STORE_PAUSE)
