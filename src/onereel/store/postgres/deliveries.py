"""The table of callbacks on their way.

Not here: sending them (`onereel.callbacks`), or putting new ones in (`commit.py`).
"""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.task import State
from onereel.domain.tries import TRIES_KEPT, TryTally
from onereel.errors import Conflict
from onereel.store.base import DeliveryFilter
from onereel.store.postgres.database import Database
from onereel.store.postgres.pages import Conditions
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.task_rows import Values


class PostgresDeliveries:
    """A `DeliveryStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        rows = await self._database.write(self._queries["lend_deliveries"], now, until, limit)
        return [_delivery(row) for row in rows]

    async def record(self, old: Delivery, new: Delivery, *, tally: TryTally | None = None) -> None:
        name, counted = ("record_delivery", ()) if tally is None else ("record_try", _counted(tally))
        recorded = await self._database.write(
            self._queries[name], old.id, *_fate(new), old.state.value, old.tries, old.due_at, *counted
        )
        if not recorded:
            raise Conflict("the delivery has moved on since it was read")

    async def tries(self, *, since: datetime, key_id: str | None = None) -> Sequence[TryTally]:
        rows = await self._database.read(self._queries["list_tries"], since, key_id)
        return [TryTally(key_id=key_id, **dict(row)) for row in rows]

    async def get(self, delivery_id: str) -> Delivery | None:
        row = await self._database.read_one(self._queries["get_delivery"], delivery_id)
        return None if row is None else _delivery(row)

    async def page(self, wanted: DeliveryFilter, *, limit: int) -> Sequence[Delivery]:
        conditions = Conditions()
        conditions.equal("key_id", wanted.key_id)
        conditions.equal("task_id", wanted.task_id)
        conditions.equal("state", wanted.state)
        conditions.below("id", wanted.before)
        statement, parameters = conditions.complete(self._queries["page_deliveries"], limit=limit)
        return [_delivery(row) for row in await self._database.read(statement, *parameters)]


def delivery_values(delivery: Delivery) -> Values:
    """A new callback, in the order of the statement's parameters."""
    return (
        delivery.id,
        delivery.task_id,
        delivery.key_id,
        delivery.sequence,
        delivery.task_state.value,
        delivery.url,
        delivery.body,
        delivery.created_at,
        *_fate(delivery),
    )


def _counted(tally: TryTally) -> Values:
    return tally.start, tally.key_id, tally.is_delivered, tally.within_ms, tally.count, tally.start - TRIES_KEPT


def _fate(delivery: Delivery) -> Values:
    return (
        delivery.state.value,
        delivery.tries,
        delivery.due_at,
        delivery.finished_at,
        delivery.status,
        delivery.error,
        delivery.latency_ms,
    )


def _delivery(row: asyncpg.Record) -> Delivery:
    return Delivery(
        id=row["id"],
        task_id=row["task_id"],
        key_id=row["key_id"],
        sequence=row["sequence"],
        task_state=State(row["task_state"]),
        url=row["url"],
        body=row["body"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        state=DeliveryState(row["state"]),
        tries=row["tries"],
        status=row["status"],
        error=row["error"],
        latency_ms=row["latency_ms"],
        finished_at=row["finished_at"],
    )
