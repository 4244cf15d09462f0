"""Short messages between processes on one database, by LISTEN and NOTIFY. Nothing rests on them: they may get lost.

Not here: what they mean (`onereel.tasks.shared_board`).
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from onereel.errors import StoreError
from onereel.store.postgres.connections import connect
from onereel.store.postgres.failures import translated

logger = logging.getLogger(__name__)

_CHANNEL: Final = "onereel_tasks"
_STATEMENT_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 1.0
_CHECK_SECONDS: Final = 10.0


class Signals:
    """Sends and hears messages over one connection of its own, made again when it is lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: asyncio.Queue[str] = asyncio.Queue(maxsize=10_000)

    def send(self, message: str) -> None:
        """Tell every process, this one too. Never waits; a message too many is dropped."""
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(message)

    async def run(self, heard: Callable[[str], None]) -> None:
        """Send what waits and hand over what is heard, until cancelled."""
        while True:
            try:
                await self._run(heard)
            except (StoreError, OSError) as error:
                logger.warning("signals lost", extra={"action": "signals_lost", "error": type(error).__name__})
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _run(self, heard: Callable[[str], None]) -> None:
        def listen(_connection: Any, _process: int, _channel: str, payload: Any) -> None:  # noqa: ANN401 - the driver's
            heard(str(payload))

        connection = await connect(self._url, patience=_STATEMENT_SECONDS)
        try:
            with translated():
                await connection.add_listener(_CHANNEL, listen)
                while True:
                    await self._send_next(connection)
        finally:
            with suppress(OSError, StoreError):
                await connection.close(timeout=_PAUSE_SECONDS)

    async def _send_next(self, connection: Any) -> None:  # noqa: ANN401 - the driver calls it by several names
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                message = await self._waiting.get()
        except TimeoutError:
            await connection.execute("SELECT 1")  # so that a dead connection is noticed
            return
        await connection.execute("SELECT pg_notify($1, $2)", _CHANNEL, message)
