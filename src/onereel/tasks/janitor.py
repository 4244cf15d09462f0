"""Keeps house in small steps: ends what has passed its deadline, forgets and removes what has run out.

Not here: taking over from dead workers (`recovery.py`, and the dispatcher's own lease), or which files are out of time
(`sweeper.py`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from onereel.domain.clock import Clock
from onereel.domain.task import UPSTREAM_LANE, Failure, Task
from onereel.errors import Conflict, StoreError
from onereel.store.base import Store
from onereel.tasks.patience import Wait
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.sweeper import Sweeper
from onereel.tasks.telling import Teller

logger = logging.getLogger(__name__)

ROUND_SECONDS: Final = 10.0
"""Between two rounds."""

_AT_ONCE: Final = 100
"""How many records one step may touch, so that no step holds up a submit."""

DEADLINE_PASSED: Final = Failure(
    code="deadline_exceeded",
    message="The video was not made in time; nothing is charged. Please submit the request again.",
)


class Janitor:
    """Goes round for as long as it runs; what breaks is tried again in the next round."""

    def __init__(
        self,
        *,
        store: Store,
        sweeper: Sweeper,
        teller: Teller,
        progress: ProgressBoard,
        clock: Clock,
        wait: Wait = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sweeper = sweeper
        self._teller = teller
        self._progress = progress
        self._clock = clock
        self._wait = wait

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            await self.go_round()
            await self._wait(ROUND_SECONDS)

    async def go_round(self) -> None:
        """Do all that is to be done now. What was condemned in this round is removed in the next, so that a submit
        under way that refers to it is refused, and not left without its picture.
        """
        sweeper = self._sweeper
        for step in (
            self.end_overdue,
            self.forget_claims,
            sweeper.remove_condemned,
            sweeper.condemn_files,
            sweeper.forget_tasks,
        ):
            await self._carefully(step)

    async def end_overdue(self, limit: int) -> int:
        """Fail some of the open tasks whose deadline has passed; says how many."""
        overdue = await self._store.tasks.overdue(at=self._clock(), limit=limit)
        over = [task for task in overdue if not await self._is_at_a_vendor(task)]
        for task in over:
            await self._fail(task)
        return len(over)

    async def forget_claims(self, limit: int) -> int:
        """Remove some idempotency keys that have run out; says how many."""
        return await self._store.claims.forget(before=self._clock(), limit=limit)

    async def _carefully(self, step: Callable[[int], Awaitable[int]]) -> None:
        try:
            while await step(_AT_ONCE) == _AT_ONCE:
                await self._wait(0)
        except StoreError as error:
            logger.warning("storing failed", extra={"action": "storing_failed", "error": type(error).__name__})
        except Exception:
            logger.exception("round broke", extra={"action": "round_broke"})

    async def _is_at_a_vendor(self, task: Task) -> bool:
        """Whether somebody may be at work on it and be paid. Our clock is no verdict then: the vendor's word is."""
        if task.lane != UPSTREAM_LANE:
            return False
        return any(order.state.is_open for order in await self._store.operations.of_task(task.id))

    async def _fail(self, task: Task) -> None:
        failed = task.fail(DEADLINE_PASSED, at=self._clock())
        try:
            await self._store.tasks.replace(task, failed, delivery=self._teller.of(task, failed))
        except Conflict:
            return  # it has moved on since the list was read
        self._progress.announce(task.id)
        logger.info("task failed", extra={"action": "task_overdue", "task_id": task.id, "model": task.model})
