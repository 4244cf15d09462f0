"""The home of tasks, keys and uploads in a PostgreSQL database, which several servers may share.

Not here: media files (`onereel.assets`), or who takes the jobs of new tasks.
"""

from collections.abc import Sequence
from typing import Final

from onereel.domain.workers import WorkerSign
from onereel.errors import ConfigurationError
from onereel.store.postgres.claims import PostgresClaims
from onereel.store.postgres.commit import TaskCommitter
from onereel.store.postgres.database import Database
from onereel.store.postgres.deliveries import PostgresDeliveries
from onereel.store.postgres.files import PostgresFiles
from onereel.store.postgres.keys import PostgresKeys
from onereel.store.postgres.ledger import PostgresLedger
from onereel.store.postgres.migrate import migrate, pending
from onereel.store.postgres.operations import PostgresOperations
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.tasks import PostgresTasks
from onereel.store.postgres.uploads import PostgresUploads
from onereel.store.postgres.writer import GroupWriter

GROUP_LIMIT: Final = 512
"""The most writes in one transaction; more would make the first of them wait for the last."""

POOL_SIZE: Final = 10
"""Connections of one store; a server's `max_connections` is 100 unless it was told otherwise."""

_MOST_WORKERS: Final = 200

WRITERS: Final = 2
"""Groups under way at once: one is gathered and sent while the other waits for the disk."""


class PostgresStore:
    """A `Store` in one database. Several processes may have it open; each has its own, for its event loop."""

    def __init__(self, database: Database, *, group_limit: int, writers: int) -> None:
        """Used by `open` only."""
        self._database = database
        self._writer = GroupWriter(TaskCommitter(database).commit, limit=group_limit, writers=writers)
        self._tasks = PostgresTasks(database, self._writer)
        self._keys = PostgresKeys(database)
        self._uploads = PostgresUploads(database)
        self._files = PostgresFiles(database)
        self._operations = PostgresOperations(database)
        self._ledger = PostgresLedger(database)
        self._claims = PostgresClaims(database)
        self._deliveries = PostgresDeliveries(database)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        group_limit: int = GROUP_LIMIT,
        pool_size: int = POOL_SIZE,
        writers: int = WRITERS,
        may_migrate: bool = True,
    ) -> "PostgresStore":
        """Connect to `postgresql://user:password@host:port/name?sslmode=…`, and bring the database up to date.

        `group_limit` is the most writes in one transaction, `pool_size` the most connections. Without `may_migrate` it
        must be up to date already. Raises ConfigurationError when the address cannot be read, the server is too old or
        the database newer than this program, and StoreError when it cannot be reached.
        """
        steps = await pending(url)
        if steps and not may_migrate:
            raise ConfigurationError(f"The database lacks the step {steps[0]}. Migrate it first.")
        if steps:
            await migrate(url)
        database = await Database.open(url, pool_size=pool_size)
        return cls(database, group_limit=group_limit, writers=writers)

    @property
    def tasks(self) -> PostgresTasks:
        return self._tasks

    @property
    def keys(self) -> PostgresKeys:
        return self._keys

    @property
    def uploads(self) -> PostgresUploads:
        return self._uploads

    @property
    def files(self) -> PostgresFiles:
        return self._files

    @property
    def operations(self) -> PostgresOperations:
        return self._operations

    @property
    def ledger(self) -> PostgresLedger:
        return self._ledger

    @property
    def claims(self) -> PostgresClaims:
        return self._claims

    @property
    def deliveries(self) -> PostgresDeliveries:
        return self._deliveries

    async def workers(self) -> Sequence[WorkerSign]:
        rows = await self._database.read(load_queries()["list_workers"], _MOST_WORKERS)
        return [WorkerSign(**dict(row)) for row in rows]

    async def check(self) -> None:
        """Writes and reads; raises StoreError when either fails."""
        await self._database.write(load_queries()["check"])

    async def close(self) -> None:
        """Finish what is waiting to be written, then close the connections. A second call does nothing."""
        await self._writer.close()
        await self._database.close()
