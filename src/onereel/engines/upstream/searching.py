"""Finds out what became of orders whose beginning was not answered.

Not here: what is done when nobody can say (`conduct.py`).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from onereel.domain.operation import Operation
from onereel.engines.upstream.accounts import Account
from onereel.engines.upstream.dealings import Dealings
from onereel.engines.upstream.following import Errand, Next
from onereel.engines.upstream.orders import fill_order
from onereel.engines.upstream.pace import retry_pause
from onereel.errors import FetchError
from onereel.upstreams.base import Answer, Call, Found, Likely, NeverTaken, Started, Trouble, Verdict

NEVER_TAKEN: Final = "never taken"

_SEARCHES: Final = 3
"""How often a vendor must not know an order before that is believed: lists lag behind."""
_DOUBTS: Final = 8
"""How often a job that may be another order's is looked at again: the other's answer may be on its way."""
_DOUBT: Final = "a job may be that of this order or of another"
_CLOCKS_APART: Final = timedelta(minutes=2)
"""Ours and a vendor's, at most."""
_LISTED: Final = timedelta(days=1)
"""For how long vendors list what they have taken, and no order is tried for."""
_SLOWEST: Final = 4
"""The try from which on the pauses no longer grow."""


class Searcher:
    """Asks vendors about orders. Safe to use for many errands at once."""

    def __init__(self, dealings: Dealings) -> None:
        self._books = dealings.books
        self._caller = dealings.caller
        self._clock = dealings.clock
        self._random = dealings.random
        self._wait = dealings.pauses.wait

    async def search(self, errand: Errand, account: Account, operation: Operation) -> Operation | Next:
        """The order once it is known to be started, or that nobody can say; Next.AGAIN where it was never taken."""
        searches = doubts = tries = 0
        while True:
            call = await self._question(errand, account, operation)
            if call is None:
                return await self._give_up(operation, "the vendor cannot say")
            tries += 1
            await self._wait(retry_pause(min(tries, _SLOWEST), random=self._random))
            try:
                answer = await self._caller.call(account, call)
            except FetchError:
                continue  # nothing is decided before the vendor has spoken
            found = await self._recognize(errand, account, operation, answer)
            if isinstance(found, Likely):
                doubts += 1
                found = Trouble(verdict=Verdict.RETRY if doubts < _DOUBTS else Verdict.UNCLEAR, code="", message=_DOUBT)
            if isinstance(found, Started):
                return await self._books.start(operation, found)
            if isinstance(found, NeverTaken):
                searches += 1
                if searches == _SEARCHES:
                    await self._books.change(operation, operation.over(NEVER_TAKEN, at=self._clock()))
                    return Next.AGAIN
            elif found.verdict not in {Verdict.RETRY, Verdict.BLOCKED}:
                return await self._give_up(operation, f"{found.code}: {found.message}")

    async def _question(self, errand: Errand, account: Account, operation: Operation) -> Call | None:
        """What the vendor is asked; where that is the same submit again, it needs the pictures, too."""
        order = await fill_order(errand.order, errand.materials)
        age_seconds = (self._clock() - operation.created_at).total_seconds()
        return account.upstream.find(replace(order, number=operation.number, age_seconds=age_seconds))

    async def _recognize(self, errand: Errand, account: Account, operation: Operation, answer: Answer) -> Found:
        """What the vendor's answer says of this order; Likely while a job may be that of another order."""
        # In this order: an order that has its answer by now is known by then.
        doubtful = await self._books.others_unanswered(operation, since=operation.created_at - _CLOCKS_APART)
        # An order of long ago may have been sent a moment ago: a vendor may ask for hours of patience.
        known = await self._books.known(account.name, since=operation.created_at - _LISTED)
        found = account.upstream.read_find(errand.order, answer, known=known, since=operation.created_at)
        return Started(operation=found.operation) if isinstance(found, Likely) and not doubtful else found

    async def _give_up(self, operation: Operation, note: str) -> Operation:
        return await self._books.move(operation, operation.unclear(note, at=self._clock()))
