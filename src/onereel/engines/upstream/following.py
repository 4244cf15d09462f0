"""Follows orders that vendors have taken, until their videos are here or it is certain that there will be none.

Not here: putting orders (`conduct.py`), or when a vendor is asked (`lookout.py`).
"""

import logging
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from onereel.domain.operation import Operation
from onereel.domain.task import Failure, Task
from onereel.engines.base import Footage, Materials, Report
from onereel.engines.upstream.accounts import Account
from onereel.engines.upstream.dealings import Dealings
from onereel.engines.upstream.endings import NOT_FETCHED, RESULT_LOST, failure_in, is_circle, note_of
from onereel.engines.upstream.lookout import Lookout
from onereel.engines.upstream.pace import Pace, retry_pause
from onereel.engines.upstream.results import Download, collect
from onereel.errors import FetchError
from onereel.upstreams.base import Finished, Order, Trouble, Verdict

logger = logging.getLogger(__name__)

_DOWNLOADS: Final = 5


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
    """Without the contents of its pictures, since very many errands wait at once."""
    materials: Materials
    workspace: Path
    report: Report

    def log(self, action: str, account: str, note: str, *, level: int = logging.INFO) -> None:
        """Write down what happens to this task at an account."""
        extra = {"action": action, "task_id": self.task.id, "account": account, "note": note}
        logger.log(level, action.replace("_", " "), extra=extra)


class Follower:
    """Follows the orders of all accounts. Safe to use for many errands at once."""

    def __init__(self, dealings: Dealings, *, download: Download) -> None:
        self._books = dealings.books
        self._breakers = dealings.breakers
        self._caller = dealings.caller
        self._download = download
        self._clock = dealings.clock
        self._random = dealings.random
        self._pace = Pace()
        self._lookouts = {
            name: Lookout(
                account, dealings.caller, clock=dealings.clock, random=dealings.random, pauses=dealings.pauses
            )
            for name, account in dealings.accounts.items()
        }

    def hint(self, task_id: str) -> None:
        """Somebody says that the order of this task has moved on."""
        for lookout in self._lookouts.values():
            lookout.hint(task_id)

    async def close(self) -> None:
        """Ask nobody any more."""
        for lookout in self._lookouts.values():
            await lookout.close()

    async def follow(
        self, errand: Errand, account: Account, operation: Operation, *, at_once: bool = False
    ) -> Footage | Failure | Next:
        """Wait for the end of an order, and bring home what was made."""
        durations = self._pace.of(account.name, errand.task.model)
        after = 0.0 if at_once else None
        for tries in range(1, _DOWNLOADS + 1):
            found = await self._lookouts[account.name].outcome(
                errand.order, operation, durations=durations, report=errand.report, after=after
            )
            if isinstance(found, Trouble):
                if found.verdict is not Verdict.GIVE_UP:
                    self._breakers.failed(account.name, errand.task.model)
                return await self.end(errand, operation, found)
            if tries == 1 and not at_once:
                durations.learn((self._clock() - operation.created_at).total_seconds())
            footage = await self._bring_home(errand, account, found)
            if footage is not None:
                self._breakers.succeeded(account.name, errand.task.model)
                await self._books.change(operation, operation.done(found.cost_note, at=self._clock()))
                return footage
            after = retry_pause(tries, random=self._random)
        await self._books.change(operation, operation.over(NOT_FETCHED, at=self._clock()))
        return RESULT_LOST

    async def end(self, errand: Errand, operation: Operation, trouble: Trouble) -> Failure | Next:
        """Write down that an order has come to nothing."""
        note = note_of(trouble)
        await self._books.change(operation, operation.over(note, at=self._clock()))
        if is_circle(note):
            errand.log("routing_loop", operation.account, note, level=logging.WARNING)
        else:
            errand.log("order_over", operation.account, note)
        if trouble.verdict is Verdict.BLOCKED:
            self._breakers.trip(operation.account, errand.task.model, reason=note)
        return failure_in(note) or Next.ENGINE

    async def _bring_home(self, errand: Errand, account: Account, finished: Finished) -> Footage | None:
        video = self._caller.locate(account, finished)
        request, workspace = errand.task.request, errand.workspace
        try:
            return await collect(finished, video, request, workspace=workspace, download=self._download)
        except FetchError as error:
            errand.log("result_not_fetched", account.name, str(error), level=logging.WARNING)
            return None
