"""Takes a whole home in that was embedded until now: all of it in one transaction, or nothing.

Not here: reading it (`onereel.store.sqlite.departure`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from onereel.errors import ConfigurationError, StoreError
from onereel.store.postgres.connections import Connection, connect
from onereel.store.postgres.failures import translated
from onereel.store.postgres.jobs import enqueue
from onereel.store.postgres.ledger import read_audit
from onereel.store.postgres.migrate import migrate
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.task_rows import read_task
from onereel.store.tables import Table

_PATIENCE_SECONDS: Final = 3600.0
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


async def take_in(url: str, tables: Sequence[Table], *, secrets: Mapping[str, bytes]) -> Mapping[str, int]:
    """Store these tables and secrets in a database that holds neither keys nor tasks; says how many rows of each table.

    Open tasks get their jobs, too. Raises ConfigurationError when the database is not empty, and StoreError when it
    cannot be reached, refuses, or the ledger of what has arrived does not add up.
    """
    await migrate(url)
    queries = load_queries()
    connection = await connect(url, patience=_PATIENCE_SECONDS)
    try:
        with translated():
            async with connection.transaction():
                await connection.execute(queries["close_to_others"])
                if await connection.fetchval(queries["holds_anything"]):
                    raise ConfigurationError(
                        "The database holds keys or tasks already. Move into an empty one before a server runs on it."
                    )
                counts = {table.name: await _copy(connection, table) for table in tables}
                await connection.fetchval(queries["continue_event_numbers"])
                for name, value in secrets.items():
                    await connection.execute(queries["share_secret"], name, value)
                open_tasks = await connection.fetch(queries["list_unfinished_tasks"])
                if open_tasks:
                    await enqueue(connection, [read_task(row) for row in open_tasks])
                if not (await read_audit(connection)).sound:
                    raise StoreError("its ledger does not add up; nothing was moved. See `onereel ledger check`")
                return counts
    finally:
        await connection.close()


async def _copy(connection: Connection, table: Table) -> int:
    rows = await connection.fetch(load_queries()["list_columns"], table.name)
    types = {row["column_name"]: row["data_type"] for row in rows}
    status = await connection.copy_records_to_table(
        table.name,
        columns=list(table.columns),
        records=_convert(table, [types[column] for column in table.columns]),
        timeout=_PATIENCE_SECONDS,
    )
    return int(status.removeprefix("COPY "))


def _convert(table: Table, types: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for row in table.rows:
        yield tuple(_as(value, kind) for value, kind in zip(row, types, strict=True))


def _as(value: Any, kind: str) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is None:
        return None
    if kind == "timestamp with time zone":
        return _EPOCH + value * _MICROSECOND
    return bool(value) if kind == "boolean" else value
