"""What goes wrong between us and the server, in the words of `onereel.errors`.

Not here: the driver's own texts. They may hold the address, the user or the data, so only the kind of an error and its
SQLSTATE (PostgreSQL's documentation, appendix A) are passed on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg

from onereel.errors import StorageFull, StoreError

FAILURES: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""Whatever the driver raises; OSError is also the root of timeouts and of what TLS refuses."""

_OF_THE_SERVER: Final = frozenset({"08", "25", "28", "3D", "53", "57", "58", "XX"})
"""Classes of SQLSTATE that blame the server or the way to it, not the statement."""

_DISK_FULL: Final = "53100"


@contextmanager
def translated() -> Iterator[None]:
    """Turns the driver's errors into StoreError, without their text and without the error itself."""
    try:
        yield
    except FAILURES as error:
        raise store_error(error) from None


def store_error(error: Exception) -> StoreError:
    """The error for whoever waits, made anew for each."""
    if isinstance(error, StoreError):
        return type(error)(*error.args)
    if isinstance(error, asyncpg.DiskFullError):
        return StorageFull(f"the database has no room left (SQLSTATE {_DISK_FULL})")
    if blames_the_server(error):
        return StoreError(f"the database cannot be used at the moment ({_name(error)})")
    return StoreError(f"the database refused ({_name(error)})")


def blames_the_server(error: Exception) -> bool:
    """Whether another statement would have fared no better."""
    if isinstance(error, asyncpg.PostgresError):
        return _sqlstate(error)[:2] in _OF_THE_SERVER
    # The driver raises an InterfaceError that is a ValueError where a parameter does not fit its type.
    return isinstance(error, FAILURES) and not isinstance(error, ValueError)


def _name(error: Exception) -> str:
    name = type(error).__name__
    return f"{name}, SQLSTATE {_sqlstate(error)}" if isinstance(error, asyncpg.PostgresError) else name


def _sqlstate(error: asyncpg.PostgresError) -> str:
    return error.sqlstate or ""
