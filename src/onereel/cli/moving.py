"""`onereel db move`: carries the history of an embedded home into a shared database.

Not here: how tables are read and taken in (`onereel.store`).
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from onereel.assets.links import load_secret
from onereel.cli.options import telling_mistakes
from onereel.errors import ConfigurationError
from onereel.storage import SHARED_LINKS, database_path
from onereel.store.sqlite.departure import reading
from onereel.store.sqlite.lock import DirectoryLock
from onereel.store.sqlite.store import SqliteStore

_SQLITE: Final = "sqlite:"
_POSTGRES: Final = ("postgresql://", "postgres://")


def move(
    source: Annotated[str, typer.Option("--from", help="sqlite:PATH, of the data directory or of the file in it.")],
    target: Annotated[str, typer.Option("--to", help="postgresql://…, a database with nothing in it.")],
) -> None:
    """Copy everything but the media of an embedded server that is stopped: keys, tasks, ledger, callbacks.

    All of it arrives, or nothing. The source stays as it is.
    """
    with telling_mistakes():
        counts = asyncio.run(_move(_read_source(source), _read_target(target)))
    for name, count in counts.items():
        typer.echo(f"{name}: {count}")


async def _move(path: Path, url: str) -> Mapping[str, int]:
    try:
        # Here, since the embedded home needs no driver.
        from onereel.store.postgres.arrival import take_in  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError("This needs the extra `postgres`: install onereel[postgres].") from error
    with DirectoryLock(path.parent):
        await (await SqliteStore.open(path)).close()  # brings it up to date
        secrets = {SHARED_LINKS: load_secret(path.parent / "link-secret")}
        with reading(path) as tables:
            return await take_in(url, tables, secrets=secrets)


def _read_source(text: str) -> Path:
    path = Path(text.removeprefix(_SQLITE))
    path = database_path(path) if path.is_dir() else path
    if not text.startswith(_SQLITE) or not path.is_file():
        raise ConfigurationError(
            f"--from is {text!r}: it takes sqlite: and the path of a data directory or of the database file in it."
        )
    return path


def _read_target(text: str) -> str:
    # It may hold a password, so that it is not repeated.
    if not text.startswith(_POSTGRES):
        raise ConfigurationError("--to takes postgresql://user:password@host:5432/name.")
    return text
