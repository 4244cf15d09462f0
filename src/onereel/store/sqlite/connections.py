"""Opens SQLite connections with the settings that durability and waiting rest on.

Not here: who uses them; see `database.py`.
"""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onereel.errors import ConfigurationError

BUSY_SECONDS: Final = 10.0
"""How long to wait for another process that is writing, such as one that makes a key."""

_LARGEST_LOG_PAGES: Final = 16_000
_LARGEST_LOG_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Connections:
    """The three that one open database has."""

    writer: sqlite3.Connection
    reader: sqlite3.Connection
    checkpointer: sqlite3.Connection

    def close(self) -> None:
        """Close all of them; nobody may be using one."""
        self.reader.close()
        self.checkpointer.close()
        # Last, because the last connection that can write also clears the log away.
        self.writer.close()


def create_file(path: Path) -> None:
    """Make sure that the database file is there, and that only its owner can read it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # Not opened here: closing a file descriptor would end the locks that SQLite holds on the same file.
        path.chmod(0o600)
    else:
        os.close(descriptor)


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that writes: WAL, and on disk when COMMIT returns. Raises ConfigurationError without WAL."""
    connection = _connect(path, mode="rw")
    try:
        _configure_writer(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _configure_writer(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise ConfigurationError("The database cannot use a write-ahead log. Put --data-dir on a local disk.")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # The checkpointer copies the log in the background; only should it fall far behind does the writer do it itself.
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LARGEST_LOG_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG_BYTES}")


def connect_checkpointer(path: Path) -> sqlite3.Connection:
    """A connection that only copies the log into the database file, and never waits for anyone."""
    connection = _connect(path, mode="rw")
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; its rows are read by column name."""
    connection = _connect(path, mode="ro")
    connection.row_factory = sqlite3.Row
    return connection


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    # Each connection serves one thread at a time, though not always the one that opened it.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
    )
