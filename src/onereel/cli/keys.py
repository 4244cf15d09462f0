"""`onereel keys`: make, list and revoke API keys, also while a server runs on the same data directory.

Not here: how keys are made (`onereel.keys`) or kept (`onereel.store`).
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from onereel.cli.options import DataDirectory, telling_mistakes
from onereel.config import read_environment
from onereel.domain.clock import system_clock
from onereel.keys import create_key
from onereel.runtime import open_store

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What to call the key.")] = "unnamed", data_dir: DataDirectory = None
) -> None:
    """Make a key and print it. It is shown this once and kept only as a digest."""

    async def run() -> str:
        async with open_store(_directory(data_dir)) as store:
            plain, _ = await create_key(store.keys, name=name, clock=system_clock)
            return plain

    with telling_mistakes():
        typer.echo(asyncio.run(run()))


@app.command(name="list")
def list_keys(data_dir: DataDirectory = None) -> None:
    """List all keys, by their first characters."""

    async def run() -> Table:
        table = Table(
            Column("id", min_width=20, no_wrap=True),
            "name",
            Column("key", min_width=10, no_wrap=True),
            "created (UTC)",
            "revoked (UTC)",
        )
        async with open_store(_directory(data_dir)) as store:
            for key in await store.keys.list():
                revoked = _moment(key.revoked_at) if key.revoked_at else ""
                table.add_row(key.id, key.name, f"{key.hint}…", _moment(key.created_at), revoked)
        return table

    with telling_mistakes():
        Console().print(asyncio.run(run()))


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The id, as `onereel keys list` shows it.")],
    data_dir: DataDirectory = None,
) -> None:
    """Revoke a key. Requests with it are refused from then on."""

    async def run() -> bool:
        async with open_store(_directory(data_dir)) as store:
            return await store.keys.revoke(key_id, at=system_clock())

    with telling_mistakes():
        if not asyncio.run(run()):
            typer.secho(f"onereel: there is no key {key_id} to revoke.", err=True, fg=typer.colors.RED)
            raise typer.Exit(1)
    typer.echo(f"{key_id} is revoked.")


def _directory(given: Path | None) -> Path:
    return given or read_environment().data_directory


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
