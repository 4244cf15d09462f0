"""Brings a database to the present shape: ordered steps, each applied once, under an exclusive lock.

Not here: the steps; they stand in `migrations/`.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from importlib.resources import files

from onereel.errors import ConfigurationError
from onereel.store.sqlite.queries import load_queries
from onereel.store.words import split_words


def load_migrations() -> Mapping[str, str]:
    """The steps that come with the program, by name, in order."""
    folder = files("onereel.store.sqlite.migrations")
    steps = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return {step.name.removesuffix(".sql"): step.read_text("utf-8") for step in steps}


def migrate(connection: sqlite3.Connection, migrations: Mapping[str, str]) -> None:
    """Apply what this database has not seen, all or nothing.

    Raises ConfigurationError when it has seen steps that this program does not know.
    """
    # For steps that make what is stored searchable; nothing that stays in the database needs it.
    connection.create_function("split_words", 1, _join_words, deterministic=True)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        _apply(connection, migrations)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _apply(connection: sqlite3.Connection, migrations: Mapping[str, str]) -> None:
    queries = load_queries()
    connection.execute(queries["create_migrations"])
    applied = [name for (name,) in connection.execute(queries["list_migrations"])]
    unknown = [name for name in applied if name not in migrations]
    if unknown:
        raise ConfigurationError(
            f"The database was written by a newer onereel (it holds the step {unknown[-1]}). "
            "Upgrade onereel, or choose another directory with --data-dir."
        )
    for name, script in migrations.items():
        if name not in applied:
            # Not executescript: that would commit first, and a step that breaks would stay half done.
            for statement in split_statements(script):
                connection.execute(statement)
            connection.execute(queries["add_migration"], {"name": name})


def _join_words(text: str | None) -> str:
    return " ".join(split_words(text or ""))


def split_statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one. Each must begin on a line of its own."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
