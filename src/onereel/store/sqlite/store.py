"""The embedded home of tasks, keys and uploads, in one SQLite file.

Not here: who may serve that file (`lock.DirectoryLock`), or media files (`onereel.assets`).
"""

import sqlite3
from pathlib import Path

from onereel.store.sqlite.claims import SqliteClaims
from onereel.store.sqlite.database import GROUP_LIMIT, Database
from onereel.store.sqlite.deliveries import SqliteDeliveries
from onereel.store.sqlite.files import SqliteFiles
from onereel.store.sqlite.keys import SqliteKeys
from onereel.store.sqlite.ledger import SqliteLedger
from onereel.store.sqlite.operations import SqliteOperations
from onereel.store.sqlite.queries import load_queries
from onereel.store.sqlite.tasks import SqliteTasks
from onereel.store.sqlite.uploads import SqliteUploads


class SqliteStore:
    """A `Store` in one file. Several processes may open the same one; a `DirectoryLock` says who serves it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks = SqliteTasks(database)
        self._keys = SqliteKeys(database)
        self._uploads = SqliteUploads(database)
        self._files = SqliteFiles(database)
        self._operations = SqliteOperations(database)
        self._ledger = SqliteLedger(database)
        self._claims = SqliteClaims(database)
        self._deliveries = SqliteDeliveries(database)

    @classmethod
    async def open(cls, path: Path, *, group_limit: int = GROUP_LIMIT) -> "SqliteStore":
        """Open the database file, made with its directory when it is not there; readable by its owner only.

        `group_limit` is the most writes in one transaction; 1 means a commit for each. Raises ConfigurationError when
        the file is newer than this program or its place is unfit, and StoreError when SQLite cannot read it.
        """
        return cls(await Database.open(path, group_limit=group_limit))

    @property
    def tasks(self) -> SqliteTasks:
        return self._tasks

    @property
    def keys(self) -> SqliteKeys:
        return self._keys

    @property
    def uploads(self) -> SqliteUploads:
        return self._uploads

    @property
    def files(self) -> SqliteFiles:
        return self._files

    @property
    def operations(self) -> SqliteOperations:
        return self._operations

    @property
    def ledger(self) -> SqliteLedger:
        return self._ledger

    @property
    def claims(self) -> SqliteClaims:
        return self._claims

    @property
    def deliveries(self) -> SqliteDeliveries:
        return self._deliveries

    async def workers(self) -> None:
        """Only one process works on this file."""

    async def check(self) -> None:
        """Writes and reads; raises StoreError when either fails."""

        queries = load_queries()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(queries["check"])

        def read(connection: sqlite3.Connection) -> None:
            connection.execute(queries["list_migrations"]).fetchall()

        await self._database.write(write)
        await self._database.read(read)

    async def close(self) -> None:
        await self._database.close()
