"""The web application: paths, errors, one log line a request.

Not here: what a path answers (`routes.py`), or how the parts are made (`onereel.runtime`).
"""

import logging
import time
from collections.abc import Sequence
from random import Random

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onereel.domain.ids import mint_uuid
from onereel.errors import ErrorKind, RequestError, StoreError
from onereel.server.bodies import error_reply, excuse, json_response, retry_header
from onereel.server.callback_routes import CallbackRoutes
from onereel.server.estimate_routes import EstimateRoutes
from onereel.server.help_pages import HelpPages
from onereel.server.hint_routes import HintRoutes
from onereel.server.metrics_route import MetricsRoute
from onereel.server.routes import Routes
from onereel.server.task_routes import TaskRoutes
from onereel.server.timing import RequestTimer

_logger = logging.getLogger(__name__)

_HOME = (b"x-onereel", b"1")
"""By this, clients know that an `Idempotency-Key` is kept here and that tasks can be cancelled."""


def build_app(routes: Routes, *, base_url: str, random: Random, beside: Sequence[Route] = ()) -> ASGIApp:
    """The whole application. `beside` are the paths of what stands on top of the API, such as the console."""
    return _around([*list_paths(routes, base_url=base_url), *beside], routes, random=random)


def build_operating_app(routes: Routes, *, random: Random) -> ASGIApp:
    """What a process answers that serves no clients: whether it is well, and what it has counted."""
    return _around(_operating_paths(routes), routes, random=random)


def _around(paths: Sequence[Route], routes: Routes, *, random: Random) -> ASGIApp:
    app = Starlette(
        routes=paths,
        exception_handlers={
            RequestError: _answer_request_error,
            StoreError: _answer_store_error,
            HTTPException: _answer_http_exception,
            ClientDisconnect: _answer_hang_up,
            Exception: _answer_unexpected,
        },
    )
    templates = {path.endpoint: path.path for path in paths}
    timed = RequestTimer(app, meters=routes.meters, templates=templates)
    return RequestLog(routes.tracing.wrap(timed, templates), random=random)


def list_paths(routes: Routes, *, base_url: str) -> list[Route]:
    """Every path, with who answers there."""
    return [*_client_paths(routes), *_operating_paths(routes), *_help_paths(routes, base_url=base_url)]


def _client_paths(routes: Routes) -> list[Route]:
    tasks = TaskRoutes(gateway=routes.gateway, store=routes.store, share=routes.share)
    estimates = EstimateRoutes(catalog=routes.gateway.catalog, keys=routes.store.keys, limit=routes.max_body_bytes)
    callbacks = CallbackRoutes(gateway=routes.gateway, store=routes.store, clock=routes.clock)
    return [
        Route("/v1/responses", routes.respond, methods=["POST"]),
        Route("/v1/models", routes.models, methods=["GET"]),
        Route("/v1/estimates", estimates.estimate, methods=["POST"]),
        Route("/v1/tasks", tasks.page, methods=["GET"]),
        Route("/v1/tasks/{id}", tasks.one, methods=["GET", "DELETE"]),
        Route("/v1/tasks/{id}/cancel", tasks.cancel, methods=["POST"]),
        Route("/v1/callbacks", callbacks.page, methods=["GET"]),
        Route("/v1/callbacks/{id}", callbacks.show, methods=["GET"]),
        Route("/v1/callbacks/{id}/redeliver", callbacks.redeliver, methods=["POST"]),
        Route("/assets/{asset_id}", routes.asset, methods=["GET"]),
        *_vendor_paths(routes),
    ]


def _vendor_paths(routes: Routes) -> list[Route]:
    if routes.hints is None:
        return []
    hints = HintRoutes(hints=routes.hints)
    return [Route("/callbacks/{upstream}/{account}", hints.take, methods=["POST"])]


def _operating_paths(routes: Routes) -> list[Route]:
    metrics = MetricsRoute(meters=routes.meters, store=routes.store, clock=routes.clock, access=routes.metrics)
    return [
        Route("/healthz", routes.health, methods=["GET"]),
        Route("/readyz", routes.ready, methods=["GET"]),
        Route("/metrics", metrics.show, methods=["GET"]),
    ]


def _help_paths(routes: Routes, *, base_url: str) -> list[Route]:
    pages = HelpPages(routes.gateway.catalog, base_url=base_url)
    return [
        Route("/openapi.json", pages.openapi, methods=["GET"]),
        Route("/docs", pages.page, methods=["GET"]),
        Route("/docs/style.css", pages.style, methods=["GET"]),
    ]


class RequestLog:
    """Gives each request an id, which replies, header and log share, and writes one line about it.

    Never the query string, which holds signatures.
    """

    def __init__(self, app: ASGIApp, *, random: Random) -> None:
        self._app = app
        self._random = random

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = mint_uuid(self._random)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode()), _HOME]
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        finally:
            _logger.info(
                "request",
                extra={
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status or "dropped",
                    "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                    "request_id": request_id,
                },
            )


async def _answer_request_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestError):
        raise error
    reply = error_reply(error)
    return json_response(reply.body, status=reply.status, headers=retry_header(error))


async def _answer_store_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, StoreError):
        raise error
    _logger.error("store_failed", exc_info=error)
    return await _answer_request_error(request, excuse(error))


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    kind = {404: ErrorKind.NOT_FOUND, 405: ErrorKind.METHOD_NOT_ALLOWED}.get(status, ErrorKind.INTERNAL)
    text = {
        ErrorKind.NOT_FOUND: "There is nothing at this path. Models are at POST /v1/responses, help at /docs.",
        ErrorKind.METHOD_NOT_ALLOWED: f"{request.method} is not possible here. Models take POST /v1/responses.",
    }
    reply = error_reply(RequestError(kind, text.get(kind, "The request cannot be served.")))
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else None
    return json_response(reply.body, status=reply.status, headers=headers)


async def _answer_hang_up(request: Request, _error: Exception) -> Response:
    """The client left in the middle of its body. Nobody reads this reply; the log has its line, and no traceback."""
    sorry = RequestError(ErrorKind.MALFORMED_BODY, "The body broke off. Send it whole.")
    return await _answer_request_error(request, sorry)


async def _answer_unexpected(request: Request, _error: Exception) -> Response:
    """Starlette raises the error again after this reply, so that it is logged with its traceback."""
    sorry = RequestError(ErrorKind.INTERNAL, "Something broke on our side; the server's log says what.")
    return await _answer_request_error(request, sorry)
