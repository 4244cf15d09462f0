"""Where every fake takes orders and is asked for them: what each fate asks for is carried out here, once for all.

Not here: what a vendor demands and answers (`kling.py` and its like).
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from aiohttp import web

from tests.fakes.fates import NOT_TAKEN, Fates, Polls, Start
from tests.fakes.jobs import Book, Job
from tests.fakes.links import Links
from tests.fakes.replies import Answer, Refused, Reply, cut_off, hang_up, page, say_nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Manners:
    """How a vendor says what every vendor says."""

    fault: Callable[[], Reply]
    limited: Callable[[], Reply]
    moderated: Callable[[], Reply]


class Desk:
    """Takes orders and answers for them."""

    def __init__(self, *, book: Book, fates: Fates, links: Links) -> None:
        self.book = book
        self.fates = fates
        self.links = links
        self.list_faults = 0
        """How many of the next lists are answered with a fault."""
        self.list_lags = 0
        """How many of the next lists, after those, have nothing in them yet."""
        self.concurrency: int | None = None
        """How many jobs may be under way at once."""
        self.on_taken: Callable[[Job], None] | None = None
        """Told of every job that was taken."""

    def now(self) -> float:
        return self.book.clock()

    def mint_uuid(self) -> str:
        return str(UUID(int=self.book.random.getrandbits(128)))

    async def take(
        self,
        request: web.Request,
        *,
        order: str,
        kind: str,
        wish: Mapping[str, Any],
        manners: Manners,
        make_id: Callable[[int], str],
        answer: Callable[[Job], Reply],
        flaw: str = "",
    ) -> Answer:
        """Take an order that is right, unless its fate has it otherwise, and answer as that says."""
        if self.concurrency is not None and self.book.count_open() >= self.concurrency:
            self.book.count("limited")
            return manners.limited()
        fate = self.fates.draw()
        if fate.start in NOT_TAKEN:
            self.book.refusals.append((wish.get("prompt", ""), fate.start))
        match fate.start:
            case Start.REFUSED:
                return Reply(status=fate.status, body=fate.body)
            case Start.LIMITED:
                limited = manners.limited()
                headers = {} if fate.retry_after is None else {"Retry-After": str(fate.retry_after)}
                return Reply(status=limited.status, body=limited.body, headers=headers)
            case Start.MODERATED:
                return manners.moderated()
            case Start.FAULT_BEFORE:
                return manners.fault()
        job = self.book.take(make_id, order=order, kind=kind, wish=wish, fate=fate)
        job.flaw = flaw
        if self.on_taken is not None:
            self.on_taken(job)
        return await self._acknowledge(request, job, manners, answer)

    async def look(self, request: web.Request, job: Job, manners: Manners, answer: Callable[[Job], Reply]) -> Answer:
        """Answer for a job that was taken."""
        job.asked += 1
        if job.fate.polls in {Polls.ANSWERED, Polls.UNKNOWN} or job.asked > job.fate.poll_count:
            return answer(job)
        match job.fate.polls:
            case Polls.FAULT:
                return manners.fault()
            case Polls.LIMITED:
                return manners.limited()
            case Polls.GARBAGE:
                return page()
            case _:
                return hang_up(request)

    def hides(self, job: Job) -> bool:
        """Whether the job is not known yet by the caller's own id."""
        if job.fate.polls is Polls.UNKNOWN and job.asked < job.fate.poll_count:
            job.asked += 1
            return True
        return False

    def listed(self, manners: Manners) -> Iterator[Job]:
        """All jobs, the newest first. Raises Refused while lists are to fail."""
        if self.list_faults > 0:
            self.list_faults -= 1
            raise Refused(manners.fault())
        if self.list_lags > 0:
            self.list_lags -= 1
            return iter(())
        return self.book.newest()

    def route(self, kind: str, handler: Callable[[web.Request], Awaitable[Answer]]):
        """The handler, with what it is asked counted, and what it refuses said."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.book.count(kind)
            try:
                answer = await handler(request)
            except Refused as refused:
                self.book.count("refused")
                answer = refused.reply
            return answer.respond() if isinstance(answer, Reply) else answer

        return handle

    async def _acknowledge(
        self, request: web.Request, job: Job, manners: Manners, answer: Callable[[Job], Reply]
    ) -> Answer:
        match job.fate.start:
            case Start.FAULT_AFTER:
                return manners.fault()
            case Start.HANG_UP:
                return hang_up(request)
            case Start.SILENT:
                return await say_nothing()
            case Start.TRUNCATED:
                content = answer(job).encode()
                return await cut_off(request, content, content_type="application/json", sent=len(content) // 2)
            case Start.GARBAGE:
                return page()
            case _:
                return answer(job)


def fingerprint(wish: Any) -> str:
    """What tells a wish from others, for vendors that take no id of the caller's."""
    return hashlib.sha256(msgspec.json.encode(wish, order="deterministic")).hexdigest()[:32]
