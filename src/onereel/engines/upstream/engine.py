"""Has accounts of vendors make videos, one after the other as the route of the model says, and never pays twice.

An order is on disk before its vendor is called. One whose beginning was not answered is never sent again before the
vendor has said that it does not have it; where no vendor can say, an operator is to decide. Who takes a task over
carries on with the order that is open.

Not here: dealing with one account (`conduct.py`), or what the task's states are (`onereel.tasks`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

from onereel.domain.clock import Clock
from onereel.domain.operation import OperationState
from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure
from onereel.engines.base import Engine, Footage, Materials, Report
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.books import Books
from onereel.engines.upstream.conduct import NEVER_TAKEN, Conductor, Errand, Next
from onereel.engines.upstream.orders import read_order
from onereel.engines.upstream.results import Download
from onereel.errors import EngineCrashed, FetchError, StoreError
from onereel.store.base import OperationStore, TaskStore

SKETCH: Final = "sketch"
"""The embedded engine, as it is written in a route."""

EXHAUSTED: Final = Failure(
    code="upstream_failed", message="No provider could make this video; nothing is charged. Please try again later."
)


class UpstreamEngine:
    """An `Engine` over accounts."""

    name = "upstream"

    def __init__(
        self,
        *,
        routes: Mapping[str, Sequence[str]],
        accounts: Mapping[str, Account],
        tasks: TaskStore,
        operations: OperationStore,
        caller: Caller,
        download: Download,
        drawing: Engine,
        clock: Clock,
        random: Random,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`routes` are the names of accounts by model, in order; among them may be SKETCH, which is `drawing`."""
        self._routes = routes
        self._accounts = accounts
        self._tasks = tasks
        self._caller = caller
        self._drawing = drawing
        self._clock = clock
        self._books = Books(operations, clock=clock, wait=wait)
        self._conductor = Conductor(
            accounts=accounts,
            books=self._books,
            caller=caller,
            download=download,
            clock=clock,
            random=random,
            wait=wait,
        )
        self._farewells: set[asyncio.Task[None]] = set()

    async def generate(
        self, request: VideoRequest, *, task_id: str, materials: Materials, workspace: Path, report: Report
    ) -> Footage | Failure:
        """See `Engine.generate`. Carries on with the order of an earlier attempt, if there is one."""
        task = await self._tasks.get(task_id)
        if task is None:
            raise EngineCrashed("the task is gone")
        order = await read_order(task, materials)
        errand = Errand(task=task, order=order, materials=materials, workspace=workspace, report=report)
        try:
            return await self._carry_out(errand)
        except asyncio.CancelledError:
            self._say_farewell(errand)
            raise

    async def close(self) -> None:
        """Give up what is waited for; the orders stay as they are, for whoever comes next."""
        for farewell in self._farewells:
            farewell.cancel()
        await self._drawing.close()

    async def _carry_out(self, errand: Errand) -> Footage | Failure:
        history = await self._books.history(errand.task.id)
        last = history[-1] if history else None
        if last is not None and last.state is not OperationState.OVER:
            account = self._accounts.get(last.account)
            if account is None:
                # Not the next one: this vendor may be at work, and paid.
                raise EngineCrashed(f"the settings no longer name the account {last.account}")
            found = await self._conductor.carry_on(errand, account, last)
            if not isinstance(found, Next):
                return found
            history = await self._books.history(errand.task.id)
        tried = {one.account for one in history if one.note != NEVER_TAKEN}
        for name in self._routes.get(errand.task.model, (SKETCH,)):
            if name == SKETCH:
                return await self._draw(errand)
            if name not in tried:
                found = await self._conductor.put(errand, self._accounts[name])
                if not isinstance(found, Next):
                    return found
        return EXHAUSTED

    async def _draw(self, errand: Errand) -> Footage | Failure:
        return await self._drawing.generate(
            errand.task.request,
            task_id=errand.task.id,
            materials=errand.materials,
            workspace=errand.workspace,
            report=errand.report,
        )

    def _say_farewell(self, errand: Errand) -> None:
        """Stop the vendor where the task is over; where only this process is, the order is carried on elsewhere."""
        farewell = asyncio.create_task(self._cancel_if_over(errand))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def _cancel_if_over(self, errand: Errand) -> None:
        with suppress(StoreError, FetchError, EngineCrashed):
            task = await self._tasks.get(errand.task.id)
            history = await self._books.history(errand.task.id)
            last = history[-1] if history else None
            account = self._accounts.get(last.account) if last else None
            if task is None or not task.state.is_terminal or last is None or account is None:
                return
            call = account.upstream.cancel(last.reference) if last.reference else None
            if last.state is OperationState.STARTED and call is not None:
                answer = await self._caller.call(account, call)
                if answer.status == 200:
                    await self._books.change(last, last.over("cancelled", at=self._clock()))
