"""The dispatcher of many processes: jobs out of a queue that they share, one turn a job.

Not here: the queue itself, which knows when a worker is gone and gives its jobs to another (`onereel.store`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from onereel.domain.task import SKETCH_LANE
from onereel.tasks.dispatch import Turn


class SharedQueue(Protocol):
    """Gives each job to one worker at a time, and takes it back when that one is gone."""

    async def run(self, work: Callable[[str], Awaitable[bool]]) -> None:
        """Give every job to `work`, which says whether the job is to go back, until stopped."""
        ...

    def stop(self) -> None:
        """Take no more jobs."""
        ...


class SharedDispatcher:
    """The turns of one lane out of a shared queue."""

    def __init__(self, queue: SharedQueue) -> None:
        self._queue = queue
        self._turns: asyncio.Queue[Turn] = asyncio.Queue()

    async def take(self) -> Turn:
        """Wait for a turn."""
        return await self._turns.get()

    async def run(self) -> None:
        """Bring in jobs until stopped."""
        await self._queue.run(self._hand_over)

    def stop(self) -> None:
        """Take nothing more, and give back what nobody has begun."""
        self._queue.stop()
        while not self._turns.empty():
            self._turns.get_nowait().finish(True)

    async def _hand_over(self, task_id: str) -> bool:
        finished = asyncio.get_running_loop().create_future()

        def finish(again: bool) -> None:
            if not finished.done():
                finished.set_result(again)

        # Whoever had this job before has lost it, or the queue would not have given it to us.
        self._turns.put_nowait(Turn(task_id=task_id, inherits=True, finish=finish))
        again: bool = await finished
        return again


class SharedLanes:
    """A `Dispatcher` over the lanes that are worked on here; the store itself puts each new task into its queue."""

    def __init__(self, lanes: Mapping[str, SharedDispatcher]) -> None:
        self._lanes = lanes

    async def offer(self, task_id: str, *, lane: str = SKETCH_LANE) -> None:
        """Nothing is left to do: the job was stored together with the task."""

    async def take(self, lane: str = SKETCH_LANE) -> Turn:
        return await self._lanes[lane].take()
