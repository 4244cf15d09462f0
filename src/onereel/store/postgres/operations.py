"""The table of orders that were put to vendors.

Not here: what is said to a vendor, or when.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from onereel.domain.operation import Loss, Operation, OperationState
from onereel.errors import Conflict
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries


class PostgresOperations:
    """An `OperationStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, operation: Operation) -> None:
        added = await self._database.write(
            self._queries["add_operation"],
            operation.task_id,
            operation.number,
            operation.account,
            operation.state.value,
            operation.reference,
            operation.note,
            msgspec.json.encode(operation.losses).decode(),
            operation.created_at,
            operation.updated_at,
        )
        if not added:
            raise Conflict("the task has an open order")

    async def change(self, old: Operation, new: Operation) -> None:
        changed = await self._database.write(
            self._queries["change_operation"],
            old.task_id,
            old.number,
            new.state.value,
            new.reference,
            new.note,
            new.updated_at,
            old.state.value,
        )
        if not changed:
            raise Conflict("the order has moved on since it was read")

    async def of_task(self, task_id: str) -> Sequence[Operation]:
        rows = await self._database.read(self._queries["list_operations"], task_id)
        return [_operation(dict(row)) for row in rows]

    async def known(self, account: str, *, since: datetime) -> frozenset[str]:
        rows = await self._database.read(self._queries["list_known_operations"], account, since)
        return frozenset(row["reference"] for row in rows)

    async def counts(self, account: str, *, since: datetime) -> Mapping[OperationState, int]:
        rows = await self._database.read(self._queries["count_operations"], account, since)
        return {OperationState(row["state"]): row["count"] for row in rows}

    async def find(self, account: str, reference: str) -> Operation | None:
        rows = await self._database.read(self._queries["find_operation"], account, reference)
        return _operation(dict(rows[0])) if rows else None

    async def abandoned(self, *, limit: int) -> Sequence[Operation]:
        rows = await self._database.read(self._queries["list_abandoned_operations"], limit)
        return [_operation(dict(row)) for row in rows]

    async def unanswered(self, account: str, *, since: datetime) -> frozenset[str]:
        rows = await self._database.read(self._queries["list_unanswered_operations"], account, since)
        return frozenset(row["task_id"] for row in rows)


def _operation(row: dict[str, Any]) -> Operation:
    state = OperationState(row["state"])
    losses = msgspec.json.decode(row["losses"], type=tuple[Loss, ...])
    return Operation(**(row | {"state": state, "losses": losses}))
