"""Tells whoever wishes to know of every change of a job, as its fate has it.

Not here: what is told, and how it is signed (each vendor's own).
"""

import asyncio
from contextlib import suppress

import aiohttp

from tests.fakes.base import Vendor
from tests.fakes.fates import Callbacks
from tests.fakes.jobs import Book, Job, State

_TRIES = 3
_PAUSE_SECONDS = 0.2
_ANSWER_SECONDS = 5


class Teller:
    """Posts callbacks, in tasks of its own."""

    def __init__(self, vendor: Vendor, book: Book) -> None:
        self._vendor = vendor
        self._book = book
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def follow(self, job: Job) -> None:
        """Tell of this job, if anybody listens."""
        for url in self._vendor.listeners(job):
            task = asyncio.create_task(self._tell(job, url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tell(self, job: Job, url: str) -> None:
        told = job.fate.callbacks
        if told is Callbacks.MISSING:
            return
        if told is not Callbacks.DISORDERED:
            await self._wait(job, ends=False)
            await self._post(job, State.RUNNING, url)
        await self._wait(job, ends=True)
        await self._post(job, job.state(self._book.clock()), url)
        if told is Callbacks.DISORDERED:
            await self._post(job, State.RUNNING, url)

    async def _wait(self, job: Job, *, ends: bool) -> None:
        """Until the job runs, or has ended, whatever happens to its times meanwhile."""
        while (left := (job.ends_at if ends else job.runs_at) - self._book.clock()) > 0:
            job.changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(job.changed.wait(), left)

    async def _post(self, job: Job, state: State, url: str) -> None:
        for _ in range(2 if job.fate.callbacks is Callbacks.TWICE else 1):
            message = self._vendor.message(job, state, url)
            if message is not None:
                await self._deliver(url, message.headers, message.body)

    async def _deliver(self, url, headers, body) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
        for _ in range(_TRIES):
            self._book.count("callback")
            with suppress(aiohttp.ClientError, TimeoutError):
                async with self._session.post(url, data=body, headers=headers) as response:
                    if response.status == 200:
                        self._book.count("callback_taken")
                        return
            await asyncio.sleep(_PAUSE_SECONDS)
