"""Puts orders to one account at a time: sent once, searched for when unanswered, then followed to their end.

Not here: which account is next (`engine.py`), what becomes of an order that was taken (`following.py`), or what is said
to a vendor (`onereel.upstreams`).
"""

import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import Failure
from onereel.engines.base import Footage
from onereel.engines.upstream.accounts import Account, WhenUnclear
from onereel.engines.upstream.dealings import Dealings
from onereel.engines.upstream.endings import ASSUMED_RUNNING, NEVER_HEARD_OF
from onereel.engines.upstream.following import Errand, Follower, Next
from onereel.engines.upstream.orders import fill_order
from onereel.engines.upstream.pace import retry_pause
from onereel.engines.upstream.places import Places
from onereel.engines.upstream.searching import NEVER_TAKEN, Searcher
from onereel.errors import FetchError, FetchFailed, FetchUnsent
from onereel.upstreams.base import Call, Media, Order, Started, Trouble, Verdict

_MOST_TRIES: Final = 8
"""Of a call that a vendor asks to make later; together some minutes."""
_TRIES_BEFORE_AVOIDED: Final = 3
"""Of reaching a vendor, before others are asked first."""
_STANDSTILL: Final = timedelta(seconds=3)
"""Between writing an order down and sending it; an heir comes after ten seconds, and connecting takes five at most."""
_PARKED_PAUSE: Final = 30.0
_UNREACHED: Final = "unreached"
ASSUMED_LOST: Final = "assumed lost"


class Conductor:
    """Deals with accounts. Safe to use for many errands at once."""

    def __init__(self, dealings: Dealings, *, follower: Follower) -> None:
        self._books = dealings.books
        self._breakers = dealings.breakers
        self._caller = dealings.caller
        self._follower = follower
        self._searcher = Searcher(dealings)
        self._clock = dealings.clock
        self._random = dealings.random
        self._wait = dealings.pauses.wait
        self._places = {name: Places(account.concurrency) for name, account in dealings.accounts.items()}

    async def put(self, errand: Errand, account: Account) -> Footage | Failure | Next:
        """Orders to one account, until it has taken one or will take none."""
        losses = tuple(account.upstream.losses(errand.order))
        essential = ", ".join(loss.field for loss in losses if loss.essential)
        if essential:
            await self._books.pass_over(errand.task.id, account.name, losses, note=f"passed over: {essential}")
            errand.log("account_passed_over", account.name, essential)
            return Next.ENGINE
        async with self._place(errand, account):
            while True:
                begun = await self._begin(errand, account)
                found = await self._settle(errand, account, begun) if isinstance(begun, Operation) else begun
                if found is not Next.AGAIN:
                    return found

    async def carry_on(self, errand: Errand, account: Account, operation: Operation) -> Footage | Failure | Next:
        """With the order of an earlier attempt, which is open, or whose video was never kept."""
        async with self._place(errand, account, is_taken=True):
            found = await self._settle(errand, account, operation, at_once=True)
        return await self.put(errand, account) if found is Next.AGAIN else found

    def _place(self, errand: Errand, account: Account, *, is_taken: bool = False) -> AbstractAsyncContextManager[None]:
        places = self._places[account.name]
        return places.kept(errand.task.key_id) if is_taken else places.place(errand.task.key_id)

    async def _settle(
        self, errand: Errand, account: Account, operation: Operation, *, at_once: bool = False
    ) -> Footage | Failure | Next:
        """See an order that may have been taken through to its end."""
        if operation.state is OperationState.INTENDED:
            searched = await self._searcher.search(errand, account, operation)
            if isinstance(searched, Next):
                return searched
            operation = searched
        if operation.state is OperationState.UNCLEAR:
            parked = await self._park(errand, account, operation)
            if not isinstance(parked, Operation):
                return parked
            operation, at_once = parked, True
        return await self._follower.follow(errand, account, operation, at_once=at_once)

    async def _begin(self, errand: Errand, account: Account) -> Operation | Failure | Next:
        """Put one order, and answer it as it then stands. The pictures are in memory no longer than that."""
        losses = tuple(account.upstream.losses(errand.order))
        order = await self._send_ahead(errand, account)
        if isinstance(order, Trouble):
            await self._books.pass_over(errand.task.id, account.name, losses, note=f"upload: {order.code}")
            errand.log("upload_refused", account.name, order.code)
            return Next.ENGINE
        operation = await self._books.intend(errand.task.id, account.name, losses)
        call = account.upstream.start(replace(order, number=operation.number))
        tries = 0
        while True:
            tries += 1
            if tries > 1 or self._clock() - operation.created_at > _STANDSTILL:
                # Whoever stood still for longer may have lost the task, and the order may have been put by another.
                await self._books.confirm(operation)
            found = await self._start(account, call)
            if isinstance(found, Started):
                return await self._books.start(operation, found)
            if found.verdict is Verdict.UNCLEAR:
                return operation
            if found.code == _UNREACHED and tries == _TRIES_BEFORE_AVOIDED:
                self._breakers.trip(account.name, errand.task.model, reason=found.message)
            if found.verdict is not Verdict.RETRY or tries == _MOST_TRIES:
                return await self._follower.end(errand, operation, found)
            await self._wait(retry_pause(tries, random=self._random, asked_for=found.retry_after))

    async def _start(self, account: Account, call: Call) -> Started | Trouble:
        try:
            return account.upstream.read_start(await self._caller.call(account, call))
        except FetchUnsent as error:
            return Trouble(verdict=Verdict.RETRY, code=_UNREACHED, message=str(error))
        except FetchFailed as error:
            return Trouble(verdict=Verdict.UNCLEAR, code="unanswered", message=str(error))
        except FetchError as error:
            return Trouble(verdict=Verdict.NEXT, code="refused", message=str(error))

    async def _send_ahead(self, errand: Errand, account: Account) -> Order | Trouble:
        """The whole order, with its pictures known to the vendor."""
        order = await fill_order(errand.order, errand.materials)
        first = await self._known(account, order.first_frame, model=order.model)
        if isinstance(first, Trouble):
            return first
        last = await self._known(account, order.last_frame, model=order.model)
        if isinstance(last, Trouble):
            return last
        return replace(order, callback_url=account.callback_url, first_frame=first, last_frame=last)

    async def _known(self, account: Account, media: Media | None, *, model: str) -> Media | Trouble | None:
        """A picture as the vendor knows it."""
        call = None if media is None else account.upstream.upload(media, model=model)
        if media is None or call is None:
            return media
        reference = await self._upload(account, call)
        return reference if isinstance(reference, Trouble) else replace(media, reference=reference)

    async def _upload(self, account: Account, call: Call) -> str | Trouble:
        """Uploads cost nothing, so that they may be tried again whatever has become of them."""
        tries = 0
        while True:
            tries += 1
            try:
                found = account.upstream.read_upload(await self._caller.call(account, call))
            except FetchError as error:
                found = Trouble(verdict=Verdict.RETRY, code=_UNREACHED, message=str(error))
            if isinstance(found, str) or found.verdict is not Verdict.RETRY or tries == _MOST_TRIES:
                return found
            await self._wait(retry_pause(tries, random=self._random, asked_for=found.retry_after))

    async def _park(self, errand: Errand, account: Account, operation: Operation) -> Operation | Failure | Next:
        """What the operator wants of an order of which nobody can say whether it was taken; answers it once it is."""
        match account.when_unclear:
            case WhenUnclear.ASSUME_LOST:
                await self._books.change(operation, operation.over(ASSUMED_LOST, at=self._clock()))
                errand.log(ASSUMED_LOST.replace(" ", "_"), account.name, operation.note, level=logging.WARNING)
                lost = [one for one in await self._books.history(errand.task.id) if one.note == ASSUMED_LOST]
                # Paid twice at most: what is lost again is put to somebody else.
                return Next.AGAIN if len(lost) == 1 else Next.ENGINE
            case WhenUnclear.ASK:
                errand.log("needs_attention", account.name, operation.note, level=logging.WARNING)
        while True:
            await self._wait(_PARKED_PAUSE)
            history = await self._books.history(errand.task.id)
            (newest,) = [one for one in history if one.number == operation.number]
            if newest.state is OperationState.OVER:
                return Next.AGAIN if newest.note == NEVER_TAKEN else Next.ENGINE
            if newest.state is OperationState.STARTED:
                return newest
            if account.when_unclear is WhenUnclear.ASSUME_RUNNING and self._is_overdue(errand):
                await self._books.change(operation, operation.over(ASSUMED_RUNNING, at=self._clock()))
                return NEVER_HEARD_OF

    def _is_overdue(self, errand: Errand) -> bool:
        deadline = errand.task.deadline_at
        return deadline is not None and self._clock() >= deadline
