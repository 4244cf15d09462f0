"""`onereel worker`: work on the tasks of a shared database, without serving anybody.

Not here: its parts (`onereel.runtime`).
"""

import asyncio
import signal
from dataclasses import replace
from typing import Annotated, Any

import typer

from onereel.cli.options import DataDirectory, telling_mistakes
from onereel.config import Settings, read_environment
from onereel.errors import ConfigurationError
from onereel.logs import set_up_logging
from onereel.runtime import open_runtime

_Lanes = Annotated[
    str | None,
    typer.Option(help="Which tasks to work on, separated by commas.  [env ONEREEL_LANES; default: sketch]"),
]
_Processes = Annotated[
    int | None, typer.Option(min=1, help="Drawing processes.  [env ONEREEL_PROCESSES; default: one a core]")
]


def worker(lanes: _Lanes = None, data_dir: DataDirectory = None, processes: _Processes = None) -> None:
    """Work on tasks out of the database that ONEREEL_DATABASE_URL names, until told to stop."""
    given: dict[str, Any] = {
        "lanes": tuple(part.strip() for part in lanes.split(",") if part.strip()) if lanes else None,
        "data_directory": data_dir,
        "processes": processes,
        "works": True,
    }
    with telling_mistakes():
        settings = replace(read_environment(), **{name: value for name, value in given.items() if value is not None})
        if not settings.database_url:
            raise ConfigurationError(
                "A worker needs ONEREEL_DATABASE_URL. Without a shared database `onereel serve` works by itself."
            )
        set_up_logging()
        asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_runtime(settings):
        typer.echo(f"working on {', '.join(settings.lanes)}")
        await stop.wait()
