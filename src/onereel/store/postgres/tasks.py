"""The table of tasks: reading it, and handing what changes it to the group writer.

Not here: the statements (`queries.sql`), the columns (`task_rows.py`), the transactions (`commit.py`), and which state
may follow which (`onereel.domain.task`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg

from onereel.domain.delivery import Delivery
from onereel.domain.event import Event
from onereel.domain.idempotency import Settlement
from onereel.domain.task import State, Task
from onereel.store.base import OpenTasks, TaskFilter
from onereel.store.changes import check_change
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.searching import FEW, LOOK, complete
from onereel.store.postgres.task_rows import read_task
from onereel.store.postgres.writer import GroupWriter
from onereel.store.postgres.writes import Addition, Change


class PostgresTasks:
    """A `TaskStore` in one table."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer
        self._queries = load_queries()

    async def add(self, task: Task, *, delivery: Delivery | None = None, settlement: Settlement | None = None) -> None:
        await self._writer.write(Addition(task=task, delivery=delivery, settlement=settlement))

    async def get(self, task_id: str) -> Task | None:
        row = await self._database.read_one(self._queries["get_task"], task_id)
        return None if row is None else read_task(row)

    async def standings(self, task_ids: Sequence[str]) -> Mapping[str, tuple[State, int]]:
        rows = await self._database.read(self._queries["list_standings"], list(task_ids))
        return {row["id"]: (State(row["state"]), row["attempt"]) for row in rows}

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        row = await self._database.read_one(self._queries["find_task"], provider, reference, key_id)
        return None if row is None else read_task(row)

    async def replace(self, old: Task, new: Task, *, delivery: Delivery | None = None) -> None:
        check_change(old, new)
        await self._writer.write(Change(old=old, task=new, delivery=delivery))

    async def unfinished(self) -> Sequence[Task]:
        return [read_task(row) for row in await self._database.read(self._queries["list_unfinished_tasks"])]

    async def overdue(self, *, at: datetime, limit: int) -> Sequence[Task]:
        rows = await self._database.read(self._queries["list_overdue_tasks"], at, limit)
        return [read_task(row) for row in rows]

    async def page(self, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        if wanted.words is not None:
            return await self._search(wanted, limit=limit)
        return await self._page("page_tasks", wanted, limit=limit)

    async def _search(self, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        """Common words are met soon among the newest prompts; for rare ones their index is asked.

        PostgreSQL itself cannot tell them apart: of a rare word it knows no more than that it is not among the most
        common, and with an order and a limit it would rather read every task.
        """
        if wanted.state is not None and await self._count("count_some_tasks", wanted, up_to=FEW) <= FEW:
            return await self._page("search_wanted", wanted, limit=limit)
        found = await self._page("search_newest", wanted, limit=limit)
        if len(found) == limit or await self._count("count_prompts", wanted, up_to=LOOK) <= LOOK:
            return found
        return await self._page("search_index", wanted, limit=limit)

    async def _page(self, query: str, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        statement, parameters = complete(query, wanted, limit=limit)
        return [read_task(row) for row in await self._database.read(statement, *parameters)]

    async def _count(self, query: str, wanted: TaskFilter, *, up_to: int) -> int:
        """How many there are; where there are more than `up_to`, one more than that."""
        statement, parameters = complete(query, wanted, limit=up_to + 1)
        row = await self._database.read_one(statement, *parameters)
        return 0 if row is None else int(row["count"])

    async def events(self, task_id: str) -> Sequence[Event]:
        return [_event(row) for row in await self._database.read(self._queries["list_events"], task_id)]

    async def summary(self) -> Sequence[OpenTasks]:
        return [_open_tasks(row) for row in await self._database.read(self._queries["count_open_tasks"])]

    async def forget(self, *, before: datetime, limit: int) -> int:
        return len(await self._database.write(self._queries["forget_tasks"], before, limit))


def _open_tasks(row: asyncpg.Record) -> OpenTasks:
    return OpenTasks(
        lane=row["lane"], model=row["model"], state=State(row["state"]), count=row["count"], oldest=row["oldest"]
    )


def _event(row: asyncpg.Record) -> Event:
    return Event(
        task_id=row["task_id"], state=State(row["state"]), attempt=row["attempt"], at=row["at"], note=row["note"]
    )
