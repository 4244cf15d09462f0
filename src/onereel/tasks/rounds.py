"""Looks at the tasks of all running attempts every few seconds, should nobody have announced that one has moved on.

They are looked at together, since thousands of them may wait for vendors.

Not here: what follows for an attempt (`watch.py`).
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from onereel.domain.task import Task
from onereel.errors import StoreError
from onereel.store.base import TaskStore
from onereel.tasks.patience import Wait
from onereel.tasks.progress import ProgressBoard

logger = logging.getLogger(__name__)

SECONDS: Final = 5.0
"""Between two rounds."""
_TOGETHER: Final = 500
"""How many tasks are looked at with one question."""


class Rounds:
    """Announces the tasks that are no longer as their attempts know them. At work only while there are attempts."""

    def __init__(self, *, tasks: TaskStore, progress: ProgressBoard, wait: Wait = asyncio.sleep) -> None:
        self._tasks = tasks
        self._progress = progress
        self._wait = wait
        self._included: dict[tuple[str, int], Task] = {}
        self._at_work: asyncio.Task[None] | None = None

    def include(self, running: Task) -> None:
        """Look at this task from now on."""
        self._included[running.id, running.attempt] = running
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._go_round())

    def leave_out(self, running: Task) -> None:
        """Look at it no more."""
        self._included.pop((running.id, running.attempt), None)
        if self._at_work is not None and not self._included:
            self._at_work.cancel()
            self._at_work = None

    async def _go_round(self) -> None:
        while True:
            await self._wait(SECONDS)
            left = list(self._included.values())
            while left:
                for task in await self.moved_on(left[:_TOGETHER]):
                    self._progress.announce(task.id)
                del left[:_TOGETHER]

    async def moved_on(self, running: Sequence[Task]) -> Sequence[Task]:
        """Those that are no longer as their attempts know them; none, where the store does not answer."""
        try:
            found = await self._tasks.standings([task.id for task in running])
        except StoreError as error:
            logger.warning("storing failed", extra={"action": "storing_failed", "error": type(error).__name__})
            return ()
        return [task for task in running if found.get(task.id) != task.standing]
