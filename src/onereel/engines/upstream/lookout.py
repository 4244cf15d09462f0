"""Asks one account how its orders stand: one loop over all of them, whichever is due next first.

Where very many are due at once and the vendor can list its tasks, the list is read in place of asking for each. A hint
that an order has moved on has it asked about at once. What a vendor says about its limits is kept to by all.

Not here: when an order is due (`pace.py`), or what follows from an answer (`conduct.py`).
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import aclosing
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from typing import Any, Final

from onereel.domain.clock import Clock
from onereel.domain.operation import Operation
from onereel.engines.base import Report
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.dealings import Pauses
from onereel.engines.upstream.lists import Lists
from onereel.engines.upstream.pace import FINEST, Durations, finest_pause, retry_pause
from onereel.engines.upstream.watched import Turn, Watched
from onereel.errors import EngineCrashed, FetchError
from onereel.upstreams.base import Answer, Call, Finished, Order, Running, Survey, Trouble, Verdict

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 32
"""Questions under way; one that hangs must not hold up the others."""
_LIST_FROM: Final = 20
"""Orders due together that are worth reading a list for: a page costs about as much as ten questions."""
_TOGETHER: Final = 0.1
"""Seconds by which an order may be asked about before it is due, so that more of them share one list."""
_MOMENT: Final = 0.001
"""Seconds that are not worth a rest."""
_HINT_PAUSE: Final = 0.5
"""Between two looks that hints have caused, whoever sends however many."""
_DENIALS: Final = 3
"""How often a vendor must deny an order that it has taken, before that is believed: its copies lag behind."""
_ALMOST: Final = 0.95
"""The share that is told of an order that is late, where the vendor tells none."""


_SILENCE: Final = frozenset({Verdict.RETRY, Verdict.UNCLEAR, Verdict.BLOCKED})
"""What says nothing about an order that was taken: a key that was withdrawn since, say."""


class Lookout:
    """Keeps watch over the orders of one account. Works only while somebody waits for one."""

    def __init__(
        self,
        account: Account,
        caller: Caller,
        *,
        clock: Clock,
        random: Random,
        pauses: Pauses,
    ) -> None:
        self._account = account
        self._caller = caller
        self._clock = clock
        self._random = random
        self._wait = pauses.wait
        self._now = pauses.tick
        self._watched: dict[str, Watched] = {}
        self._turns: list[Turn] = []
        self._numbers = count()
        self._bell = asyncio.Event()
        self._questions: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._silent_until = float("-inf")
        self._has_lists = True
        self._listed = 1.0
        """The share of the orders asked about by lists that were in them, when they were last read."""
        self._calls_back = False
        """Whether the vendor was heard to call."""
        self._walks: dict[str, float] = {}
        """When each list was last begun to be read; without end while it is."""
        self._lists = Lists(account.upstream, self._ask)

    async def outcome(
        self, order: Order, operation: Operation, *, durations: Durations, report: Report, after: float | None = None
    ) -> Finished | Trouble:
        """What an order that the vendor has taken comes to, however long that takes; `after` seconds it is first asked
        about, else when it may be ready. A vendor's silence is no verdict.

        Raises EngineCrashed when the watch itself breaks.
        """
        elapsed = (self._clock() - operation.created_at).total_seconds()
        pause = self._pause(durations, elapsed) if after is None else after
        survey = self._account.upstream.survey(order, page=1)
        if survey is None:
            self._listed = 0.0
        watched = Watched(
            order=order,
            operation=operation,
            report=report,
            durations=durations,
            in_list=None if survey is None else survey.path,
            outcome=asyncio.get_running_loop().create_future(),
            begun=self._now() - elapsed,
            due=self._now() + pause,
        )
        self._watched[operation.task_id] = watched
        self._queue(watched)
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._run())
        try:
            return await watched.outcome
        finally:
            if self._watched.get(operation.task_id) is watched:
                del self._watched[operation.task_id]
            self._bell.set()

    async def close(self) -> None:
        """Ask nothing more."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait((self._loop,))

    def hint(self, task_id: str) -> None:
        """Somebody says that the order of this task has moved on."""
        watched = self._watched.get(task_id)
        if watched is None:
            return
        self._calls_back = self._account.callback_url != ""
        if watched.is_asked:
            watched.is_hinted = True
            return
        due = max(self._now(), watched.looked + _HINT_PAUSE)
        if due < watched.due:
            watched.due = due
            self._queue(watched)

    def _pause(self, durations: Durations, elapsed: float) -> float:
        under_way = len(self._watched)
        finest = finest_pause(under_way, listed=self._listed, calls_back=self._calls_back)
        return durations.pause(elapsed, under_way=under_way, finest=finest)

    async def _run(self) -> None:
        try:
            while self._watched:
                pause = self._until_next()
                if pause > _MOMENT:
                    await self._rest(pause)
                else:
                    self._ask_about(self._take_due())
        except Exception as error:
            logger.exception("watch broke", extra={"action": "watch_broke", "account": self._account.name})
            self._give_up(error)
        finally:
            for question in self._questions:
                question.cancel()

    def _give_up(self, error: Exception) -> None:
        for watched in self._watched.values():
            if not watched.outcome.done():
                watched.outcome.set_exception(EngineCrashed(f"the watch over orders broke: {type(error).__name__}"))

    def _queue(self, watched: Watched) -> None:
        heappush(self._turns, Turn(watched.due, next(self._numbers), watched))
        if len(self._turns) > 2 * len(self._watched) + 100:
            self._turns = [turn for turn in self._turns if self._is_meant(turn)]
            heapify(self._turns)
        self._bell.set()

    def _is_meant(self, turn: Turn) -> bool:
        """Whether a turn still stands: its order is waited for, and was not given another turn since."""
        watched = turn.watched
        return turn.due == watched.due and not watched.is_asked and not watched.outcome.done()

    def _until_next(self) -> float:
        """Seconds until something is to be asked; without end where nothing is."""
        while self._turns and not self._is_meant(self._turns[0]):
            heappop(self._turns)
        if not self._turns or len(self._questions) >= _AT_ONCE:
            return float("inf")
        return max(self._turns[0].due, self._silent_until) - self._now()

    async def _rest(self, pause: float) -> None:
        """Until so many seconds are over, or something has changed."""
        self._bell.clear()
        if pause == float("inf"):
            await self._bell.wait()
            return
        sleep = asyncio.ensure_future(self._wait(pause))
        bell = asyncio.ensure_future(self._bell.wait())
        try:
            await asyncio.wait((sleep, bell), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            bell.cancel()

    def _take_due(self) -> list[Watched]:
        """The orders that are due: all where a list may tell of them at once, else as many as can be asked about."""
        until = self._now() + _TOGETHER
        first = self._turns[0].watched
        is_listed = self._list_of(first) is not None and not first.is_alone
        most = len(self._turns) if is_listed else _AT_ONCE - len(self._questions)
        due: list[Watched] = []
        while self._turns and self._turns[0].due <= until and len(due) < most:
            turn = heappop(self._turns)
            if self._is_meant(turn):
                turn.watched.is_asked = True
                due.append(turn.watched)
        return due

    def _list_of(self, watched: Watched) -> str | None:
        """The list that may tell of an order."""
        return watched.in_list if self._has_lists else None

    def _ask_about(self, due: Sequence[Watched]) -> None:
        lists, single = self._group(due)
        for path, group in lists.items():
            if self._now() < self._walks.get(path, float("-inf")) + FINEST:
                self._put_off(group, until=min(self._walks[path], self._now()) + FINEST)
            else:
                self._walks[path] = float("inf")
                self._begin(self._read_lists(path, group), group)
        free = max(0, _AT_ONCE - len(self._questions))
        for watched in single[:free]:
            self._begin(self._look(watched), [watched])
        for watched in single[free:]:
            watched.is_asked = False
            self._queue(watched)

    def _put_off(self, group: Iterable[Watched], *, until: float) -> None:
        """Have orders wait for the next reading of their list."""
        for watched in group:
            watched.is_asked, watched.due = False, until
            self._queue(watched)

    def _group(self, due: Sequence[Watched]) -> tuple[dict[str, list[Watched]], list[Watched]]:
        """What is due, as far as it is worth a list, by list; and the rest."""
        by_list: dict[str | None, list[Watched]] = {}
        for watched in due:
            is_alone = watched.is_alone or len(due) < _LIST_FROM
            by_list.setdefault(None if is_alone else self._list_of(watched), []).append(watched)
        single = by_list.pop(None, [])
        single += [watched for group in by_list.values() if len(group) < _LIST_FROM for watched in group]
        return {path: group for path, group in by_list.items() if path and len(group) >= _LIST_FROM}, single

    def _begin(self, question: Coroutine[Any, Any, None], group: Sequence[Watched]) -> None:
        task = asyncio.create_task(question)
        self._questions.add(task)
        task.add_done_callback(partial(self._end_question, group))

    def _end_question(self, group: Sequence[Watched], question: "asyncio.Task[None]") -> None:
        self._questions.discard(question)
        self._bell.set()
        error = None if question.cancelled() else question.exception()
        if isinstance(error, Exception):
            self._give_up(error)
        for watched in group:
            if question.cancelled() and watched.is_asked:
                self._take_in(watched, None)  # nothing was learned; it must not be forgotten

    async def _read_lists(self, path: str, group: Sequence[Watched]) -> None:
        """Ask about many by reading the vendor's list, newest first, until all that are due were seen.

        What it says of others that have ended meanwhile is taken in as well.
        """
        began = self._now()
        try:
            await self._walk(path, {watched.reference: watched for watched in group})
        finally:
            self._walks[path] = began

    async def _walk(self, path: str, due: dict[str, Watched]) -> None:
        others = {
            watched.reference: watched
            for watched in self._watched.values()
            if not watched.is_asked and watched.in_list == path
        }
        order, asked = next(iter(due.values())).order, len(due)
        since = min(watched.operation.created_at for watched in due.values())
        async with aclosing(self._lists.read(path, order, since=since)) as pages:
            async for together in pages:
                for listed in together:
                    if not isinstance(listed, Survey):
                        self._take_in_trouble(due.values(), listed)
                        return
                    for reference, standing in listed.orders.items():
                        self._take_in_listed(due.pop(reference, None), others.pop(reference, None), standing)
                if not due:
                    break
        self._listed = 1 - len(due) / asked
        for watched in due.values():
            self._leave_alone(watched)

    def _take_in_listed(
        self, due: Watched | None, other: Watched | None, found: Running | Finished | Trouble | None
    ) -> None:
        """What a list says of one order, whether that was due to be asked about or not."""
        if other is not None and not other.is_asked and not isinstance(found, Running):
            due = other
        if due is not None and found is None:
            self._leave_alone(due)
        elif due is not None:
            self._take_in(due, found)

    def _take_in_trouble(self, group: Iterable[Watched], trouble: Trouble | None) -> None:
        """A list that could not be had says nothing about the orders; one that is refused is not asked for again."""
        is_refused = trouble is not None and trouble.verdict not in _SILENCE
        if is_refused:
            self._has_lists, self._listed = False, 0.0
        for watched in group:
            self._take_in(watched, None if is_refused else trouble)

    def _leave_alone(self, watched: Watched) -> None:
        """Have an order asked about by itself, now."""
        watched.is_asked, watched.is_alone, watched.due = False, True, self._now()
        self._queue(watched)

    async def _look(self, watched: Watched) -> None:
        answer = await self._ask(self._account.upstream.check(watched.order, watched.reference))
        self._take_in(watched, None if answer is None else self._account.upstream.read_check(answer))

    async def _ask(self, call: Call) -> Answer | None:
        try:
            return await self._caller.call(self._account, call)
        except FetchError:
            return None

    def _take_in(self, watched: Watched, found: Running | Finished | Trouble | None) -> None:
        now = self._now()
        watched.is_asked, watched.is_alone, watched.looked = False, False, now
        if watched.outcome.done():
            return  # nobody waits any more
        if isinstance(found, Finished) or (isinstance(found, Trouble) and self._is_end(watched, found)):
            watched.outcome.set_result(found)
            return
        elapsed = now - watched.begun
        pause = self._pause(watched.durations, elapsed)
        if isinstance(found, Running):
            watched.troubles = watched.denials = 0
            expected = watched.durations.expected
            watched.report(found.share if found.share is not None else min(_ALMOST, elapsed / expected))
        else:
            watched.troubles += 1
            asked_for = None if found is None else found.retry_after
            pause = max(pause, retry_pause(watched.troubles, random=self._random, asked_for=asked_for))
            # What a vendor says of one question it means of all.
            self._silent_until = max(self._silent_until, now + (asked_for or 0.0))
        if watched.is_hinted:
            watched.is_hinted, pause = False, min(pause, _HINT_PAUSE)
        watched.due = now + pause
        self._queue(watched)

    def _is_end(self, watched: Watched, found: Trouble) -> bool:
        """Whether an order has come to nothing, as far as its vendor can be believed."""
        if found.verdict in _SILENCE:
            return False
        watched.denials += found.is_denial
        return not found.is_denial or watched.denials >= _DENIALS
