"""`onereel db`: the shape of the shared database.

Not here: the steps from one shape to the next (`onereel.store`), or moving into it (`moving.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import ModuleType
from typing import TypeAlias

import typer

from onereel.cli.ending import NOT_DONE, tell
from onereel.cli.moving import move
from onereel.cli.options import telling_mistakes
from onereel.config import read_environment
from onereel.errors import ConfigurationError

_Steps: TypeAlias = Callable[[str], Awaitable[Sequence[str]]]

app = typer.Typer(help="Bring the shared database up to date, or move into it.", no_args_is_help=True)
app.command()(move)


@app.command()
def status() -> None:
    """Say which steps the database lacks; exit status 1 when there are any."""
    missing = _on_database("pending")
    for step in missing:
        tell(f"missing: {step}")
    if missing:
        raise typer.Exit(NOT_DONE)
    tell("up to date")


@app.command()
def upgrade() -> None:
    """Apply the steps that the database lacks, one process at a time. `onereel serve` does so at its start, too."""
    for step in _on_database("migrate"):
        tell(f"applied: {step}")
    tell("up to date")


def _on_database(name: str) -> Sequence[str]:
    async def run() -> Sequence[str]:
        url = read_environment().database_url
        if not url:
            raise ConfigurationError("Set ONEREEL_DATABASE_URL; the embedded database is kept up to date by itself.")
        work: _Steps = getattr(_migrations(), name)
        return await work(url)

    with telling_mistakes():
        return asyncio.run(run())


def _migrations() -> ModuleType:
    try:
        # Here, since the embedded home needs no driver.
        from onereel.store.postgres import migrate  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError("This needs the extra `postgres`: install onereel[postgres].") from error
    return migrate
