"""The two homes that the suite over true servers runs on.

Not here: the suite (`test_homes.py`).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.support.server import RunningServer
from tests.support.postgres import TestServer

HOMES = ("embedded", "postgresql")


@contextmanager
def open_home(name: str, place: Path, postgres: TestServer | None) -> Iterator[RunningServer]:
    """A running server with the home of that name."""
    url = asyncio.run(postgres.create_migrated()) if postgres else ""
    server = RunningServer(place, processes=1, settings={"ONEREEL_DATABASE_URL": url} if url else None)
    try:
        yield server
    finally:
        server.kill()
        if postgres:
            asyncio.run(postgres.drop(url))
