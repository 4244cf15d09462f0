"""What happens to one task that was taken: started, attempted, and then ended, queued again or left to somebody else.

Not here: which task is taken when (`worker.py`), or how its media are made (`production.py`).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from onereel.domain.clock import Clock
from onereel.domain.task import UPSTREAM_LANE, Failure, Result, State, Task
from onereel.errors import Conflict, EngineCrashed, ErrorKind, StoreError
from onereel.store.base import TaskStore
from onereel.tasks.patience import A_FEW, Wait, patiently, without_end
from onereel.tasks.production import BrokenEngine, Production
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.rounds import Rounds
from onereel.tasks.telling import Teller
from onereel.tasks.watch import Watch
from onereel.tasks.workspaces import fresh_workspace

logger = logging.getLogger(__name__)

MAX_STRIKES: Final = 8
"""How many attempts of one task may come to grief (its engine or its worker gone) before that is taken as its end.

Generous, because a server that is killed takes innocent tasks down with it, too.
"""

_FULL_DISK_PAUSE: Final = 5.0
"""Seconds before a task is offered again that found no room; the sweeper or the operator may have made some."""

INTERNAL_FAILURE: Final = Failure(
    code=ErrorKind.INTERNAL.value,
    message="The video could not be made because of a fault on our side. Please submit the request again.",
)
"""What a caller reads when the fault is ours; it tells nothing of the machine."""

_ACTIONS: Final = {
    State.QUEUED: "task_queued",
    State.RUNNING: "task_started",
    State.SUCCEEDED: "task_succeeded",
    State.FAILED: "task_failed",
    State.CANCELLED: "task_cancelled",
}


class Execution:
    """Leads one task after the other through an attempt; safe to use for several at once."""

    def __init__(
        self,
        *,
        tasks: TaskStore,
        teller: Teller,
        production: Production,
        progress: ProgressBoard,
        clock: Clock,
        workspace_root: Path,
        is_full: Callable[[], bool] = lambda: False,
        wait: Wait = asyncio.sleep,
    ) -> None:
        """`workspace_root` is best on the disk of the assets; nothing is begun while that `is_full`."""
        self._tasks = tasks
        self._teller = teller
        self._production = production
        self._progress = progress
        self._clock = clock
        self._workspace_root = workspace_root
        self._is_full = is_full
        self._wait = wait
        self._rounds = Rounds(tasks=tasks, progress=progress)

    async def work_on(self, task_id: str, *, inherits: bool = False) -> bool:
        """Make the video of this task, if it waits for that; says whether it is to be offered again.

        A task that is running is left to whoever runs it, unless this worker `inherits` it. What breaks on the way is
        written down in the task. When cancelled, the task is queued again on disk and CancelledError goes on up.
        """
        stored = await patiently(lambda: self._tasks.get(task_id), wait=self._wait, pauses=without_end())
        if stored is not None and stored.state is State.RUNNING and inherits:
            self._log("task_inherited", stored)
            return await self._try_again(stored) and await self.work_on(task_id)
        if stored is None or stored.state is not State.QUEUED:
            return False
        if self._is_full():
            logger.warning("disk full", extra={"action": "disk_full"})
            await self._wait(_FULL_DISK_PAUSE)
            return True
        running = stored.start(at=self._clock())
        try:
            return await self._start(stored, running)
        except asyncio.CancelledError:
            # Also where the cancellation came while the start was being stored: the store keeps to the order.
            await self._give_back(running)
            raise

    async def _start(self, queued: Task, running: Task) -> bool:
        try:
            await self._change(queued, running, pauses=without_end())
        except Conflict:
            return False  # somebody else was faster
        try:
            await self._attempt(running)
        except Conflict:
            self._announce(running)
            self._log("task_taken_over", running)
            await self._production.discard(running)
        except BrokenEngine as error:
            self._log_fault("engine_broken", running, error)
            await self._change_at_last(running, running.fail(INTERNAL_FAILURE, at=self._clock()))
        except EngineCrashed as error:
            self._log_fault("engine_crashed", running, error)
            return await self._try_again(running)
        except Exception:
            logger.exception("attempt broke", extra=_fields("attempt_broke", running))
            return await self._try_again(running)
        return False

    async def _attempt(self, running: Task) -> None:
        async with (
            fresh_workspace(self._workspace_root) as workspace,
            Watch(running, progress=self._progress, rounds=self._rounds),
        ):
            outcome = await self._produce(running, workspace)
        at = self._clock()
        ended = running.fail(outcome, at=at) if isinstance(outcome, Failure) else running.succeed(outcome, at=at)
        await self._change(running, ended, pauses=A_FEW)
        for attempt in range(1, running.attempt):
            # Those that were killed between keeping their files and saying so.
            await self._production.discard(replace(running, attempt=attempt))

    async def _produce(self, running: Task, workspace: Path) -> Result | Failure:
        made = await self._production.make(
            running, workspace=workspace, report=lambda share: self._progress.report(running.id, share)
        )
        if isinstance(made, Failure):
            return made
        # Not needed for safety, since each attempt has names of its own; it saves files that nobody would ask for.
        await self._check_ours(running)
        return await self._production.keep(made, running)

    async def _check_ours(self, running: Task) -> None:
        stored = await patiently(lambda: self._tasks.get(running.id), wait=self._wait)
        if stored is None or stored.standing != running.standing:
            raise Conflict("the task was taken over")

    async def _try_again(self, running: Task) -> bool:
        if running.lane == UPSTREAM_LANE:
            # A vendor may be at work on it, and be paid: nobody fails it for what happens here.
            await self._change_at_last(running, running.requeue(at=self._clock()))
            await self._wait(A_FEW[-1])
            return True
        if running.strikes + 1 >= MAX_STRIKES:
            await self._change_at_last(running, running.fail(INTERNAL_FAILURE, at=self._clock()))
            return False
        await self._change_at_last(running, running.requeue(at=self._clock(), strike=True))
        # Queued on disk already; the pause gives a machine that is out of breath the time to recover.
        await self._wait(A_FEW[min(running.strikes, len(A_FEW) - 1)])
        return True

    async def _change_at_last(self, running: Task, new: Task) -> None:
        try:
            await self._change(running, new, pauses=without_end())
        except Conflict:
            self._log("task_taken_over", running)

    async def _give_back(self, running: Task) -> None:
        queued = running.requeue(at=self._clock())
        try:
            await self._tasks.replace(running, queued, delivery=self._teller.of(running, queued))
        except Conflict:
            # It ended while we were being cancelled, or never started. Either way it is no longer ours.
            self._announce(running)
        except StoreError as error:
            self._log_fault("task_left_to_recovery", running, error)
        else:
            self._announce(queued)
            self._log("task_queued", queued)

    async def _change(self, old: Task, new: Task, *, pauses: Iterable[float]) -> None:
        delivery = self._teller.of(old, new)
        in_doubt = False

        async def write() -> None:
            nonlocal in_doubt
            try:
                await self._tasks.replace(old, new, delivery=delivery)
            except Conflict:
                # A write that seemed to fail may have been stored after all; then it is our own change that we meet.
                if not in_doubt or await self._tasks.get(new.id) != new:
                    raise
            except StoreError:
                in_doubt = True
                raise

        await patiently(write, wait=self._wait, pauses=pauses)
        self._announce(new)
        self._log(_ACTIONS[new.state], new)

    def _announce(self, task: Task) -> None:
        self._progress.forget(task.id)
        self._progress.announce(task.id)

    def _log(self, action: str, task: Task) -> None:
        logger.info(action.replace("_", " "), extra=_fields(action, task))

    def _log_fault(self, action: str, task: Task, error: Exception) -> None:
        logger.warning(action.replace("_", " "), extra=_fields(action, task), exc_info=error)


def _fields(action: str, task: Task) -> dict[str, str | int]:
    return {
        "action": action,
        "task_id": task.id,
        "provider": task.provider,
        "model": task.model,
        "attempt": task.attempt,
    }
