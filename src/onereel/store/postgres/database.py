"""One PostgreSQL database as the rest of the store sees it: statements that find nothing wrong, or StoreError.

Not here: any table, or the writes of tasks, which go together (`writer.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from onereel.errors import StoreError
from onereel.store.postgres.connections import CONNECT_SECONDS, Connection, Pool, open_pool
from onereel.store.postgres.failures import translated

_CLOSE_SECONDS: Final = 10.0


class Database:
    """An open database: a pool of connections, for one event loop. Made by `open`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._closed = False

    @classmethod
    async def open(cls, url: str, *, pool_size: int) -> "Database":
        """Connect. Raises ConfigurationError and StoreError as `open_pool` does."""
        return cls(await open_pool(url, size=pool_size))

    async def read(self, statement: str, *parameters: Any) -> Sequence[asyncpg.Record]:  # noqa: ANN401 - any column
        """The rows that are searched for. Raises StoreError.

        A text with U+0000, which PostgreSQL cannot hold, was never stored: searched for, it finds nothing.
        """
        async with self.connection() as connection:
            try:
                return await connection.fetch(statement, *parameters)
            except asyncpg.CharacterNotInRepertoireError:
                return []

    async def read_one(self, statement: str, *parameters: Any) -> asyncpg.Record | None:  # noqa: ANN401 - any column
        """The first row, or None. As `read`."""
        rows = await self.read(statement, *parameters)
        return rows[0] if rows else None

    async def write(self, statement: str, *parameters: Any) -> Sequence[asyncpg.Record]:  # noqa: ANN401 - any column
        """Change something, and answer the rows that the statement says; on disk when it returns. Raises StoreError."""
        async with self.connection() as connection:
            return await connection.fetch(statement, *parameters)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection to oneself. Raises StoreError for whatever goes wrong while it is held."""
        with translated():
            async with self.lease() as connection:
                yield connection

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Connection]:
        """As `connection`, with the driver's own errors, for who must tell them apart."""
        if self._closed:
            raise StoreError("the store is closed")
        async with self._pool.acquire(timeout=CONNECT_SECONDS) as connection:
            yield connection

    async def close(self) -> None:
        """Let go of all connections. A second call does nothing."""
        if not self._closed:
            self._closed = True
            try:
                await asyncio.wait_for(self._pool.close(), _CLOSE_SECONDS)
            except TimeoutError:
                self._pool.terminate()
