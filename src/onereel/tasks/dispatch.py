"""Who works on which task next. The embedded dispatcher is a queue inside the process.

Not here: durability. A task is on disk before it is offered, and `recovery` offers again what a crash left behind.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


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

    async def offer(self, task_id: str) -> None:
        """Say that this task, just accepted, waits for a worker. Never waits for one."""
        ...

    async def take(self) -> Turn:
        """Wait for a task to work on. One may come twice; the store's states decide who works."""
        ...


class LocalDispatcher:
    """First come, first served, inside one process."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    async def offer(self, task_id: str) -> None:
        self._waiting.put_nowait(task_id)

    async def take(self) -> Turn:
        task_id = await self._waiting.get()

        def finish(again: bool) -> None:
            if again:
                self._waiting.put_nowait(task_id)

        # What an earlier process left running was queued again before the first turn (`recovery`).
        return Turn(task_id=task_id, inherits=False, finish=finish)
