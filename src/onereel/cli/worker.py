"""`onereel worker`: work on the tasks of a shared database, without serving anybody.

Not here: its parts (`onereel.runtime`).
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any

import typer

from onereel.cli.arguments import DataDirectory
from onereel.cli.listening import listen, make_server, routes_of
from onereel.cli.options import telling_mistakes
from onereel.config import Settings, parse_place, read_environment
from onereel.errors import ConfigurationError
from onereel.logs import set_up_logging
from onereel.runtime import Runtime, open_runtime
from onereel.server.app import build_operating_app

_Lanes = Annotated[
    str | None,
    typer.Option(help="Which tasks to work on, separated by commas.  [env ONEREEL_LANES; default: all]"),
]
_Processes = Annotated[
    int | None, typer.Option(min=1, help="Drawing processes.  [env ONEREEL_PROCESSES; default: one a core]")
]

_Metrics = Annotated[
    str | None,
    typer.Option(
        "--metrics-at", help="host:port at which to answer /metrics, /healthz and /readyz.  [env ONEREEL_METRICS_AT]"
    ),
]


def worker(
    lanes: _Lanes = None, data_dir: DataDirectory = None, processes: _Processes = None, metrics_at: _Metrics = None
) -> None:
    """Work on tasks out of the database that ONEREEL_DATABASE_URL names, until told to stop."""
    given: dict[str, Any] = {
        "lanes": tuple(part.strip() for part in lanes.split(",") if part.strip()) if lanes else None,
        "data_directory": data_dir,
        "processes": processes,
        "works": True,
        "metrics_at": parse_place(metrics_at) if metrics_at else None,
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
    async with AsyncExitStack() as stack:
        listener = None
        if settings.metrics_at is not None:
            host, port = settings.metrics_at
            listener = stack.enter_context(listen(host, port, cure="choose another place with --metrics-at"))
        runtime = await stack.enter_async_context(open_runtime(settings))
        if listener is not None:
            await stack.enter_async_context(_answering(runtime, listener))
        typer.echo(f"working on {', '.join(runtime.lanes)}")
        await stop.wait()


@asynccontextmanager
async def _answering(runtime: Runtime, listener: socket.socket) -> AsyncIterator[None]:
    """Metrics and health for as long as the context lasts."""
    server = make_server(build_operating_app(routes_of(runtime), random=runtime.random))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await running
