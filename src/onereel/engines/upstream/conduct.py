"""Sees orders through with one account at a time: sent once, searched for when unanswered, followed to their end.

Not here: which account is next (`engine.py`), or what is said to a vendor (`onereel.upstreams`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from random import Random
from typing import Final

from onereel.domain.clock import Clock
from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import Failure, Task
from onereel.engines.base import Footage, Materials, Report
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.books import Books
from onereel.engines.upstream.pace import Expectations, poll_pause, retry_pause
from onereel.engines.upstream.results import Download, collect
from onereel.errors import FetchError, FetchFailed, FetchUnsent
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Found,
    Likely,
    Media,
    NeverTaken,
    Order,
    Running,
    Started,
    Trouble,
    Verdict,
)

logger = logging.getLogger(__name__)

_MOST_TRIES: Final = 8
"""Of a call that a vendor asks to make later; together some minutes."""
_SEARCHES: Final = 3
"""How often a vendor must not know an order before that is believed: lists lag behind."""
_DOUBTS: Final = 8
"""How often a job that may be another order's is looked at again: the other's answer may be on its way."""
_DOUBT: Final = "a job may be that of this order or of another"
_CLOCKS_APART: Final = timedelta(minutes=2)
"""Ours and a vendor's, at most."""
_LISTED: Final = timedelta(days=1)
"""For how long vendors list what they have taken, and no order is tried for."""
_DOWNLOADS: Final = 5
_PARKED_PAUSE: Final = 30.0
_ALMOST: Final = 0.95
"""The share that is told of an order that is late."""
NEVER_TAKEN: Final = "never taken"

REFUSED: Final = Failure(code="content_refused", message="The provider's moderation refused this request.")
RESULT_LOST: Final = Failure(
    code="result_lost", message="The provider made the video, but its link died before the file could be fetched."
)


class Next(Enum):
    """How to go on where there is neither footage nor failure."""

    ENGINE = "engine"
    """With the next engine of the route."""
    AGAIN = "again"
    """With a new order to the same account."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """One task at this engine."""

    task: Task
    order: Order
    materials: Materials
    workspace: Path
    report: Report


class Conductor:
    """Deals with accounts. Safe to use for many errands at once."""

    def __init__(
        self,
        *,
        accounts: Mapping[str, Account],
        books: Books,
        caller: Caller,
        download: Download,
        clock: Clock,
        random: Random,
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        self._books = books
        self._caller = caller
        self._download = download
        self._clock = clock
        self._random = random
        self._wait = wait
        self._places = {name: asyncio.Semaphore(account.concurrency) for name, account in accounts.items()}
        self._expectations = Expectations()

    async def put(self, errand: Errand, account: Account) -> Footage | Failure | Next:
        """Orders to one account, until it has taken one or will take none."""
        essential = [loss.field for loss in account.upstream.losses(errand.order) if loss.essential]
        if essential:
            self._log("account_passed_over", errand, account.name, ", ".join(essential))
            return Next.ENGINE
        async with self._places[account.name]:
            order = await self._send_ahead(errand, account)
            if order is None:
                return Next.ENGINE
            while True:
                found = await self._begin(replace(errand, order=order), account)
                if found is not Next.AGAIN:
                    return found

    async def _send_ahead(self, errand: Errand, account: Account) -> Order | None:
        """The order with its pictures known to the vendor; None when it will not have them."""
        order = errand.order
        first = await self._known(errand, account, order.first_frame)
        last = await self._known(errand, account, order.last_frame)
        if (first is None, last is None) != (order.first_frame is None, order.last_frame is None):
            return None
        return replace(order, first_frame=first, last_frame=last)

    async def _known(self, errand: Errand, account: Account, media: Media | None) -> Media | None:
        """A picture as the vendor knows it; None when there is none, or it will not have it."""
        call = None if media is None else account.upstream.upload(media)
        if media is None or call is None:
            return media
        reference = await self._upload(errand, account, call)
        return None if reference is None else replace(media, reference=reference)

    async def _upload(self, errand: Errand, account: Account, call: Call) -> str | None:
        """Uploads cost nothing, so that they may be tried again whatever has become of them."""
        for tries in range(1, _MOST_TRIES + 1):
            try:
                found = account.upstream.read_upload(await self._caller.call(account, call))
            except FetchError:
                found = None
            if isinstance(found, str):
                return found
            if found is not None and found.verdict is not Verdict.RETRY:
                self._log("upload_refused", errand, account.name, found.code)
                return None
            asked_for = found.retry_after if found else None
            await self._wait(retry_pause(tries, random=self._random, asked_for=asked_for))
        return None

    async def _begin(self, errand: Errand, account: Account) -> Footage | Failure | Next:
        operation = await self._books.intend(errand.task.id, account.name)
        call = account.upstream.start(errand.order)
        tries = 0
        while True:
            tries += 1
            try:
                found = account.upstream.read_start(await self._caller.call(account, call))
            except FetchFailed as error:
                if not isinstance(error, FetchUnsent):
                    return await self._search(errand, account, operation)
                found = Trouble(verdict=Verdict.RETRY, code="unreached", message=str(error))
            except FetchError as error:
                found = Trouble(verdict=Verdict.NEXT, code="refused", message=str(error))
            if isinstance(found, Started):
                started = operation.started(found.operation, note=found.cost_note, at=self._clock())
                await self._books.change(operation, started)
                return await self._follow(errand, account, started)
            if found.verdict is Verdict.UNCLEAR:
                return await self._search(errand, account, operation)
            if found.verdict is not Verdict.RETRY or tries == _MOST_TRIES:
                return await self._end(errand, operation, found)
            await self._wait(retry_pause(tries, random=self._random, asked_for=found.retry_after))

    async def carry_on(self, errand: Errand, account: Account, operation: Operation) -> Footage | Failure | Next:
        """With the order of an earlier attempt, which is open, or whose video was never kept."""
        async with self._places[account.name]:
            match operation.state:
                case OperationState.INTENDED:
                    found = await self._search(errand, account, operation)
                case OperationState.UNCLEAR:
                    found = await self._park(errand, account, operation)
                case _:
                    found = await self._follow(errand, account, operation, at_once=True)
        return await self.put(errand, account) if found is Next.AGAIN else found

    async def _search(self, errand: Errand, account: Account, operation: Operation) -> Footage | Failure | Next:
        """What became of an order whose beginning was not answered."""
        call = account.upstream.find(errand.order)
        if call is None:
            return await self._park(errand, account, operation)
        searches = doubts = tries = 0
        while True:
            tries += 1
            await self._wait(retry_pause(min(tries, 4), random=self._random))
            try:
                answer = await self._caller.call(account, call)
            except FetchError:
                continue  # nothing is decided before the vendor has spoken
            found = await self._recognize(errand, account, operation, answer)
            if isinstance(found, Likely):
                doubts += 1
                found = Trouble(verdict=Verdict.RETRY if doubts < _DOUBTS else Verdict.UNCLEAR, code="", message=_DOUBT)
            if isinstance(found, Started):
                started = operation.started(found.operation, note=found.cost_note, at=self._clock())
                await self._books.change(operation, started)
                return await self._follow(errand, account, started)
            if isinstance(found, NeverTaken):
                searches += 1
                if searches == _SEARCHES:
                    await self._books.change(operation, operation.over(NEVER_TAKEN, at=self._clock()))
                    return Next.AGAIN
            elif found.verdict is not Verdict.RETRY:
                return await self._park(errand, account, operation, note=f"{found.code}: {found.message}")

    async def _recognize(self, errand: Errand, account: Account, operation: Operation, answer: Answer) -> Found:
        """What the vendor's answer says of this order; Likely while a job may be that of another order."""
        # In this order: an order that has its answer by now is known by then.
        doubtful = await self._books.others_unanswered(operation, since=operation.created_at - _CLOCKS_APART)
        # An order of long ago may have been sent a moment ago: a vendor may ask for hours of patience.
        known = await self._books.known(account.name, since=operation.created_at - _LISTED)
        found = account.upstream.read_find(errand.order, answer, known=known, since=operation.created_at)
        return Started(operation=found.operation) if isinstance(found, Likely) and not doubtful else found

    async def _park(
        self, errand: Errand, account: Account, operation: Operation, *, note: str = "the vendor cannot say"
    ) -> Footage | Failure | Next:
        """Wait for an operator, who may say that it was never taken, or what the vendor calls it."""
        if operation.state is not OperationState.UNCLEAR:
            parked = operation.unclear(note, at=self._clock())
            await self._books.change(operation, parked)
            operation = parked
        self._log("needs_attention", errand, operation.account, note, level=logging.WARNING)
        while True:
            await self._wait(_PARKED_PAUSE)
            history = await self._books.history(errand.task.id)
            (newest,) = [one for one in history if one.number == operation.number]
            if newest.state is OperationState.OVER:
                return Next.AGAIN if newest.note == NEVER_TAKEN else Next.ENGINE
            if newest.state is OperationState.STARTED:
                return await self._follow(errand, account, newest, at_once=True)

    async def _follow(
        self, errand: Errand, account: Account, operation: Operation, *, at_once: bool = False
    ) -> Footage | Failure | Next:
        """Ask how it stands until it is over. Silence is no verdict: the vendor may be at work, and be paid for it."""
        call = account.upstream.check(errand.order, operation.reference)
        expected = self._expectations.expect(account.name, errand.task.model)
        downloads = troubles = 0
        asked_for: float | None = None
        while True:
            elapsed = self._since(operation)
            if not at_once:
                await self._wait(self._pause(elapsed, expected=expected, troubles=troubles, asked_for=asked_for))
            at_once = False
            answer = await self._ask(account, call)
            elapsed = self._since(operation)
            found = None if answer is None else account.upstream.read_check(answer)
            if isinstance(found, Running):
                troubles, asked_for = 0, None
                errand.report(found.share if found.share is not None else min(_ALMOST, elapsed / expected))
            elif isinstance(found, Finished):
                downloads += 1
                footage = await self._bring_home(errand, found)
                if footage is not None:
                    self._expectations.learn(account.name, errand.task.model, elapsed)
                    await self._books.change(operation, operation.done(found.cost_note, at=self._clock()))
                    return footage
                if downloads == _DOWNLOADS:
                    await self._books.change(
                        operation, operation.over("the result could not be fetched", at=self._clock())
                    )
                    return RESULT_LOST
                troubles = downloads
            elif isinstance(found, Trouble) and found.verdict is not Verdict.RETRY:
                return await self._end(errand, operation, found)
            else:
                troubles += 1
                asked_for = found.retry_after if found is not None else None

    def _since(self, operation: Operation) -> float:
        """Seconds since the order was written down."""
        return (self._clock() - operation.created_at).total_seconds()

    def _pause(self, elapsed: float, *, expected: float, troubles: int, asked_for: float | None) -> float:
        pause = poll_pause(elapsed, expected=expected)
        return max(pause, retry_pause(troubles, random=self._random, asked_for=asked_for)) if troubles else pause

    async def _ask(self, account: Account, call: Call) -> Answer | None:
        try:
            return await self._caller.call(account, call)
        except FetchError:
            return None

    async def _bring_home(self, errand: Errand, finished: Finished) -> Footage | None:
        try:
            return await collect(finished, errand.task.request, workspace=errand.workspace, download=self._download)
        except FetchError as error:
            self._log("result_not_fetched", errand, "", str(error), level=logging.WARNING)
            return None

    async def _end(self, errand: Errand, operation: Operation, trouble: Trouble) -> Failure | Next:
        """An order that has come to nothing."""
        note = f"{trouble.code}: {trouble.message}"
        await self._books.change(operation, operation.over(note, at=self._clock()))
        self._log("order_over", errand, operation.account, note)
        if trouble.verdict is Verdict.GIVE_UP:
            return REFUSED if trouble.moderated else RESULT_LOST
        return Next.ENGINE

    def _log(self, action: str, errand: Errand, account: str, note: str, *, level: int = logging.INFO) -> None:
        extra = {"action": action, "task_id": errand.task.id, "account": account, "note": note}
        logger.log(level, action.replace("_", " "), extra=extra)
