"""Opens connections to the server with the settings that durability and waiting rest on.

Not here: who uses them (`database.py`, `migrate.py`).
"""

import ssl
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import asyncpg

from onereel.errors import ConfigurationError
from onereel.store.postgres.failures import translated
from onereel.store.postgres.queries import load_queries

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

CONNECT_SECONDS: Final = 10.0
"""How long to wait for a connection, a free one of the pool included."""

_STATEMENT_SECONDS: Final = 10
_COMMAND_SECONDS: Final = 15.0
"""For servers that cannot even say that a statement took too long."""
_OLDEST_SERVER: Final = 15

_SETTINGS: Final = {
    "application_name": "onereel",
    "statement_timeout": f"{_STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{_STATEMENT_SECONDS}s",
    "timezone": "UTC",
}


async def open_pool(url: str, *, size: int) -> Pool:
    """At most `size` connections; lost ones are replaced when they are next asked for.

    Raises ConfigurationError when the address or the server is unfit, and StoreError when the server cannot be reached.
    """
    with translated():
        try:
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                init=_prepare,
                reset=_leave,
                timeout=CONNECT_SECONDS,
                command_timeout=_COMMAND_SECONDS,
                server_settings=_SETTINGS,
            )
        except ssl.SSLError:  # some of which are ValueErrors
            raise
        except ValueError:
            raise _unfit_address() from None


async def connect(url: str, *, patience: float) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection whose statements may take `patience` seconds. Raises as `open_pool` does."""
    settings = _SETTINGS | {"statement_timeout": f"{patience:.0f}s"}
    with translated():
        try:
            connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
                url, timeout=CONNECT_SECONDS, command_timeout=patience, server_settings=settings
            )
        except ssl.SSLError:  # some of which are ValueErrors
            raise
        except ValueError:
            raise _unfit_address() from None
        try:
            await _prepare(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection


async def _prepare(connection: Any) -> None:  # noqa: ANN401 - the driver calls it with either kind of connection
    if connection.get_server_version().major < _OLDEST_SERVER:
        raise ConfigurationError(f"The PostgreSQL server is older than {_OLDEST_SERVER}. Use a newer one.")
    if await connection.fetchval(load_queries()["server_encoding"]) != "UTF8":
        raise ConfigurationError("The database does not write its text in UTF8. Create one with ENCODING 'UTF8'.")
    await connection.fetchval(load_queries()["keep_commits_durable"])


async def _leave(_: object) -> None:
    """Nothing we do changes the settings of a session, so giving one back needs no round trip to reset them."""


def _unfit_address() -> ConfigurationError:
    return ConfigurationError(
        "The address of the database cannot be read. Write it as postgresql://user:password@host:5432/name."
    )
