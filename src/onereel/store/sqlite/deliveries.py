"""The table of callbacks on their way.

Not here: sending them (`onereel.callbacks`).
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.task import State
from onereel.domain.tries import TRIES_KEPT, TryTally
from onereel.errors import Conflict
from onereel.store.base import DeliveryFilter
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.insert import Columns
from onereel.store.sqlite.pages import Conditions
from onereel.store.sqlite.queries import load_queries


class SqliteDeliveries:
    """A `DeliveryStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        bounds = {"now": codec.to_microseconds(now), "limit": limit}
        lent_until = codec.to_microseconds(until)

        def look(connection: sqlite3.Connection) -> bool:
            return (
                connection.execute(self._queries["list_due_deliveries"], bounds | {"limit": 1}).fetchone() is not None
            )

        def lend(connection: sqlite3.Connection) -> list[Delivery]:
            cursor = connection.execute(self._queries["list_due_deliveries"], bounds)
            cursor.row_factory = sqlite3.Row
            due = [_delivery(row) for row in cursor]
            for delivery in due:
                connection.execute(self._queries["lend_delivery"], {"id": delivery.id, "until": lent_until})
            return [replace(delivery, due_at=until) for delivery in due]

        # Asked every few moments, so it costs a write only when there is something to send.
        return await self._database.write(lend) if await self._database.read(look) else []

    async def record(self, old: Delivery, new: Delivery, *, tally: TryTally | None = None) -> None:
        columns = _fate(new) | {
            "id": old.id,
            "old_state": old.state.value,
            "old_tries": old.tries,
            "old_due_at": codec.to_microseconds(old.due_at),
        }

        def update(connection: sqlite3.Connection) -> bool:
            is_recorded = connection.execute(self._queries["record_delivery"], columns).rowcount == 1
            if is_recorded and tally is not None:
                _count(connection, tally)
            return is_recorded

        if not await self._database.write(update):
            raise Conflict("the delivery has moved on since it was read")

    async def tries(self, *, since: datetime, key_id: str | None = None) -> Sequence[TryTally]:
        bounds = {"since": codec.to_microseconds(since), "key_id": key_id}

        def select(connection: sqlite3.Connection) -> list[TryTally]:
            return [_tally(row, key_id) for row in connection.execute(self._queries["list_tries"], bounds)]

        return await self._database.read(select)

    async def get(self, delivery_id: str) -> Delivery | None:
        def select(connection: sqlite3.Connection) -> Delivery | None:
            row = connection.execute(self._queries["get_delivery"], {"id": delivery_id}).fetchone()
            return None if row is None else _delivery(row)

        return await self._database.read(select)

    async def page(self, wanted: DeliveryFilter, *, limit: int) -> Sequence[Delivery]:
        conditions = Conditions()
        conditions.equal("key_id", wanted.key_id)
        conditions.equal("task_id", wanted.task_id)
        conditions.equal("state", wanted.state)
        conditions.below("id", wanted.before)
        statement = conditions.complete(self._queries["page_deliveries"])
        bounds = conditions.parameters | {"limit": limit}
        return await self._database.read(
            lambda connection: [_delivery(row) for row in connection.execute(statement, bounds)]
        )


def insert_delivery(connection: sqlite3.Connection, delivery: Delivery) -> None:
    """Put a callback into the outbox. Raises sqlite3.IntegrityError when its task has one of that sequence."""
    accepted: Columns = {
        "id": delivery.id,
        "task_id": delivery.task_id,
        "key_id": delivery.key_id,
        "sequence": delivery.sequence,
        "task_state": delivery.task_state.value,
        "url": delivery.url,
        "body": delivery.body,
        "created_at": codec.to_microseconds(delivery.created_at),
    }
    connection.execute(load_queries()["add_delivery"], {**accepted, **_fate(delivery)})


def _count(connection: sqlite3.Connection, tally: TryTally) -> None:
    forgotten = {"before": codec.to_microseconds(tally.start - TRIES_KEPT)}
    connection.execute(load_queries()["forget_tries"], forgotten)
    connection.execute(
        load_queries()["add_try"],
        {
            "start": codec.to_microseconds(tally.start),
            "key_id": tally.key_id,
            "is_delivered": tally.is_delivered,
            "within_ms": tally.within_ms,
            "count": tally.count,
        },
    )


def _tally(row: sqlite3.Row, key_id: str | None) -> TryTally:
    return TryTally(
        start=codec.from_microseconds(row["start"]),
        key_id=key_id,
        is_delivered=bool(row["is_delivered"]),
        within_ms=row["within_ms"],
        count=row["count"],
    )


def _fate(delivery: Delivery) -> dict[str, str | int | None]:
    return {
        "state": delivery.state.value,
        "tries": delivery.tries,
        "due_at": codec.to_microseconds(delivery.due_at),
        "finished_at": codec.optional_to_microseconds(delivery.finished_at),
        "status": delivery.status,
        "error": delivery.error,
        "latency_ms": delivery.latency_ms,
    }


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        id=row["id"],
        task_id=row["task_id"],
        key_id=row["key_id"],
        sequence=row["sequence"],
        task_state=State(row["task_state"]),
        url=row["url"],
        body=row["body"],
        created_at=codec.from_microseconds(row["created_at"]),
        due_at=codec.from_microseconds(row["due_at"]),
        state=DeliveryState(row["state"]),
        tries=row["tries"],
        status=row["status"],
        error=row["error"],
        latency_ms=row["latency_ms"],
        finished_at=codec.optional_from_microseconds(row["finished_at"]),
    )
