"""Inserts a row whose identifiers must be new.

Not here: which table, or which columns.
"""

import sqlite3
from collections.abc import Mapping
from typing import Final, TypeAlias

from onereel.errors import IdTaken

Columns: TypeAlias = Mapping[str, str | bytes | int | None]
"""What a row holds, by the name of the column."""

_TAKEN: Final = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
)


def insert_new(connection: sqlite3.Connection, statement: str, columns: Columns, *, what: str) -> None:
    """Run the INSERT. Raises IdTaken, saying `what` exists already, when an identifier of the row is not new."""
    try:
        connection.execute(statement, columns)
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode in _TAKEN:
            raise IdTaken(f"this {what} exists already") from error
        raise
