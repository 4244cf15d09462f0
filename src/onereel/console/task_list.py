"""The log of tasks: `/console/tasks`.

Not here: one task (`task_page.py`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from onereel.console.desk import Desk, Visit
from onereel.console.story import cost_of
from onereel.domain.clock import to_milliseconds
from onereel.domain.task import State, Task
from onereel.providers.base import SubmitModel
from onereel.server.task_routes import TASK_ID
from onereel.store.base import TaskFilter

PERIODS: Final[Mapping[str, timedelta]] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
_PAGE: Final = 30
_SLACK: Final = timedelta(minutes=1)
"""By how much the time in an id may differ from the time of the task."""
_MOST_WATCHED: Final = 60
_LONGEST_SEARCH: Final = 200
_REFERENCE: Final = re.compile(r"(?=.*\d)[\w-]{6,64}", re.ASCII)
"""What may be the id of a task: no spaces, and a digit somewhere."""
_NAMES: Final = ("q", "model", "state", "key", "period", "from", "to")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One task as the log shows it."""

    task: Task
    share: float
    clip: str
    thumb: str
    key_name: str
    cost: int
    """Millionths of one CNY."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskList:
    """The handlers, with what they use."""

    desk: Desk

    async def show(self, visit: Visit) -> Response:
        """`GET /console/tasks`: the whole page, or only its rows where a page asks for them."""
        chosen = {name: visit.request.query_params.get(name, "")[:_LONGEST_SEARCH] for name in _NAMES}
        before = visit.request.query_params.get("before", "")
        wanted = self._read_filter(visit, chosen, before)
        found = await self._find(wanted, chosen["q"].strip())
        rows = await self.rows(visit, found[:_PAGE])
        asked = {name: value for name, value in chosen.items() if value}
        values: dict[str, Any] = {
            "rows": rows,
            "watched": _open_ids(rows),
            "newest": "" if before else (rows[0].task.id if rows else ""),
            "more": _address(asked, before=rows[-1].task.id) if len(found) > _PAGE else "",
            "chosen": chosen,
            "asked": urlencode(asked),
            "is_continued": bool(before),
        }
        if visit.is_partial:
            return self.desk.page(visit, "task_rows.html" if before else "task_log.html", **values)
        return self.desk.page(visit, "tasks.html", **values, **await self._choices(visit))

    async def pulse(self, visit: Visit) -> Response:
        """`GET /console/tasks/pulse`: the rows of the tasks that were open, as they stand now."""
        parameters = visit.request.query_params
        ids = [one for one in parameters.get("open", "").split(",")[:_MOST_WATCHED] if TASK_ID.fullmatch(one)]
        tasks = [await self.desk.store.tasks.get(task_id) for task_id in ids]
        rows = await self.rows(visit, [task for task in tasks if task and visit.reach in (None, task.key_id)])
        newest = parameters.get("newest", "")
        is_behind = bool(TASK_ID.fullmatch(newest)) and await self._has_newer(visit, newest)
        return self.desk.page(
            visit,
            "task_pulse.html",
            rows=rows,
            watched=_open_ids(rows),
            newest=newest,
            is_behind=is_behind,
            asked=parameters.get("asked", "")[: _LONGEST_SEARCH * 4],
        )

    async def rows(self, visit: Visit, tasks: Sequence[Task]) -> list[Row]:
        """The tasks with what is shown beside them."""
        names = await self.key_names(visit)
        return [
            Row(
                task=task,
                share=self.desk.share(task.id),
                clip=self.desk.clip(task),
                thumb=self.desk.thumb(task),
                key_name=names.get(task.key_id, ""),
                cost=cost_of(task),
            )
            for task in tasks
        ]

    async def key_names(self, visit: Visit) -> Mapping[str, str]:
        """What the keys are called, for operators."""
        if not visit.key.is_operator:
            return {}
        return {key.id: key.name for key in await self.desk.store.keys.list()}

    def models(self) -> list[str]:
        """The models that make tasks."""
        return [card.id for card in self.desk.gateway.catalog.cards if isinstance(card, SubmitModel)]

    async def _choices(self, visit: Visit) -> dict[str, Any]:
        return {
            "models": self.models(),
            "states": [state.value for state in State],
            "keys": await self.key_names(visit),
            "periods": list(PERIODS),
        }

    async def _find(self, wanted: TaskFilter, search: str) -> Sequence[Task]:
        tasks = self.desk.store.tasks
        if search and _REFERENCE.fullmatch(search):
            named = await tasks.page(replace(wanted, words=None, reference=search), limit=_PAGE + 1)
            if named:
                return named
        return await tasks.page(wanted, limit=_PAGE + 1)

    def _read_filter(self, visit: Visit, chosen: Mapping[str, str], before: str) -> TaskFilter:
        since, until = self._read_time(chosen)
        state = chosen["state"]
        return TaskFilter(
            key_id=visit.reach or chosen["key"] or None,
            model=chosen["model"] or None,
            state=State(state) if state in list(State) else None,
            since=since,
            until=until,
            before=_earlier(before if TASK_ID.fullmatch(before) else None, _id_at(until, later=True)),
            after=_id_at(since, later=False),
            words=chosen["q"].strip() or None,
        )

    def _read_time(self, chosen: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
        period = PERIODS.get(chosen["period"])
        if period is not None:
            return self.desk.now() - period, None
        first, last = _read_day(chosen["from"]), _read_day(chosen["to"])
        return first, last and last + timedelta(days=1)

    async def _has_newer(self, visit: Visit, newest: str) -> bool:
        found = await self.desk.store.tasks.page(TaskFilter(key_id=visit.reach, after=newest), limit=2)
        return any(task.id > newest for task in found)


def _open_ids(rows: Sequence[Row]) -> str:
    return ",".join(row.task.id for row in rows if not row.task.state.is_terminal)


def _address(asked: Mapping[str, str], *, before: str) -> str:
    return f"/console/tasks?{urlencode({**asked, 'before': before})}"


def _read_day(text: str) -> datetime | None:
    """A day as browsers write it, in UTC; None for anything else, or a day at either end of time."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return day if 1970 < day.year < 9999 else None


def _id_at(moment: datetime | None, *, later: bool) -> str | None:
    """The beginning of the ids that are minted at that moment, give or take; ids are time-ordered."""
    if moment is None:
        return None
    return f"{max(0, to_milliseconds(moment + (_SLACK if later else -_SLACK))):012x}"


def _earlier(one: str | None, other: str | None) -> str | None:
    return min(one, other) if one and other else one or other
