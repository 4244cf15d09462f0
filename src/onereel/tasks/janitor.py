"""Keeps house in small steps: ends what has passed its deadline, forgets what has run out.

Not here: taking over from dead workers (`recovery.py`, and the dispatcher's own lease).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from onereel.domain.clock import Clock
from onereel.domain.task import Failure, Task
from onereel.errors import Conflict, StoreError
from onereel.store.base import Store
from onereel.tasks.patience import Wait
from onereel.tasks.progress import ProgressBoard
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
        self, *, store: Store, teller: Teller, progress: ProgressBoard, clock: Clock, wait: Wait = asyncio.sleep
    ) -> None:
        self._store = store
        self._teller = teller
        self._progress = progress
        self._clock = clock
        self._wait = wait

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            for step in (self.end_overdue, self.forget_claims):
                await self._carefully(step)
            await self._wait(ROUND_SECONDS)

    async def end_overdue(self) -> int:
        """Fail some of the open tasks whose deadline has passed; says how many."""
        overdue = await self._store.tasks.overdue(at=self._clock(), limit=_AT_ONCE)
        for task in overdue:
            await self._fail(task)
        return len(overdue)

    async def forget_claims(self) -> int:
        """Remove some idempotency keys that have run out; says how many."""
        return await self._store.claims.forget(before=self._clock(), limit=_AT_ONCE)

    async def _carefully(self, step: Callable[[], Awaitable[int]]) -> None:
        try:
            while await step() == _AT_ONCE:
                await self._wait(0)
        except StoreError as error:
            logger.warning("storing failed", extra={"action": "storing_failed", "error": type(error).__name__})
        except Exception:
            logger.exception("round broke", extra={"action": "round_broke"})

    async def _fail(self, task: Task) -> None:
        failed = task.fail(DEADLINE_PASSED, at=self._clock())
        try:
            await self._store.tasks.replace(task, failed, delivery=self._teller.of(task, failed))
        except Conflict:
            return  # it has moved on since the list was read
        self._progress.announce(task.id)
        logger.info("task failed", extra={"action": "task_overdue", "task_id": task.id, "model": task.model})
