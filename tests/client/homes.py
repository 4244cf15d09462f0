"""The two homes that the suite over true servers runs on.

Not here: the suite (`test_homes.py`).
"""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.support.server import COMMAND, RunningServer
from tests.support.postgres import TestServer

HOMES = ("embedded", "postgresql")


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """A running server, and where its tasks are kept."""

    server: RunningServer
    settings: dict[str, str]

    def make_key(self, name: str, *options: str) -> str:
        """A key as an operator makes it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEREEL_")}
        words = [*COMMAND, "keys", "create", name, *options, "--data-dir", str(self.server.data_directory)]
        made = subprocess.run(
            words, env=environment | self.settings, capture_output=True, text=True, check=True, timeout=60
        )
        return made.stdout.strip()


@contextmanager
def open_home(place: Path, postgres: TestServer | None) -> Iterator[Home]:
    """A running server over PostgreSQL where there is one, else an embedded one."""
    url = asyncio.run(postgres.create_migrated()) if postgres else ""
    settings = {"ONEREEL_DATABASE_URL": url} if url else {}
    server = RunningServer(place, processes=1, settings=settings)
    try:
        yield Home(server=server, settings=settings)
    finally:
        server.kill()
        if postgres:
            asyncio.run(postgres.drop(url))
