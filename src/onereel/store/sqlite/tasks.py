"""The table of tasks, and all that changes together with it: ledger, events, callbacks, idempotency keys.

Not here: the statements (`queries.sql`), the columns (`task_rows.py`), and which state may follow which
(`onereel.domain.task`).
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from onereel.domain.delivery import Delivery
from onereel.domain.event import Event, event_of
from onereel.domain.idempotency import Settlement
from onereel.domain.ledger import end_for, hold_for, settle
from onereel.domain.tally import tallies_of
from onereel.domain.task import State, Task
from onereel.errors import Conflict, FileGone, LimitReached
from onereel.store.base import OpenTasks, TaskFilter
from onereel.store.changes import check_change
from onereel.store.sqlite import codec
from onereel.store.sqlite.claims import settle_claim
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.deliveries import insert_delivery
from onereel.store.sqlite.files import insert_media, use_inputs
from onereel.store.sqlite.insert import insert_new
from onereel.store.sqlite.ledger import insert_entry, insert_tallies, read_account, read_limits, write_account
from onereel.store.sqlite.queries import load_queries
from onereel.store.sqlite.searching import complete_page, index_prompt
from onereel.store.sqlite.task_rows import accepted_columns, life_columns, read_task

_FORGOTTEN_FIRST = (
    "forget_events",
    "forget_deliveries",
    "forget_operations",
    "forget_prompt_words",
    "forget_prompts",
)
"""What goes before the tasks themselves."""
_CLAIM_LOST = "the idempotency key is no longer held by this request"
_FILE_GONE = "a file that the task refers to is out of time"
_MOVED_ON = "the task has moved on since it was read"


class SqliteTasks:
    """A `TaskStore` in one table, which writes to the tables of the ledger, the events and the callbacks, too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, task: Task, *, delivery: Delivery | None = None, settlement: Settlement | None = None) -> None:
        columns = accepted_columns(task) | life_columns(task)

        # Refusals are answered and not raised: what has written nothing need not undo the group it shares.
        def insert(connection: sqlite3.Connection) -> LimitReached | Conflict | FileGone | None:
            account = read_account(connection, task.key_id)
            try:
                admitted = account.admit(
                    read_limits(connection, task.key_id), cost=task.charge.cost, at=task.created_at
                )
            except LimitReached as refusal:
                return refusal
            if not use_inputs(connection, task):
                return FileGone(_FILE_GONE)
            if settlement is not None and not settle_claim(connection, settlement, task_id=task.id):
                return Conflict(_CLAIM_LOST)
            insert_new(connection, self._queries["add_task"], columns, what="task id")
            index_prompt(connection, task)
            insert_entry(connection, hold_for(task))
            write_account(connection, admitted)
            self._note(connection, task, delivery)
            return None

        refusal = await self._database.write(insert)
        if refusal is not None:
            raise refusal

    async def get(self, task_id: str) -> Task | None:
        return await self._first("get_task", {"id": task_id})

    async def standings(self, task_ids: Sequence[str]) -> Mapping[str, tuple[State, int]]:
        wanted = {"ids": codec.to_json(task_ids)}

        def select(connection: sqlite3.Connection) -> dict[str, tuple[State, int]]:
            rows = connection.execute(self._queries["list_standings"], wanted)
            return {row["id"]: (State(row["state"]), row["attempt"]) for row in rows}

        return await self._database.read(select)

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        owned = {"reference": reference, "key_id": key_id, "provider": provider}
        by_public_id = await self._first("find_task_by_public_id", owned)
        return by_public_id or await self._first("find_task_by_request_id", owned)

    async def replace(self, old: Task, new: Task, *, delivery: Delivery | None = None) -> None:
        check_change(old, new)
        columns = life_columns(new) | {"id": old.id, "old_state": old.state.value, "old_attempt": old.attempt}

        def update(connection: sqlite3.Connection) -> Conflict | None:
            if connection.execute(self._queries["replace_task"], columns).rowcount == 0:
                return Conflict(_MOVED_ON)
            end = end_for(new)
            if end is not None:
                insert_entry(connection, end)
                write_account(connection, settle(read_account(connection, new.key_id), end))
                insert_media(connection, new)
            insert_tallies(connection, tallies_of(new))
            self._note(connection, new, delivery)
            return None

        refusal = await self._database.write(update)
        if refusal is not None:
            raise refusal

    async def unfinished(self) -> Sequence[Task]:
        return await self._all(self._queries["list_unfinished_tasks"], {})

    async def overdue(self, *, at: datetime, limit: int) -> Sequence[Task]:
        bounds = {"at": codec.to_microseconds(at), "limit": limit}
        return await self._all(self._queries["list_overdue_tasks"], bounds)

    async def page(self, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        statement, parameters = complete_page(self._queries, wanted)
        return await self._all(statement, parameters | {"limit": limit})

    async def events(self, task_id: str) -> Sequence[Event]:
        def select(connection: sqlite3.Connection) -> list[Event]:
            return [_event(row) for row in connection.execute(self._queries["list_events"], {"task_id": task_id})]

        return await self._database.read(select)

    async def summary(self) -> Sequence[OpenTasks]:
        def select(connection: sqlite3.Connection) -> list[OpenTasks]:
            return [_open_tasks(row) for row in connection.execute(self._queries["count_open_tasks"])]

        return await self._database.read(select)

    async def forget(self, *, before: datetime, limit: int) -> int:
        bounds = {"before": codec.to_microseconds(before), "limit": limit}

        def forget(connection: sqlite3.Connection) -> int:
            for query in _FORGOTTEN_FIRST:
                connection.execute(self._queries[query], bounds)
            return connection.execute(self._queries["forget_tasks"], bounds).rowcount

        return await self._database.write(forget)

    def _note(self, connection: sqlite3.Connection, task: Task, delivery: Delivery | None) -> None:
        event = event_of(task)
        connection.execute(
            self._queries["add_event"],
            {
                "task_id": event.task_id,
                "state": event.state.value,
                "attempt": event.attempt,
                "at": codec.to_microseconds(event.at),
                "note": event.note,
            },
        )
        if delivery is not None:
            insert_delivery(connection, delivery)

    async def _first(self, query: str, parameters: Mapping[str, str]) -> Task | None:
        def select(connection: sqlite3.Connection) -> Task | None:
            row = connection.execute(self._queries[query], parameters).fetchone()
            return None if row is None else read_task(row)

        return await self._database.read(select)

    async def _all(self, statement: str, parameters: Mapping[str, str | int | None]) -> Sequence[Task]:
        return await self._database.read(
            lambda connection: [read_task(row) for row in connection.execute(statement, parameters)]
        )


def _event(row: sqlite3.Row) -> Event:
    return Event(
        task_id=row["task_id"],
        state=State(row["state"]),
        attempt=row["attempt"],
        at=codec.from_microseconds(row["at"]),
        note=row["note"],
    )


def _open_tasks(row: sqlite3.Row) -> OpenTasks:
    return OpenTasks(
        lane=row["lane"],
        model=row["model"],
        state=State(row["state"]),
        count=row["count"],
        oldest=codec.from_microseconds(row["oldest"]),
    )
