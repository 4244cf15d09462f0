"""Who works on which task next. The embedded dispatcher is a queue inside the process.

Not here: durability. A task is on disk before it is offered, and `recovery` offers again what a crash left behind.
"""

import asyncio
from typing import Protocol


class Dispatcher(Protocol):
    """Hands task ids from those who accept them to those who work on them."""

    async def offer(self, task_id: str) -> None:
        """Say that this task waits for a worker. Never waits for one."""
        ...

    async def take(self) -> str:
        """Wait for the id of a task to work on. An id may come twice; the store's states decide who works."""
        ...


class LocalDispatcher:
    """First come, first served, inside one process."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    async def offer(self, task_id: str) -> None:
        self._waiting.put_nowait(task_id)

    async def take(self) -> str:
        return await self._waiting.get()
