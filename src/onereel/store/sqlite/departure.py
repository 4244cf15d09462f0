"""Reads a whole embedded home, as it is at one moment, so that it can be carried to another.

Not here: where it goes (`onereel.store.postgres.arrival`). Nothing is changed, so that whoever is not content goes on
as before.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onereel.errors import StoreError
from onereel.store.sqlite.connections import connect_reader
from onereel.store.tables import CARRIED, Table


@contextmanager
def reading(path: Path) -> Iterator[Sequence[Table]]:
    """The tables of an up-to-date database file, for as long as the context lasts. Raises StoreError."""
    try:
        connection = connect_reader(path)
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} cannot be read: {error}") from error
    try:
        connection.execute("BEGIN")  # everything below sees one moment
        yield [_table(connection, name) for name in CARRIED]
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} cannot be read: {error}") from error
    finally:
        connection.close()


def _table(connection: sqlite3.Connection, name: str) -> Table:
    columns = [row["name"] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))]
    return Table(name=name, columns=columns, rows=_rows(connection, name, columns))


def _rows(connection: sqlite3.Connection, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The names come from the schema and CARRIED, never from outside."""
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM {name}"):  # noqa: S608
        yield tuple(row)
