"""What the database and the disk say once the chaos is over, read past the program.

Not here: what follows from it (`verdict.py`).
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg

Ask: TypeAlias = Callable[[str], Awaitable[Sequence[tuple[Any, ...]]]]
"""The rows that a statement of either kind of database answers."""

UNSETTLED = """
SELECT (SELECT count(*) FROM tasks WHERE state IN ('queued', 'running')),
       (SELECT count(*) FROM deliveries WHERE state = 'pending')
"""


def ask_postgres(url: str) -> Ask:
    """Statements to PostgreSQL, each over a connection of its own, since the server comes and goes."""

    async def ask(statement: str) -> Sequence[tuple[Any, ...]]:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return ask


def ask_sqlite(path: Path) -> Ask:
    """Statements to an SQLite file."""
    address = f"{path.absolute().as_uri()}?mode=ro"

    async def ask(statement: str) -> Sequence[tuple[Any, ...]]:
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    return ask


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """All rows that matter."""

    tasks: Sequence[tuple[Any, ...]]
    """id, public id, state, attempts, price in millionths of a CNY."""
    ends: Sequence[tuple[Any, ...]]
    """Task id and state of every event that ended a task."""
    entries: Sequence[tuple[Any, ...]]
    """Task id, phase, kind, available, held, spent."""
    accounts: Sequence[tuple[Any, ...]]
    """held, spent, open tasks."""
    claims: Sequence[tuple[Any, ...]]
    """Idempotency key, task id."""
    deliveries: Sequence[tuple[Any, ...]]
    """id, task id, sequence, state of the task that it tells, its own state."""
    videos: Sequence[tuple[Any, ...]]
    """Task id, and as JSON what was asked for and what the result says."""
    wishes: Sequence[tuple[Any, ...]]
    """Task id, state, and as JSON what was asked for and why it failed, if it did."""
    orders: Sequence[tuple[Any, ...]]
    """Task id, number, account, state, reference, note of every order that was put to a vendor."""
    known_files: frozenset[str]
    """Names of files that have a record."""
    files: frozenset[str]
    """Names of files that are there."""


async def read_records(ask: Ask, assets: Path) -> Records:
    """Everything, once nothing changes any more."""
    files = await asyncio.to_thread(lambda: frozenset(path.name for path in assets.glob("??/*")))
    return Records(
        tasks=await ask("SELECT id, public_id, state, attempt, cost FROM tasks"),
        ends=await ask("SELECT task_id, state FROM events WHERE state IN ('succeeded', 'failed', 'cancelled')"),
        entries=await ask("SELECT task_id, phase, kind, available, held, spent FROM ledger"),
        accounts=await ask("SELECT held, spent, open_tasks FROM accounts"),
        claims=await ask("SELECT idempotency_key, task_id FROM claims"),
        deliveries=await ask("SELECT id, task_id, sequence, task_state, state FROM deliveries"),
        videos=await ask("SELECT id, request, result FROM tasks WHERE state = 'succeeded'"),
        wishes=await ask("SELECT id, state, request, failure FROM tasks"),
        orders=await ask("SELECT task_id, number, account, state, reference, note FROM operations"),
        known_files=frozenset(row[0] for row in await ask("SELECT asset_id FROM files")),
        files=files,
    )
