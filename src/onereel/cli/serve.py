"""`onereel serve`: run the server.

Not here: its parts (`onereel.runtime`) and its paths (`onereel.server.app`).
"""

import asyncio
import gc
import shlex
import signal
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from starlette.types import ASGIApp

from onereel.cli.arguments import DataDirectory
from onereel.cli.listening import listen, make_server, routes_of
from onereel.cli.options import telling_mistakes
from onereel.config import Settings, read_environment
from onereel.console.paths import ConsoleOptions, list_console_paths
from onereel.keys import create_key
from onereel.logs import set_up_logging
from onereel.runtime import Runtime, open_runtime
from onereel.server.app import build_app

_YOUNG_OBJECTS = 10_000
"""How many more objects there may be before the youngest are looked at; Python's own is 700."""

_Host = Annotated[str | None, typer.Option(help="Address to listen on.  [env ONEREEL_HOST; default: 127.0.0.1]")]
_Port = Annotated[int | None, typer.Option(help="Port to listen on.  [env ONEREEL_PORT; default: 8000]")]
_PublicUrl = Annotated[
    str | None,
    typer.Option(help="Address that clients reach the server by; links begin with it.  [env ONEREEL_PUBLIC_URL]"),
]
_AllowPrivate = Annotated[
    list[str] | None,
    typer.Option(help="A private host:port to fetch from all the same; repeatable.  [env ONEREEL_ALLOW_PRIVATE]"),
]
_ImageRoot = Annotated[
    list[Path] | None,
    typer.Option(help="A directory that image_path may be read from; repeatable.  [env ONEREEL_IMAGE_ROOTS]"),
]
_Processes = Annotated[
    int | None, typer.Option(min=1, help="Drawing processes.  [env ONEREEL_PROCESSES; default: one a core]")
]
_Work = Annotated[
    bool | None,
    typer.Option("--work/--no-work", help="Whether to work on tasks here, too.  [env ONEREEL_WORK; default: --work]"),
]


def serve(
    host: _Host = None,
    port: _Port = None,
    data_dir: DataDirectory = None,
    public_url: _PublicUrl = None,
    allow_private: _AllowPrivate = None,
    image_root: _ImageRoot = None,
    processes: _Processes = None,
    work: _Work = None,
) -> None:
    """Run the server until it is told to stop. What it leaves unfinished is taken up at the next start."""
    given: dict[str, Any] = {
        "host": host,
        "port": port,
        "data_directory": data_dir,
        "public_url": public_url,
        "allow_private": tuple(allow_private) if allow_private else None,
        "image_roots": tuple(image_root) if image_root else None,
        "processes": processes,
        "works": work,
    }
    with telling_mistakes():
        settings = replace(read_environment(), **{name: value for name, value in given.items() if value is not None})
        set_up_logging()
        loop_factory = uvicorn.Config(_serve, log_config=None).get_loop_factory()
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    with listen(settings.host, settings.port, cure="choose another address with --host and --port") as listener:
        async with open_runtime(settings) as runtime:
            server = make_server(_build(runtime))
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, server.handle_exit, number, None)
            await _greet(runtime)
            _spare_the_collector()
            await server.serve(sockets=[listener])


def _build(runtime: Runtime) -> ASGIApp:
    """The API and the console over the same parts."""
    settings, routes = runtime.settings, routes_of(runtime)
    options = ConsoleOptions(
        base_url=settings.base_url,
        lanes=runtime.lanes if settings.works else (),
        accounts=runtime.accounts,
        avoided=runtime.avoided,
        media_sources=settings.media_origins,
    )
    console = list_console_paths(routes, options)
    return build_app(routes, base_url=settings.base_url, random=runtime.random, beside=console)


def _spare_the_collector() -> None:
    """What was made by now lives as long as the server, and what a request makes dies with it; looking at both again
    and again took a sixth of a busy server's time, and doubled what its slowest replies took (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)


async def _greet(runtime: Runtime) -> None:
    """Tell the address, the first key, and one line to try it with."""
    base_url = runtime.settings.base_url
    typer.echo(f"onereel is at {base_url} (documentation: {base_url}/docs, console: {base_url}/console)")
    key = "$ONEREEL_API_KEY"
    if not await runtime.store.keys.list():
        key, kept = await create_key(runtime.store.keys, name="first", clock=runtime.clock)
        typer.echo(f"Your API key, shown this once: {key}")
        typer.echo(f"Its callbacks are signed with, shown this once: {kept.secrets[0]}")
    body = '{"model": "kling-v2-6-text2video", "input": "生成一个海边有一个人跳舞的视频"}'
    typer.echo("Try it:")
    typer.echo(
        f'curl -s {base_url}/v1/responses -H "Authorization: {key}" '
        f'-H "Content-Type: application/json" -d {shlex.quote(body)}'
    )
