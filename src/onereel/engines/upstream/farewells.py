"""Takes leave of orders that nobody waits for any more: their tasks were cancelled, or have failed.

Not here: orders that somebody carries on with, however long nobody is there to do so.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from onereel.domain.operation import Operation, OperationState
from onereel.engines.upstream.dealings import Dealings
from onereel.errors import EngineCrashed, FetchError, StoreError
from onereel.store.base import Store

logger = logging.getLogger(__name__)

_ROUND_SECONDS: Final = 60.0
_AT_ONCE: Final = 100


class Farewells:
    """Stops vendors where they can be stopped."""

    def __init__(self, dealings: Dealings, *, store: Store) -> None:
        self._accounts = dealings.accounts
        self._tasks = store.tasks
        self._operations = store.operations
        self._books = dealings.books
        self._caller = dealings.caller
        self._clock = dealings.clock
        self._wait = dealings.wait
        self._under_way: set[asyncio.Task[None]] = set()

    def say(self, task_id: str) -> None:
        """Take leave of the order of a task, if that is over; else it is carried on, here or elsewhere."""
        farewell = asyncio.create_task(self._take_leave_of_task(task_id))
        self._under_way.add(farewell)
        farewell.add_done_callback(self._under_way.discard)

    async def run(self) -> None:
        """Take leave of what others have left behind, until cancelled."""
        while True:
            await self.go_round()
            await self._wait(_ROUND_SECONDS)

    async def go_round(self) -> None:
        """Take leave of every order that is abandoned now, as far as that is possible."""
        with suppress(StoreError):
            for order in await self._operations.abandoned(limit=_AT_ONCE):
                await self._take_leave(order)

    def close(self) -> None:
        """Leave the rest for the next round of whoever comes."""
        for farewell in self._under_way:
            farewell.cancel()

    async def _take_leave_of_task(self, task_id: str) -> None:
        with suppress(StoreError, EngineCrashed):
            task = await self._tasks.get(task_id)
            if task is None or not task.state.is_terminal:
                return
            for order in await self._books.history(task_id):
                if order.state.is_open:
                    await self._take_leave(order)

    async def _take_leave(self, order: Operation) -> None:
        """Stop the vendor, and write down what came of that. One that cannot be reached is tried again next round."""
        account = self._accounts.get(order.account)
        call = account.upstream.cancel(order.reference) if account and order.reference else None
        note = "its task was over; the vendor was not stopped"
        with suppress(FetchError, StoreError, EngineCrashed):
            if account is not None and call is not None and order.state is OperationState.STARTED:
                answer = await self._caller.call(account, call)
                if answer.status == 200:
                    note = "cancelled"
            await self._books.change(order, order.over(note, at=self._clock()))
            extra = {"action": "order_left", "task_id": order.task_id, "account": order.account, "note": note}
            logger.info("order left", extra=extra)
