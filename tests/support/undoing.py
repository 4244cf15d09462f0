"""Stores of both homes out of which a migration can be taken back, as if it had never run.

Not here: what a migration does; see `tests/store`.
"""

import sqlite3
from contextlib import closing

import asyncpg

from onereel.store.postgres.store import PostgresStore
from onereel.store.sqlite.store import SqliteStore


def undoable_home(request, tmp_path, *, sqlite, postgres):
    """That of the home which the fixture is asked for, `sqlite` or `postgres`, with the script for it."""
    if request.param == "sqlite":
        return sqlite_home(tmp_path / "onereel.db", sqlite)
    return postgres_home(request.getfixturevalue("postgres_url"), postgres)


def sqlite_home(path, script):
    """How to open the store, and how to run `script`, which takes migrations back."""

    async def undo():
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)

    return lambda: SqliteStore.open(path), undo


def postgres_home(url, script):
    """The same over PostgreSQL."""

    async def undo():
        connection = await asyncpg.connect(url)
        await connection.execute(script)
        await connection.close()

    return lambda: PostgresStore.open(url), undo
