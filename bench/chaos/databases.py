"""The two ways in which the PostgreSQL server goes away and comes back.

Not here: when (`monkey.py`).
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import asyncpg
from tests.support.postgres import TestServer

Deed: TypeAlias = Callable[[], Awaitable[None]]
_STOP_SECONDS = 30.0


def restarts_of(database: TestServer, url: str) -> Mapping[str, Deed]:
    """By what is counted: crashed without a word to anybody, or restarted as an operator does it."""

    async def crash() -> None:
        await asyncio.to_thread(database.crash)
        await asyncio.to_thread(database.start)

    async def restart() -> None:
        await _stop_fast(url)
        await asyncio.to_thread(database.start)

    return {"database crashed": crash, "database restarted": restart}


async def _stop_fast(url: str) -> None:
    """What `pg_ctl stop -m fast` does: SIGINT, which ends all sessions, and wait until the server is gone."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        record = Path(await connection.fetchval("SHOW data_directory")) / "postmaster.pid"
    finally:
        await connection.close()
    os.kill(int(record.read_text().split()[0]), signal.SIGINT)
    async with asyncio.timeout(_STOP_SECONDS):
        # The server offers nothing else to wait for: its last deed is to remove this file.
        while True:
            if not record.exists():
                return
            await asyncio.sleep(0.05)
