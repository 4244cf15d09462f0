"""The table of orders that were put to vendors.

Not here: what is said to a vendor, or when.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from onereel.domain.operation import Loss, Operation, OperationState
from onereel.errors import Conflict
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.queries import load_queries


class SqliteOperations:
    """An `OperationStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, operation: Operation) -> None:
        if not await self._write("add_operation", _columns(operation)):
            raise Conflict("the task has an open order")

    async def change(self, old: Operation, new: Operation) -> None:
        if not await self._write("change_operation", _columns(new) | {"old_state": old.state.value}):
            raise Conflict("the order has moved on since it was read")

    async def of_task(self, task_id: str) -> Sequence[Operation]:
        return await self._select("list_operations", {"task_id": task_id})

    async def known(self, account: str, *, since: datetime) -> frozenset[str]:
        bounds = {"account": account, "since": codec.to_microseconds(since)}

        def select(connection: sqlite3.Connection) -> frozenset[str]:
            rows = connection.execute(self._queries["list_known_operations"], bounds)
            return frozenset(row["reference"] for row in rows)

        return await self._database.read(select)

    async def counts(self, account: str, *, since: datetime) -> Mapping[OperationState, int]:
        bounds = {"account": account, "since": codec.to_microseconds(since)}

        def select(connection: sqlite3.Connection) -> dict[OperationState, int]:
            rows = connection.execute(self._queries["count_operations"], bounds)
            return {OperationState(row["state"]): row["count"] for row in rows}

        return await self._database.read(select)

    async def find(self, account: str, reference: str) -> Operation | None:
        found = await self._select("find_operation", {"account": account, "reference": reference})
        return found[0] if found else None

    async def abandoned(self, *, limit: int) -> Sequence[Operation]:
        return await self._select("list_abandoned_operations", {"limit": limit})

    async def unanswered(self, account: str, *, since: datetime) -> frozenset[str]:
        bounds = {"account": account, "since": codec.to_microseconds(since)}

        def select(connection: sqlite3.Connection) -> frozenset[str]:
            rows = connection.execute(self._queries["list_unanswered_operations"], bounds)
            return frozenset(row["task_id"] for row in rows)

        return await self._database.read(select)

    async def _select(self, query: str, values: dict[str, str | int]) -> list[Operation]:
        def select(connection: sqlite3.Connection) -> list[Operation]:
            return [_operation(row) for row in connection.execute(self._queries[query], values)]

        return await self._database.read(select)

    async def _write(self, query: str, columns: dict[str, str | int]) -> bool:
        def write(connection: sqlite3.Connection) -> bool:
            return connection.execute(self._queries[query], columns).rowcount > 0

        return await self._database.write(write)


def _columns(operation: Operation) -> dict[str, str | int]:
    return {
        "task_id": operation.task_id,
        "number": operation.number,
        "account": operation.account,
        "state": operation.state.value,
        "reference": operation.reference,
        "note": operation.note,
        "losses": codec.to_json(operation.losses),
        "created_at": codec.to_microseconds(operation.created_at),
        "updated_at": codec.to_microseconds(operation.updated_at),
    }


def _operation(row: sqlite3.Row) -> Operation:
    return Operation(
        task_id=row["task_id"],
        number=row["number"],
        account=row["account"],
        state=OperationState(row["state"]),
        reference=row["reference"],
        note=row["note"],
        losses=codec.from_json(row["losses"], tuple[Loss, ...]),
        created_at=codec.from_microseconds(row["created_at"]),
        updated_at=codec.from_microseconds(row["updated_at"]),
    )
