"""One SQLite file as the rest of the store sees it: `write` returns once it is on disk, `read` never waits for writes.

Not here: any table.
"""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from onereel.errors import ConfigurationError, StoreError
from onereel.store.sqlite.checkpoint import Checkpointer
from onereel.store.sqlite.connections import (
    Connections,
    connect_checkpointer,
    connect_reader,
    connect_writer,
    create_file,
)
from onereel.store.sqlite.lock import opening
from onereel.store.sqlite.migrate import load_migrations, migrate
from onereel.store.sqlite.writer import GroupWriter, Operation

T = TypeVar("T")

GROUP_LIMIT: Final = 512
"""The most writes in one transaction; more would make the first of them wait for the last."""

_CHECKPOINT_EVERY: Final = 1000
_OLDEST_SQLITE: Final = (3, 37)


class Database:
    """An open database: a thread that writes, a thread that reads, one that copies the log. For one event loop."""

    def __init__(self, connections: Connections, *, group_limit: int) -> None:
        """Used by `open` only."""
        self._connections = connections
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="onereel-store-reader")
        self._checkpointer = Checkpointer(connections.checkpointer, every=_CHECKPOINT_EVERY)
        self._writer = GroupWriter(connections.writer, limit=group_limit, committed=self._checkpointer.note)
        self._closed = False

    @classmethod
    async def open(cls, path: Path, *, group_limit: int = GROUP_LIMIT) -> "Database":
        """Open the file, made when it is not there, and bring it to the present shape.

        Raises ConfigurationError when the file is newer than this program or its place is unfit, and StoreError when
        SQLite cannot read it.
        """
        try:
            connections = await asyncio.to_thread(_prepare, path)
        except sqlite3.Error as error:
            raise StoreError(f"the database could not be opened: {error}") from error
        return cls(connections, group_limit=group_limit)

    async def write(self, operation: Operation[T]) -> T:
        """Run it in a transaction that it may share, and answer what it answers once that is on disk.

        Raises what it raises, with nothing of it stored, and StoreError when SQLite or the disk refuses. A caller that
        is cancelled while it waits cannot know whether the change was stored.
        """
        self._check_open()
        return await self._writer.submit(operation)

    async def read(self, operation: Operation[T]) -> T:
        """Run it on the connection that only reads; it sees everything written before. Raises StoreError."""
        self._check_open()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, operation, self._connections.reader)
        except sqlite3.Error as error:
            raise StoreError(f"the database could not be read: {error}") from error

    async def close(self) -> None:
        """Commit what waits and close the file. A second call does nothing."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._finish)

    def _finish(self) -> None:
        self._writer.close()
        self._readers.shutdown()
        self._checkpointer.close()
        self._connections.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")


def _prepare(path: Path) -> Connections:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ConfigurationError("This Python comes with an SQLite older than 3.37. Use a newer Python.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The directory {path.parent} cannot be made ({error.strerror}). Choose another with --data-dir."
        ) from error
    with opening(path):
        create_file(path)
        writer = connect_writer(path)
        try:
            migrate(writer, load_migrations())
            return Connections(writer=writer, reader=connect_reader(path), checkpointer=connect_checkpointer(path))
        except BaseException:
            writer.close()
            raise
