"""Takes tasks and has them worked on, as many at once as it has slots, until it is drained or cancelled.

Not here: what happens to one task (`execution.py`), or finding what a crash left behind (`recovery.py`).
"""

import asyncio
import logging
from pathlib import Path

from onereel.domain.task import SKETCH_LANE
from onereel.tasks.dispatch import Dispatcher, Turn
from onereel.tasks.execution import Execution
from onereel.tasks.workspaces import sweep_workspaces

logger = logging.getLogger(__name__)


class Worker:
    """Works on tasks. One `run` in its life, which `drain` or a cancellation ends."""

    def __init__(
        self,
        *,
        execution: Execution,
        dispatcher: Dispatcher,
        workspace_root: Path,
        slots: int,
        lane: str = SKETCH_LANE,
    ) -> None:
        """`slots` tasks run at once; `workspace_root` is this worker's alone, and the same that `execution` uses."""
        self._execution = execution
        self._dispatcher = dispatcher
        self._workspace_root = workspace_root
        self._slots = slots
        self._lane = lane
        self._draining = False
        self._loops: set[asyncio.Task[None]] = set()
        self._busy: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until drained, or until cancelled; then what was running is queued again on disk."""
        await asyncio.to_thread(sweep_workspaces, self._workspace_root)
        async with asyncio.TaskGroup() as group:
            for _ in range(self._slots):
                loop = group.create_task(self._work())
                self._loops.add(loop)
                loop.add_done_callback(self._loops.discard)

    async def drain(self, *, grace: float) -> None:
        """Start nothing new, wait up to `grace` seconds for what is running, then cancel it and queue it again.

        `run` returns once this is done.
        """
        self._draining = True
        for idle in self._loops - self._busy:
            idle.cancel()
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=grace)
        left = set(self._loops)
        for loop in left:
            loop.cancel()
        if left:
            await asyncio.wait(left)

    async def _work(self) -> None:
        while not self._draining:
            await self._work_on(await self._dispatcher.take(self._lane))

    async def _work_on(self, turn: Turn) -> None:
        loop = asyncio.current_task()
        if loop is None:
            raise RuntimeError("a worker runs in an asyncio task")
        self._busy.add(loop)
        again = True  # also where we are cancelled: then the task was queued again on disk
        try:
            again = await self._execution.work_on(turn.task_id, inherits=turn.inherits)
        except Exception:
            # One task that cannot even be read must not stop the work on all others.
            logger.exception("task left alone", extra={"action": "task_left_alone", "task_id": turn.task_id})
            again = False
        finally:
            turn.finish(again)
            self._busy.discard(loop)
