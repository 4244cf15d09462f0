"""The overview: how long the queue is, how much succeeds, how quick it is, and what is spent.

Not here: how charts are drawn (`charts.py`), or what is known of workers and accounts (`health.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.responses import Response

from onereel.console.charts import Bar, draw_bars, draw_columns, first_of
from onereel.console.desk import Desk, Visit
from onereel.console.health import SILENT, look
from onereel.domain.tally import Span, Tally
from onereel.domain.task import State
from onereel.providers.base import SubmitModel
from onereel.store.base import OpenTasks, TaskFilter

ENDS: Final = (State.SUCCEEDED.value, State.FAILED.value, State.CANCELLED.value)
_HOURS: Final = 48
_DAYS: Final = 30
_RECENT: Final = 50
"""How many of a model's last clips its times are taken from."""
_MOST_OPEN: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """The open tasks of one model."""

    model: str
    queued: int
    running: int
    oldest: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The handlers, with what they use."""

    desk: Desk

    async def show(self, visit: Visit) -> Response:
        """`GET /console`."""
        return self.desk.page(visit, "overview.html", **await self._values(visit))

    async def pulse(self, visit: Visit) -> Response:
        """`GET /console/pulse`: the same, for a page that is open already."""
        return self.desk.page(visit, "overview_body.html", **await self._values(visit))

    async def _values(self, visit: Visit) -> dict[str, Any]:
        now = self.desk.now()
        hours, days = await self._tallies(visit, now)
        recent = [tally for tally in hours if tally.start > now - timedelta(hours=24)]
        queues = await self._queues(visit, now)
        return {
            "queues": queues,
            "longest": max((queue.queued + queue.running for queue in queues), default=0),
            "queued": sum(queue.queued for queue in queues),
            "running": sum(queue.running for queue in queues),
            "oldest": max((queue.oldest for queue in queues), default=timedelta()),
            "ended": sum(tally.count for tally in recent),
            "rate": success_rate(recent),
            "spent": sum(tally.spent for tally in recent),
            "by_model": _by_model(recent),
            "ends": draw_columns(
                hours,
                now=now,
                span=timedelta(hours=1),
                count=_HOURS,
                kind_of=lambda tally: tally.state.value,
                amount_of=lambda tally: tally.count,
                kinds=ENDS,
            ),
            "spending": draw_columns(
                days,
                now=now,
                span=timedelta(days=1),
                count=_DAYS,
                kind_of=lambda _: "spent",
                amount_of=lambda tally: tally.spent,
                kinds=("spent",),
            ),
            "times": await self._times(visit),
            "latest": await self._latest(visit),
            "health": await look(self.desk, visit, now=now),
            "silent": SILENT,
        }

    async def _tallies(self, visit: Visit, now: datetime) -> tuple[Sequence[Tally], Sequence[Tally]]:
        """Those of the last hours, and those of the last days."""
        ledger = self.desk.store.ledger
        first_hour = first_of(now, span=timedelta(hours=1), count=_HOURS)
        first_day = first_of(now, span=timedelta(days=1), count=_DAYS)
        return (
            await ledger.tallies(Span.HOUR, since=first_hour, key_id=visit.reach),
            await ledger.tallies(Span.DAY, since=first_day, key_id=visit.reach),
        )

    async def _latest(self, visit: Visit) -> list[tuple[str, str, str, str]]:
        wanted = TaskFilter(key_id=visit.reach, state=State.SUCCEEDED)
        found = await self.desk.store.tasks.page(wanted, limit=6)
        return [(task.id, task.request.prompt, self.desk.thumb(task), self.desk.clip(task)) for task in found]

    async def _queues(self, visit: Visit, now: datetime) -> list[Queue]:
        if visit.reach is None:
            return _add_up(await self.desk.store.tasks.summary(), now)
        found: list[OpenTasks] = []
        for state in (State.QUEUED, State.RUNNING):
            wanted = TaskFilter(key_id=visit.reach, state=state)
            found += [
                OpenTasks(lane=task.lane, model=task.model, state=state, count=1, oldest=task.created_at)
                for task in await self.desk.store.tasks.page(wanted, limit=_MOST_OPEN)
            ]
        return _add_up(found, now)

    async def _times(self, visit: Visit) -> list[Bar]:
        times: dict[str, list[timedelta]] = {}
        for card in self.desk.gateway.catalog.cards:
            if isinstance(card, SubmitModel):
                wanted = TaskFilter(key_id=visit.reach, model=card.id, state=State.SUCCEEDED)
                tasks = await self.desk.store.tasks.page(wanted, limit=_RECENT)
                times[card.id] = [task.finished_at - task.created_at for task in tasks if task.finished_at]
        return draw_bars(times)


def success_rate(tallies: Sequence[Tally]) -> float | None:
    """Which share of what was not cancelled has succeeded, 0 to 1; None where nothing has ended."""
    made = sum(tally.count for tally in tallies if tally.state is State.SUCCEEDED)
    failed = sum(tally.count for tally in tallies if tally.state is State.FAILED)
    return made / (made + failed) if made + failed else None


def _by_model(tallies: Sequence[Tally]) -> Mapping[str, tuple[int, float | None, int]]:
    """How many have ended, which share succeeded, and what was spent, for each model."""
    return {
        model: (sum(tally.count for tally in own), success_rate(own), sum(tally.spent for tally in own))
        for model in sorted({tally.model for tally in tallies})
        if (own := [tally for tally in tallies if tally.model == model])
    }


def _add_up(found: Sequence[OpenTasks], now: datetime) -> list[Queue]:
    queues = []
    for model in sorted({one.model for one in found}):
        own = [one for one in found if one.model == model]
        queues.append(
            Queue(
                model=model,
                queued=sum(one.count for one in own if one.state is State.QUEUED),
                running=sum(one.count for one in own if one.state is State.RUNNING),
                oldest=max(now - min(one.oldest for one in own), timedelta()),
            )
        )
    return queues
