"""The consuming side of the job queue, which is PgQueuer's: takes jobs and holds them while they last.

Not here: how a job is put there (`jobs.py`), or what working on one means (`onereel.tasks`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeAlias

from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job
from pgqueuer.qm import QueueManager

from onereel.errors import StoreError
from onereel.store.postgres.connections import connect
from onereel.store.postgres.failures import translated
from onereel.store.postgres.jobs import mend, queue_on, queue_settings

logger = logging.getLogger(__name__)

Work: TypeAlias = Callable[[str], Awaitable[bool]]
"""Works on the task with that id; True when its job is to go back into the queue."""

HEARTBEAT_TIMEOUT: Final = timedelta(seconds=10)
"""After so long without a sign of life a worker's jobs are given to another; signs come twice as often."""

POLL: Final = timedelta(seconds=5)
"""How often to look for jobs of dead workers, and for jobs whose notification was lost."""

_FEWEST: Final = 2
"""PgQueuer's smallest budget of a worker; a machine with one slot holds one job more than it works on."""

_STATEMENT_SECONDS: Final = 15.0
_PAUSE_SECONDS: Final = 1.0
_MEND_SECONDS: Final = 30.0


class JobQueue:
    """Takes jobs until it is stopped; a lost connection is made again."""

    def __init__(self, url: str, *, lanes: Sequence[str], slots: int) -> None:
        """At most `slots` jobs are held at once."""
        self._url = url
        self._lanes = tuple(lanes)
        self._slots = slots
        self._manager: QueueManager | None = None
        self._stopped = asyncio.Event()

    async def run(self, work: Work) -> None:
        """Give every job to `work`, and hold it until that is done. Returns once it was stopped and all are done."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again_and_again(lambda: self._run(work), pause=_PAUSE_SECONDS))
            group.create_task(self._again_and_again(self._mend, pause=_MEND_SECONDS))

    def stop(self) -> None:
        """Take no more jobs."""
        self._stopped.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def _again_and_again(self, step: Callable[[], Awaitable[None]], *, pause: float) -> None:
        """Until stopped; what breaks is tried again after the pause, with a new connection."""
        while not self._stopped.is_set():
            try:
                await step()
            except Exception as error:  # noqa: BLE001 - whatever the driver or the queue raises
                logger.warning("queue lost", extra={"action": "queue_lost", "error": type(error).__name__})
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopped.wait()

    async def _mend(self) -> None:
        connection = await connect(self._url, patience=_STATEMENT_SECONDS)
        try:
            with translated():
                found = await mend(connection)
        finally:
            await _close(connection)
        if found:
            logger.warning("jobs mended", extra={"action": "jobs_mended", "tasks": found})

    async def _run(self, work: Work) -> None:
        connection = await connect(self._url, patience=_STATEMENT_SECONDS)
        try:
            manager = QueueManager(queue_on(connection), channel=queue_settings().channel)
            for lane in self._lanes:
                manager.entrypoint(lane)(_handler(work))
            self._manager = manager
            if self._stopped.is_set():
                return
            with translated():
                await manager.run(
                    dequeue_timeout=POLL,
                    batch_size=1,
                    max_concurrent_tasks=max(_FEWEST, self._slots),
                    heartbeat_timeout=HEARTBEAT_TIMEOUT,
                )
        finally:
            self._manager = None
            await _close(connection)


async def _close(connection: Any) -> None:  # noqa: ANN401 - the driver's, which only its own file names
    with suppress(OSError, StoreError):
        await connection.close(timeout=_PAUSE_SECONDS)


def _handler(work: Work) -> Callable[[Job], Awaitable[None]]:
    async def handle(job: Job) -> None:
        if job.payload is not None and await work(job.payload.decode()):
            raise RetryRequested(delay=timedelta(0), reason="given back")

    return handle
