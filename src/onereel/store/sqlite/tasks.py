"""The table of tasks: what is searched in columns of its own, the frozen parts as JSON.

Not here: the statements (`queries.sql`) and which state may follow which (`onereel.domain.task`).
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure, Result, State, Task
from onereel.domain.usage import Charge
from onereel.errors import Conflict
from onereel.store.changes import check_change
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.insert import insert_new
from onereel.store.sqlite.queries import load_queries

_Columns: TypeAlias = dict[str, str | bytes | int | None]


class SqliteTasks:
    """A `TaskStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, task: Task) -> None:
        columns = _accepted_columns(task) | _life_columns(task)

        def insert(connection: sqlite3.Connection) -> None:
            insert_new(connection, self._queries["add_task"], columns, what="task id")

        await self._database.write(insert)

    async def get(self, task_id: str) -> Task | None:
        return await self._first("get_task", {"id": task_id})

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        owned = {"reference": reference, "key_id": key_id, "provider": provider}
        by_public_id = await self._first("find_task_by_public_id", owned)
        return by_public_id or await self._first("find_task_by_request_id", owned)

    async def replace(self, old: Task, new: Task) -> None:
        check_change(old, new)
        columns = _life_columns(new) | {"id": old.id, "old_state": old.state.value, "old_attempt": old.attempt}

        def update(connection: sqlite3.Connection) -> None:
            if connection.execute(self._queries["replace_task"], columns).rowcount == 0:
                raise Conflict("the task has moved on since it was read")

        await self._database.write(update)

    async def unfinished(self) -> Sequence[Task]:
        def select(connection: sqlite3.Connection) -> list[Task]:
            return [_task(row) for row in connection.execute(self._queries["list_unfinished_tasks"])]

        return await self._database.read(select)

    async def _first(self, query: str, parameters: Mapping[str, str]) -> Task | None:
        def select(connection: sqlite3.Connection) -> Task | None:
            row = connection.execute(self._queries[query], parameters).fetchone()
            return None if row is None else _task(row)

        return await self._database.read(select)


def _accepted_columns(task: Task) -> _Columns:
    return {
        "id": task.id,
        "key_id": task.key_id,
        "provider": task.provider,
        "model": task.model,
        "public_id": task.public_id,
        "request_id": task.request_id,
        "created_at": codec.to_microseconds(task.created_at),
        "request": codec.to_json(task.request),
        "echo": task.echo,
        "charge": codec.to_json(task.charge),
        "callback_url": task.callback_url,
    }


def _life_columns(task: Task) -> _Columns:
    return {
        "state": task.state.value,
        "attempt": task.attempt,
        "updated_at": codec.to_microseconds(task.updated_at),
        "started_at": codec.optional_to_microseconds(task.started_at),
        "finished_at": codec.optional_to_microseconds(task.finished_at),
        "failure": None if task.failure is None else codec.to_json(task.failure),
        "result": None if task.result is None else codec.to_json(task.result),
    }


def _task(row: sqlite3.Row) -> Task:
    return Task(
        id=row["id"],
        key_id=row["key_id"],
        provider=row["provider"],
        model=row["model"],
        public_id=row["public_id"],
        request_id=row["request_id"],
        request=codec.from_json(row["request"], VideoRequest),
        echo=row["echo"],
        charge=codec.from_json(row["charge"], Charge),
        callback_url=row["callback_url"],
        state=State(row["state"]),
        attempt=row["attempt"],
        created_at=codec.from_microseconds(row["created_at"]),
        updated_at=codec.from_microseconds(row["updated_at"]),
        started_at=codec.optional_from_microseconds(row["started_at"]),
        finished_at=codec.optional_from_microseconds(row["finished_at"]),
        failure=None if row["failure"] is None else codec.from_json(row["failure"], Failure),
        result=None if row["result"] is None else codec.from_json(row["result"], Result),
    )
