"""The table of what is known of the files in the asset store.

Not here: the files themselves (`onereel.assets`), or how long each is kept.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from onereel.domain.files import FileKind, FileRecord, inputs_of, media_of
from onereel.domain.task import Task
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.queries import load_queries


class SqliteFiles:
    """A `FileStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, record: FileRecord) -> None:
        await self._database.write(lambda connection: _insert(connection, record))

    async def get(self, asset_id: str) -> FileRecord | None:
        def select(connection: sqlite3.Connection) -> FileRecord | None:
            row = connection.execute(self._queries["get_file"], {"asset_id": asset_id}).fetchone()
            return None if row is None else _record(row)

        return await self._database.read(select)

    async def condemn(self, kind: FileKind, *, before: datetime, limit: int) -> int:
        bounds = {"kind": kind.value, "before": codec.to_microseconds(before), "limit": limit}

        def condemn(connection: sqlite3.Connection) -> int:
            connection.execute(self._queries["drop_old_uploads"], bounds)
            return connection.execute(self._queries["condemn_files"], bounds).rowcount

        return await self._database.write(condemn)

    async def condemned(self, *, limit: int) -> Sequence[str]:
        def select(connection: sqlite3.Connection) -> list[str]:
            return [
                row["asset_id"] for row in connection.execute(self._queries["list_condemned_files"], {"limit": limit})
            ]

        return await self._database.read(select)

    async def forget(self, asset_ids: Sequence[str]) -> None:
        def forget(connection: sqlite3.Connection) -> None:
            connection.executemany(self._queries["forget_file"], [{"asset_id": asset_id} for asset_id in asset_ids])

        await self._database.write(forget)


def use_inputs(connection: sqlite3.Connection, task: Task) -> bool:
    """Mark the files that a new task refers to, inside a transaction; False, with nothing marked, when one is going."""
    inputs = inputs_of(task)
    queries = load_queries()
    for record in inputs:
        if connection.execute(queries["is_condemned"], {"asset_id": record.asset_id}).fetchone():
            return False
    for record in inputs:
        connection.execute(queries["use_file"], _columns(record))
    return True


def insert_media(connection: sqlite3.Connection, task: Task) -> None:
    """Note the files that were made for a task that has ended, inside a transaction."""
    for record in media_of(task):
        _insert(connection, record)


def _insert(connection: sqlite3.Connection, record: FileRecord) -> None:
    connection.execute(load_queries()["add_file"], _columns(record))


def _columns(record: FileRecord) -> dict[str, str | int]:
    return {"asset_id": record.asset_id, "kind": record.kind.value, "since": codec.to_microseconds(record.since)}


def _record(row: sqlite3.Row) -> FileRecord:
    return FileRecord(asset_id=row["asset_id"], kind=FileKind(row["kind"]), since=codec.from_microseconds(row["since"]))
