"""Who works on which task next. The embedded dispatcher is a queue inside the process.

Not here: durability. A task is on disk before it is offered, and `recovery` offers again what a crash left behind.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from onereel.domain.task import SKETCH_LANE


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One task that a worker was given to work on. Whoever takes it must finish it, once."""

    task_id: str
    inherits: bool
    """Whether whoever had the task before is known to be gone, so that a running task may be taken over."""
    finish: Callable[[bool], None]
    """Give the turn back; True when the task is to be offered again."""


class Dispatcher(Protocol):
    """Hands task ids from those who accept them to those who work on them."""

    async def offer(self, task_id: str, *, lane: str = SKETCH_LANE) -> None:
        """Say that this task, just accepted, waits for a worker of its lane. Never waits for one."""
        ...

    async def take(self, lane: str = SKETCH_LANE) -> Turn:
        """Wait for a task of a lane to work on. One may come twice; the store's states decide who works."""
        ...


class LocalDispatcher:
    """First come, first served, inside one process, in each lane."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, asyncio.Queue[str]] = defaultdict(asyncio.Queue)

    async def offer(self, task_id: str, *, lane: str = SKETCH_LANE) -> None:
        self._waiting[lane].put_nowait(task_id)

    async def take(self, lane: str = SKETCH_LANE) -> Turn:
        waiting = self._waiting[lane]
        task_id = await waiting.get()

        def finish(again: bool) -> None:
            if again:
                waiting.put_nowait(task_id)

        # What an earlier process left running was queued again before the first turn (`recovery`).
        return Turn(task_id=task_id, inherits=False, finish=finish)
