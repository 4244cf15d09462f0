"""Ends an attempt at once when its task is no longer its own: cancelled, out of time, or taken over.

Not here: how tasks stand, and changes that nobody announced (`rounds.py`), or who may change a task; the store's
compare-and-set decides that.
"""

import asyncio
from contextlib import suppress
from types import TracebackType

from onereel.domain.task import Task
from onereel.errors import Conflict
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.rounds import Rounds


class Watch:
    """Cancels the body of its `async with` when the stored task moves on, and raises Conflict in its place."""

    def __init__(self, running: Task, *, progress: ProgressBoard, rounds: Rounds) -> None:
        self._running = running
        self._progress = progress
        self._rounds = rounds
        self._lost = False

    async def __aenter__(self) -> None:
        body = asyncio.current_task()
        if body is None:
            raise RuntimeError("an attempt runs in an asyncio task")
        self._body = body
        self._watcher = asyncio.create_task(self._look_out())
        self._rounds.include(self._running)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rounds.leave_out(self._running)
        self._watcher.cancel()
        with suppress(asyncio.CancelledError):
            await self._watcher
        # Where somebody else cancelled the body, too, theirs is the one that counts.
        if self._lost and self._body.uncancel() == 0:
            raise Conflict("the task is no longer this attempt's") from error

    async def _look_out(self) -> None:
        with self._progress.watch_state(self._running.id) as changed:
            while not await self._rounds.moved_on([self._running]):
                await changed.wait()
                changed.clear()
        self._lost = True
        self._body.cancel()
