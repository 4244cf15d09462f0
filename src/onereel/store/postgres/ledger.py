"""The tables of the ledger: entries that are only ever added, and the running totals of each key.

Not here: which entry a change calls for (`onereel.domain.ledger`), or when one is written (`commit.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import asyncpg

from onereel.domain.account import Account
from onereel.domain.ledger import Entry, EntryKind, LedgerAudit
from onereel.domain.tally import Span, Tally
from onereel.domain.task import State
from onereel.store.base import LedgerTotals
from onereel.store.postgres.connections import Connection
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.task_rows import Values

_AUDIT_SECONDS: Final = 300


class PostgresLedger:
    """A `LedgerStore` in two tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def entries(self, task_id: str) -> Sequence[Entry]:
        return [_entry(row) for row in await self._database.read(self._queries["list_entries"], task_id)]

    async def account(self, key_id: str) -> Account:
        row = await self._database.read_one(self._queries["get_account"], key_id)
        return Account(key_id=key_id) if row is None else read_account(row)

    async def audit(self) -> LedgerAudit:
        async with (
            self._database.connection() as connection,
            # So that all three see the same moment.
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute(f"SET LOCAL statement_timeout = '{_AUDIT_SECONDS}s'")
            return await read_audit(connection)

    async def totals(self) -> LedgerTotals:
        (row,) = await self._database.read(self._queries["sum_accounts"])
        return LedgerTotals(held=row["held"], spent=row["spent"])

    async def tallies(self, span: Span, *, since: datetime, key_id: str | None = None) -> Sequence[Tally]:
        rows = await self._database.read(self._queries["list_tallies"], span.value, since, key_id)
        return [_tally(row, span=span, key_id=key_id) for row in rows]


async def read_audit(connection: Connection) -> LedgerAudit:
    """Add everything up, inside whatever transaction the connection is in."""
    found: dict[str, int] = {}
    for query in ("audit_sums", "audit_tasks", "audit_accounts"):
        row = await connection.fetchrow(load_queries()[query], timeout=_AUDIT_SECONDS)
        found |= dict(row or {})
    return LedgerAudit(**found)


def read_account(row: asyncpg.Record) -> Account:
    """The running totals that a row holds."""
    return Account(
        key_id=row["key_id"],
        held=row["held"],
        spent=row["spent"],
        open_tasks=row["open_tasks"],
        paced_until=row["paced_until"],
    )


def account_values(account: Account) -> Values:
    """The totals, in the order of the statement's parameters."""
    return account.key_id, account.held, account.spent, account.open_tasks, account.paced_until


def entry_values(entry: Entry) -> Values:
    """The entry, in the order of the statement's parameters."""
    phase = "hold" if entry.kind is EntryKind.HOLD else "end"
    return (
        entry.task_id,
        phase,
        entry.key_id,
        entry.kind.value,
        entry.available,
        entry.held,
        entry.spent,
        entry.at,
    )


def tally_values(tally: Tally) -> Values:
    """The tally, in the order of the statement's parameters."""
    return tally.span.value, tally.start, tally.key_id, tally.model, tally.state.value, tally.count, tally.spent


def _tally(row: asyncpg.Record, *, span: Span, key_id: str | None) -> Tally:
    return Tally(
        span=span,
        start=row["start"],
        key_id=key_id,
        model=row["model"],
        state=State(row["state"]),
        count=row["count"],
        spent=row["spent"],
    )


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        task_id=row["task_id"],
        key_id=row["key_id"],
        kind=EntryKind(row["kind"]),
        available=row["available"],
        held=row["held"],
        spent=row["spent"],
        at=row["at"],
    )
