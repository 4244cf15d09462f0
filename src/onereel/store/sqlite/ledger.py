"""The tables of the ledger: entries that are only ever added, and the running totals of each key.

Not here: which entry a change calls for (`onereel.domain.ledger`), or when one is written (`tasks.py`).
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from onereel.domain.account import Account, Limits
from onereel.domain.ledger import Entry, EntryKind, LedgerAudit
from onereel.domain.tally import Span, Tally
from onereel.domain.task import State
from onereel.store.base import LedgerTotals
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.queries import load_queries


class SqliteLedger:
    """A `LedgerStore` in two tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def entries(self, task_id: str) -> Sequence[Entry]:
        def select(connection: sqlite3.Connection) -> list[Entry]:
            return [_entry(row) for row in connection.execute(self._queries["list_entries"], {"task_id": task_id})]

        return await self._database.read(select)

    async def account(self, key_id: str) -> Account:
        return await self._database.read(lambda connection: read_account(connection, key_id))

    async def audit(self) -> LedgerAudit:
        def select(connection: sqlite3.Connection) -> LedgerAudit:
            connection.execute("BEGIN")  # so that all three see the same moment
            try:
                found: dict[str, int] = {}
                for query in ("audit_sums", "audit_tasks", "audit_accounts"):
                    found |= dict(connection.execute(self._queries[query]).fetchone())
            finally:
                connection.execute("ROLLBACK")
            return LedgerAudit(**found)

        return await self._database.read(select)

    async def totals(self) -> LedgerTotals:
        def select(connection: sqlite3.Connection) -> LedgerTotals:
            return LedgerTotals(**dict(connection.execute(self._queries["sum_accounts"]).fetchone()))

        return await self._database.read(select)

    async def tallies(self, span: Span, *, since: datetime, key_id: str | None = None) -> Sequence[Tally]:
        bounds = {"span": span.value, "since": codec.to_microseconds(since), "key_id": key_id}

        def select(connection: sqlite3.Connection) -> list[Tally]:
            rows = connection.execute(self._queries["list_tallies"], bounds)
            return [_tally(row, span=span, key_id=key_id) for row in rows]

        return await self._database.read(select)


def insert_tallies(connection: sqlite3.Connection, tallies: Iterable[Tally]) -> None:
    """Count what a task that has ended adds, inside a transaction."""
    for tally in tallies:
        connection.execute(
            load_queries()["add_tally"],
            {
                "span": tally.span.value,
                "start": codec.to_microseconds(tally.start),
                "key_id": tally.key_id,
                "model": tally.model,
                "state": tally.state.value,
                "count": tally.count,
                "spent": tally.spent,
            },
        )


def insert_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add an entry. Raises sqlite3.IntegrityError when the task has one of that phase."""
    connection.execute(
        load_queries()["add_entry"],
        {
            "task_id": entry.task_id,
            "phase": "hold" if entry.kind is EntryKind.HOLD else "end",
            "key_id": entry.key_id,
            "kind": entry.kind.value,
            "available": entry.available,
            "held": entry.held,
            "spent": entry.spent,
            "at": codec.to_microseconds(entry.at),
        },
    )


def read_account(connection: sqlite3.Connection, key_id: str) -> Account:
    """The running totals of a key, inside a transaction or not."""
    row = connection.execute(load_queries()["get_account"], {"key_id": key_id}).fetchone()
    if row is None:
        return Account(key_id=key_id)
    _, held, spent, open_tasks, paced_until = row
    return Account(
        key_id=key_id,
        held=held,
        spent=spent,
        open_tasks=open_tasks,
        paced_until=codec.optional_from_microseconds(paced_until),
    )


def write_account(connection: sqlite3.Connection, account: Account) -> None:
    """Set the running totals of a key."""
    connection.execute(
        load_queries()["set_account"],
        {
            "key_id": account.key_id,
            "held": account.held,
            "spent": account.spent,
            "open_tasks": account.open_tasks,
            "paced_until": codec.optional_to_microseconds(account.paced_until),
        },
    )


def read_limits(connection: sqlite3.Connection, key_id: str) -> Limits:
    """What a key may do; a key that is not there has no limits."""
    row = connection.execute(load_queries()["get_limits"], {"key_id": key_id}).fetchone()
    return Limits() if row is None else codec.from_json(row[0], Limits)


def _tally(row: sqlite3.Row, *, span: Span, key_id: str | None) -> Tally:
    return Tally(
        span=span,
        start=codec.from_microseconds(row["start"]),
        key_id=key_id,
        model=row["model"],
        state=State(row["state"]),
        count=row["count"],
        spent=row["spent"],
    )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        task_id=row["task_id"],
        key_id=row["key_id"],
        kind=EntryKind(row["kind"]),
        available=row["available"],
        held=row["held"],
        spent=row["spent"],
        at=codec.from_microseconds(row["at"]),
    )
