"""One span a request, in the caller's own trace where it sends a `traceparent`.

Names and attributes are OpenTelemetry's for HTTP (opentelemetry.io/docs/specs/semconv/http/http-spans).

Not here: the query string, which holds signatures, or anything of a body.
"""

from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span, SpanKind, StatusCode, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FAULT: Final = 500
_METHODS: Final = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})


class TracedRequests:
    """Stands around an application."""

    def __init__(self, app: ASGIApp, *, provider: TracerProvider, templates: Mapping[Any, str]) -> None:
        """`templates` are the paths by their handlers, which is what Starlette leaves in the scope."""
        self._app = app
        self._tracer = provider.get_tracer("onereel")
        self._templates = templates
        self._propagator = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else None
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        span = self._tracer.start_span(
            method or "HTTP",
            context=self._propagator.extract(carrier),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method or "_OTHER", "url.scheme": scope["scheme"]},
        )

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                _note_status(span, message["status"])
            await send(message)

        with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            try:
                await self._app(scope, receive, send_noted)
            finally:
                route = self._templates.get(scope.get("endpoint"))
                if route is not None:
                    span.update_name(f"{method or 'HTTP'} {route}")
                    span.set_attribute("http.route", route)


def _note_status(span: Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= _FAULT:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)
