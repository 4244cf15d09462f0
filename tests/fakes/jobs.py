"""The jobs that a fake has taken, and the book that counts everything.

The state of a job follows from the clock alone, so that ten thousand of them cost nothing while they run.

Not here: the words that each vendor has for a state.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from tests.fakes.fates import End, Fate, Start

_WAITING_SHARE = 0.2
"""Of the time that a job takes, before anything is done."""


class State(StrEnum):
    """Of a job, in no vendor's words."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    MODERATED = "moderated"
    CANCELLED = "cancelled"


ENDED = frozenset({State.SUCCEEDED, State.FAILED, State.MODERATED, State.CANCELLED})
_ENDS = {End.DONE: State.SUCCEEDED, End.FAILED: State.FAILED, End.MODERATED: State.MODERATED}


@dataclass(kw_only=True, slots=True)
class Job:
    """One order that was taken, and costs money."""

    id: str
    number: int
    order: str
    """The caller's own id, or what tells its wish from others."""
    kind: str
    """What of the vendor's it was asked of: a path, a model."""
    wish: Mapping[str, Any]
    fate: Fate
    taken_at: float
    """Seconds since 1970, as all times here."""
    runs_at: float
    ends_at: float
    flaw: str = ""
    """What is wrong with the wish, where the vendor finds that only later."""
    cancelled: bool = False
    asked: int = 0
    told_at: float | None = None
    """When its end was told for the first time, whoever asked."""
    fetched: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when its times have changed."""

    def state(self, now: float) -> State:
        if self.cancelled:
            return State.CANCELLED
        if now < self.runs_at:
            return State.WAITING
        if now < self.ends_at:
            return State.RUNNING
        return State.FAILED if self.flaw else _ENDS[self.fate.end]

    def tell(self, now: float) -> State:
        """Its state, as somebody is told it."""
        state = self.state(now)
        if state in ENDED and self.told_at is None:
            self.told_at = now
        return state

    def share(self, now: float) -> float:
        """How much of it is done."""
        whole = self.ends_at - self.taken_at
        return 1.0 if whole <= 0 else min(1.0, max(0.0, (now - self.taken_at) / whole))


class Book:
    """All jobs, and how often everything was asked for."""

    def __init__(self, *, seconds: float, spread: float, random: Random, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        """That a job takes, give or take `spread` of it."""
        self.spread = spread
        self.clock = clock
        self.random = random
        self.jobs: dict[str, Job] = {}
        self.by_order: dict[str, Job] = {}
        """The last job of each order."""
        self.orders: Counter[str] = Counter()
        """How often each order was taken: twice is paid twice."""
        self.refusals: list[tuple[str, Start]] = []
        """The words of each wish whose fate was not to be taken, and how it was refused."""
        self.counts: Counter[str] = Counter()
        self._open: list[Job] = []
        self._waiting: list[tuple[str, int, asyncio.Future[None]]] = []

    def take(self, make_id: Callable[[int], str], *, order: str, kind: str, wish: Mapping[str, Any], fate: Fate) -> Job:
        """Begin a job."""
        number, now = len(self.jobs) + 1, self.clock()
        seconds = self.seconds * (1 + self.spread * self.random.uniform(-1, 1))
        job = Job(
            id=make_id(number),
            number=number,
            order=order,
            kind=kind,
            wish=wish,
            fate=fate,
            taken_at=now,
            runs_at=now + seconds * _WAITING_SHARE,
            ends_at=now + seconds,
        )
        self.jobs[job.id] = self.by_order[order] = job
        self._open.append(job)
        self.orders[order] += 1
        self.count("orders")
        return job

    def count_open(self) -> int:
        """How many jobs have not ended."""
        now = self.clock()
        self._open = [job for job in self._open if job.state(now) not in ENDED]
        return len(self._open)

    def cancel(self, job: Job) -> None:
        """End a job that has not ended."""
        self._end(job)
        job.cancelled = True

    def finish(self) -> None:
        """End every job that is under way, as it was to end."""
        now = self.clock()
        for job in self.jobs.values():
            if job.state(now) not in ENDED:
                self._end(job)

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self.jobs, self.by_order, self.orders, self.counts, self.refusals, self._open):
            kept.clear()

    def newest(self) -> Iterator[Job]:
        """All jobs, the last one first."""
        return reversed(self.jobs.values())

    def count(self, kind: str) -> None:
        """One more of this kind."""
        self.counts[kind] += 1
        if self._waiting:
            self._wake()

    async def wait_for(self, kind: str, count: int) -> None:
        """Until so many of this kind were counted."""
        if self.counts[kind] < count:
            reached = asyncio.get_running_loop().create_future()
            self._waiting.append((kind, count, reached))
            await reached

    def _end(self, job: Job) -> None:
        now = self.clock()
        job.runs_at, job.ends_at = min(job.runs_at, now), now
        job.changed.set()

    def _wake(self) -> None:
        for one in list(self._waiting):
            kind, count, reached = one
            if self.counts[kind] >= count or reached.done():
                self._waiting.remove(one)
                if not reached.done():
                    reached.set_result(None)
