"""Measures every request: how long until its reply began, by the template of its path.

Not here: what is done with the measurements (`onereel.metrics`), or the log (`app.py`).
"""

import time
from collections.abc import Mapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onereel.metrics.meters import Meters

_NO_ROUTE: Final = "none"
"""For paths at which there is nothing; they are without number, and a label must not be."""


class RequestTimer:
    """Stands around an application."""

    def __init__(self, app: ASGIApp, *, meters: Meters, templates: Mapping[Any, str]) -> None:
        """`templates` are the paths by their handlers, which is what Starlette leaves in the scope."""
        self._app = app
        self._meters = meters
        self._templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status, seconds = "dropped", 0.0

        async def send_noted(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = str(message["status"]), time.perf_counter() - started
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            self._meters.answered(
                route=self._templates.get(scope.get("endpoint"), _NO_ROUTE),
                method=scope["method"],
                status=status,
                seconds=seconds or time.perf_counter() - started,
            )
