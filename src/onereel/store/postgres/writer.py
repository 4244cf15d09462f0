"""Group commit: everything that waits while a transaction is under way shares the next one.

Not here: what is written (`commit.py`).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from onereel.errors import StoreError
from onereel.store.postgres.writes import Write

Verdict: TypeAlias = Exception | None
"""What became of one write: stored, or why not."""
Commit: TypeAlias = Callable[[Sequence[Write]], Awaitable[Sequence[Verdict]]]
"""Stores a group and answers with one verdict for each, in order, once it is on the server's disk. Raises nothing."""


class _Waiting:
    """One write, and who waits for it."""

    def __init__(self, write: Write, future: "asyncio.Future[None]") -> None:
        self.write = write
        self.subjects = write.subjects
        self._future = future

    def settle(self, verdict: Verdict) -> None:
        """Tell the outcome."""
        if self._future.done():
            return  # whoever waited was cancelled
        if verdict is None:
            self._future.set_result(None)
        else:
            self._future.set_exception(verdict)

    def abandon(self) -> None:
        """Nobody will ever know the outcome."""
        self._future.cancel()


class GroupWriter:
    """Hands groups to `commit`, at most `writers` at a time. For one event loop."""

    def __init__(self, commit: Commit, *, limit: int, writers: int) -> None:
        """`limit` is the most writes in one group."""
        self._commit = commit
        self._limit = limit
        self._idle_writers = writers
        self._waiting: deque[_Waiting] = deque()
        self._busy: set[tuple[str, ...]] = set()
        self._working: set[asyncio.Task[None]] = set()
        self._closed = False

    async def write(self, write: Write) -> None:
        """Have it done. Returns when it is on disk, and raises its verdict; being cancelled does not take it back."""
        if self._closed:
            raise StoreError("the store is closed")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(write, future))
        if self._idle_writers:
            self._idle_writers -= 1
            worker = asyncio.create_task(self._work(), name="onereel-store-writer")
            self._working.add(worker)
            worker.add_done_callback(self._working.discard)
        await future

    async def close(self) -> None:
        """Store what waits. Nothing can be written any more."""
        self._closed = True
        while self._working:
            await asyncio.wait(self._working)

    async def _work(self) -> None:
        try:
            while group := self._gather():
                await self._store(group)
        finally:
            # In the same breath as finding nothing to do: a write that comes next must find an idle writer.
            self._idle_writers += 1

    def _gather(self) -> list[_Waiting]:
        """What may be written now, in order. What changes a thing that is being changed stays behind, in order too."""
        group: list[_Waiting] = []
        kept: list[_Waiting] = []
        held_back: set[tuple[str, ...]] = set()
        while self._waiting and len(group) < self._limit:
            waiting = self._waiting.popleft()
            if waiting.subjects.isdisjoint(self._busy) and waiting.subjects.isdisjoint(held_back):
                group.append(waiting)
                self._busy |= waiting.subjects
            else:
                kept.append(waiting)
                held_back |= waiting.subjects
        self._waiting.extendleft(reversed(kept))
        return group

    async def _store(self, group: Sequence[_Waiting]) -> None:
        try:
            verdicts = await self._commit([waiting.write for waiting in group])
        except BaseException:
            for waiting in group:
                waiting.abandon()
            raise
        finally:
            for waiting in group:
                self._busy -= waiting.subjects
        for waiting, verdict in zip(group, verdicts, strict=True):
            waiting.settle(verdict)
