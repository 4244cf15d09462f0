"""Requests as spans: named by their route, in the caller's trace, linked with the task that they have made.

Not here: the life of the task (`test_tasks.py`).
"""

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.builders import NOON, build_task

from onereel.domain.trace import root_span_id
from onereel.tracing.requests import TracedRequests
from onereel.tracing.spans import TaskIds
from onereel.tracing.tasks import TaskTracer

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TASK = build_task(id="0193a1b2c3d4e5f60718293a4b5c6d7e")


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def app(exporter):
    provider = TracerProvider(id_generator=TaskIds())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tasks = TaskTracer(provider, clock=lambda: NOON)

    async def submit(_request: Request) -> Response:
        tasks.accepted(TASK)
        return Response("accepted")

    async def show(_request: Request) -> Response:
        return Response(status_code=503)

    async def fall(_request: Request) -> Response:
        raise ValueError("secret")

    paths = [Route("/submit", submit, methods=["POST"]), Route("/v1/tasks/{id}", show), Route("/fall", fall)]
    return TracedRequests(
        Starlette(routes=paths), provider=provider, templates={path.endpoint: path.path for path in paths}
    )


async def ask(app, method, path, **options):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.request(method, path, **options)


async def test_a_request_is_told_by_its_route_and_never_by_its_query(app, exporter):
    await ask(app, "GET", "/v1/tasks/42?Signature=secret")
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.kind, span.parent) == ("GET /v1/tasks/{id}", SpanKind.SERVER, None)
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "url.scheme": "http",
        "http.route": "/v1/tasks/{id}",
        "http.response.status_code": 503,
        "error.type": "503",
    }
    assert span.status.status_code is StatusCode.ERROR
    assert "secret" not in span.to_json()


async def test_the_callers_trace_goes_on_and_task_and_request_know_each_other(app, exporter):
    await ask(app, "POST", "/submit", headers={"traceparent": CALLER})
    submit, request = exporter.get_finished_spans()
    assert format(request.context.trace_id, "032x") == "0af7651916cd43dd8448eb211c80319c"
    assert format(request.parent.span_id, "016x") == "b7ad6b7169203331"
    assert format(submit.context.trace_id, "032x") == TASK.id
    assert [link.context.span_id for link in submit.links] == [request.context.span_id]
    assert [(link.context.trace_id, format(link.context.span_id, "016x")) for link in request.links] == [
        (submit.context.trace_id, root_span_id(TASK.id))
    ]
    assert request.attributes["onereel.task_id"] == TASK.id


async def test_a_traceparent_that_is_none_is_passed_over(app, exporter):
    await ask(app, "POST", "/submit", headers={"traceparent": "00-zz-1-1"})
    _, request = exporter.get_finished_spans()
    assert request.parent is None


async def test_what_is_not_there_is_told_without_its_path(app, exporter):
    await ask(app, "GET", "/secret")
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.attributes["http.response.status_code"]) == ("GET", 404)
    assert "secret" not in span.to_json()


async def test_methods_without_number_make_no_names_without_number(app, exporter):
    await ask(app, "SECRET", "/submit")
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.attributes["http.request.method"]) == ("HTTP /submit", "_OTHER")
    assert "SECRET" not in span.to_json()


async def test_a_handler_that_breaks_is_an_error_without_its_text(app, exporter):
    await ask(app, "GET", "/fall")
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.attributes["http.response.status_code"]) == ("GET /fall", 500)
    assert span.status.status_code is StatusCode.ERROR
    assert "secret" not in span.to_json()
