"""Brings a database to the present shape: ordered steps, each applied once in a transaction of its own, under a lock
that all processes share.

Not here: the steps; they stand in `migrations/`, and PgQueuer's come from PgQueuer itself (`jobs.py`).
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

import asyncpg
from pgqueuer.domain.errors import SchemaDriftError

from onereel.errors import ConfigurationError
from onereel.store.postgres.connections import Connection, connect
from onereel.store.postgres.failures import translated
from onereel.store.postgres.jobs import install_script, queue_on
from onereel.store.postgres.queries import load_queries

_QUEUE: Final = "0002_pgqueuer"
_QUEUE_UPGRADE: Final = "pgqueuer_upgrade"
"""Not a step that is noted down: whether it is called for is read from the tables themselves."""

_PATIENCE_SECONDS: Final = 600.0
"""For a step, and for another process that is migrating."""

_LOCK: Final = int.from_bytes(b"onereel", "big")


def load_migrations() -> Mapping[str, str]:
    """The steps that come with the program, by name, in order; among them PgQueuer's installer as it is installed."""
    folder = files("onereel.store.postgres.migrations")
    steps = {
        entry.name.removesuffix(".sql"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }
    return dict(sorted((steps | {_QUEUE: install_script()}).items()))


async def migrate(url: str, migrations: Mapping[str, str] | None = None) -> Sequence[str]:
    """Apply what this database has not seen, and answer with the names of the steps that were applied.

    When the installed PgQueuer wants its tables otherwise than they are, its own upgrade follows; that cannot share a
    transaction, and can be repeated. Raises ConfigurationError when the database has seen steps that this program does
    not know, and StoreError when it cannot be reached or refuses.
    """
    queries = load_queries()
    known = load_migrations() if migrations is None else migrations
    connection = await connect(url, patience=_PATIENCE_SECONDS)
    try:
        with translated():
            await connection.fetchval(queries["lock_migrations"], _LOCK)
            await connection.execute(queries["create_migrations"])
            steps = await _missing(connection, known)
            for name in steps:
                async with connection.transaction():
                    await connection.execute(known[name])
                    await connection.execute(queries["add_migration"], name)
            return [*steps, *await _upgrade_queue(connection, known)]
    finally:
        await _close(connection)


async def pending(url: str) -> Sequence[str]:
    """The names of the steps that `migrate` would apply. Writes nothing. Raises as `migrate` does."""
    connection = await connect(url, patience=_PATIENCE_SECONDS)
    try:
        with translated():
            known = load_migrations()
            steps = await _missing(connection, known)
            if _QUEUE not in steps and await _queue_differs(connection):
                steps = [*steps, _QUEUE_UPGRADE]
            return steps
    finally:
        await _close(connection)


async def _missing(connection: Connection, known: Mapping[str, str]) -> Sequence[str]:
    queries = load_queries()
    if not await connection.fetchval(queries["has_migrations"]):
        return list(known)
    applied = {row["name"] for row in await connection.fetch(queries["list_migrations"])}
    unknown = sorted(applied - known.keys())
    if unknown:
        raise ConfigurationError(
            f"The database was written by a newer onereel (it holds the step {unknown[-1]}). "
            "Upgrade onereel, or choose another database."
        )
    return [name for name in known if name not in applied]


async def _queue_differs(connection: Connection) -> bool:
    try:
        return bool((await queue_on(connection).plan_upgrade()).statements)
    except SchemaDriftError:
        raise ConfigurationError(
            "PgQueuer's tables were changed by hand, and its upgrade cannot mend them. `pgq upgrade --plan` says where."
        ) from None


async def _upgrade_queue(connection: Connection, known: Mapping[str, str]) -> Sequence[str]:
    if _QUEUE not in known or not await _queue_differs(connection):
        return []
    await queue_on(connection).apply_upgrade()
    return [_QUEUE_UPGRADE]


async def _close(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """The end of the connection ends the lock, too."""
    try:
        await connection.close(timeout=1.0)
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
        connection.terminate()
