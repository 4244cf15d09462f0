"""Has accounts of vendors make videos, one after the other as the route of the model says, and never pays twice.

An order is on disk before its vendor is called. One whose beginning was not answered is never sent again before the
vendor has said that it does not have it; where no vendor can say, an operator is to decide. Who takes a task over
carries on with the order that is open.

Not here: dealing with one account (`conduct.py`), or what the task's states are (`onereel.tasks`).
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from random import Random

from onereel.domain.clock import Clock
from onereel.domain.operation import Operation, OperationState
from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure
from onereel.engines.base import Engine, Footage, Materials, Report
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.books import Books
from onereel.engines.upstream.breakers import Avoidance, Breakers
from onereel.engines.upstream.conduct import Conductor
from onereel.engines.upstream.dealings import Dealings, Pauses
from onereel.engines.upstream.endings import REFUSED, failure_in, failure_of
from onereel.engines.upstream.farewells import Farewells
from onereel.engines.upstream.following import Errand, Follower, Next
from onereel.engines.upstream.orders import Origin, outline_order
from onereel.engines.upstream.results import Download
from onereel.engines.upstream.route import SKETCH, Route
from onereel.engines.upstream.searching import NEVER_TAKEN
from onereel.errors import EngineCrashed
from onereel.store.base import Store


class UpstreamEngine:
    """An `Engine` over accounts."""

    name = "upstream"

    def __init__(
        self,
        *,
        routes: Mapping[str, Route],
        accounts: Mapping[str, Account],
        store: Store,
        caller: Caller,
        download: Download,
        drawing: Engine,
        origin: Origin,
        clock: Clock,
        random: Random,
        pauses: Pauses | None = None,
    ) -> None:
        """`drawing` is what is SKETCH in a route; a model without one is drawn."""
        pauses = pauses or Pauses()
        self._origin = origin
        self._routes = routes
        self._accounts = accounts
        self._tasks = store.tasks
        self._drawing = drawing
        self._random = random
        self._books = Books(store.operations, clock=clock, wait=pauses.wait)
        self._breakers = Breakers(clock=clock)
        dealings = Dealings(
            accounts=accounts,
            books=self._books,
            breakers=self._breakers,
            caller=caller,
            clock=clock,
            random=random,
            pauses=pauses,
        )
        self._follower = Follower(dealings, download=download)
        self._conductor = Conductor(dealings, follower=self._follower)
        self._farewells = Farewells(dealings, store=store)

    async def generate(
        self, request: VideoRequest, *, task_id: str, materials: Materials, workspace: Path, report: Report
    ) -> Footage | Failure:
        """See `Engine.generate`. Carries on with the order of an earlier attempt, if there is one."""
        task = await self._tasks.get(task_id)
        if task is None:
            raise EngineCrashed("the task is gone")
        order = outline_order(task, materials, origin=self._origin)
        errand = Errand(task=task, order=order, materials=materials, workspace=workspace, report=report)
        try:
            return await self._carry_out(errand)
        except asyncio.CancelledError:
            self._farewells.say(task_id)
            raise

    def avoided(self) -> Sequence[Avoidance]:
        """The accounts that this process leaves alone at the moment, where others can be asked first."""
        return self._breakers.avoided()

    async def tidy(self) -> None:
        """Take leave of orders whose tasks are over, until cancelled."""
        await self._farewells.run()

    async def close(self) -> None:
        """Give up what is waited for; the orders stay as they are, for whoever comes next."""
        self._farewells.close()
        await self._follower.close()
        await self._drawing.close()

    async def _carry_out(self, errand: Errand) -> Footage | Failure:
        history = await self._books.history(errand.task.id)
        last = history[-1] if history else None
        route = self._routes.get(errand.task.model, Route())
        if last is not None and last.state is not OperationState.OVER:
            account = self._accounts.get(last.account)
            if account is None:
                # Not the next one: this vendor may be at work, and paid.
                raise EngineCrashed(f"the settings no longer name the account {last.account}")
            found = await self._conductor.carry_on(errand, account, last)
            if not isinstance(found, Next) and not _goes_on(route, found):
                return found
            history = await self._books.history(errand.task.id)
        elif last is not None:
            final = failure_in(last.note)
            if final is not None and not _goes_on(route, final):
                return final
        return await self._go_along(errand, route, history)

    async def _go_along(self, errand: Errand, route: Route, history: Sequence[Operation]) -> Footage | Failure:
        """Put it to those engines of its route that are left, one after the other."""
        tried = {one.account for one in history if one.note != NEVER_TAKEN}
        for name in self._in_order(route, errand.task.model, tried):
            if name == SKETCH:
                return await self._draw(errand)
            found = await self._conductor.put(errand, self._accounts[name])
            if not isinstance(found, Next) and not _goes_on(route, found):
                return found
        return failure_of(await self._books.history(errand.task.id))

    def _in_order(self, route: Route, model: str, tried: Collection[str]) -> Sequence[str]:
        """Those that are left to be asked, the ones last that serve nobody at the moment."""
        left = [name for name in route.draw_order(self._random) if name not in tried]
        return sorted(left, key=lambda name: self._breakers.is_open(name, model))

    def hint(self, task_id: str) -> None:
        """Somebody says that the order of this task has moved on: ask, and believe the vendor alone."""
        self._follower.hint(task_id)

    async def _draw(self, errand: Errand) -> Footage | Failure:
        return await self._drawing.generate(
            errand.task.request,
            task_id=errand.task.id,
            materials=errand.materials,
            workspace=errand.workspace,
            report=errand.report,
        )


def _goes_on(route: Route, outcome: Footage | Failure) -> bool:
    """Whether another engine is asked although one vendor's moderation has refused it."""
    return outcome == REFUSED and route.goes_on_after_moderation
