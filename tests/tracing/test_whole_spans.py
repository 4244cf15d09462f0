"""Spans compared whole: ids, kind, times in nanoseconds, attributes, status; and that nothing secret is among them.

Not here: lives of several attempts (`test_tasks.py`), or requests (`test_requests.py`).
"""

from datetime import timedelta

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.builders import NOON, build_delivery, build_request, build_result, build_task

from onereel.domain.task import Failure
from onereel.domain.trace import root_span_id
from onereel.tracing.spans import TaskIds
from onereel.tracing.tasks import TaskTracer

ID = "0193a1b2c3d4e5f60718293a4b5c6d7e"
ROOT = root_span_id(ID)
NOON_NS = 1_772_366_400_123_456_000
SECOND = 1_000_000_000
TASK = {"onereel.task_id": ID, "onereel.model": "kling-v2-6-text2video", "onereel.provider": "kling"}


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter):
    provider = TracerProvider(id_generator=TaskIds())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return TaskTracer(provider, clock=lambda: NOON)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def describe(span):
    """All that is fixed of a span; the ids of those that are not a root are drawn."""
    return {
        "name": span.name,
        "trace": format(span.context.trace_id, "032x"),
        "parent": span.parent and format(span.parent.span_id, "016x"),
        "kind": span.kind.name,
        "times": (span.start_time - NOON_NS, span.end_time - NOON_NS),
        "status": (span.status.status_code.name, span.status.description),
        "attributes": dict(span.attributes),
        "events": list(span.events),
        "links": list(span.links),
    }


def expected(name, times, *, attributes, parent=ROOT, kind="INTERNAL", status="UNSET"):
    return {
        "name": name,
        "trace": ID,
        "parent": parent,
        "kind": kind,
        "times": times,
        "status": (status, None),
        "attributes": attributes,
        "events": [],
        "links": [],
    }


def test_an_attempt_that_is_cancelled_is_no_error(tracer, exporter):
    running = build_task(id=ID).start(at=after(1))
    tracer.changed(running, running.cancel(at=after(4)))
    attempt, whole = exporter.get_finished_spans()
    assert describe(attempt) == expected(
        "attempt 1",
        (SECOND, 4 * SECOND),
        attributes=TASK | {"onereel.attempt": 1, "onereel.outcome": "cancelled"},
    )
    assert describe(whole) == expected(
        "task kling-v2-6-text2video",
        (0, 4 * SECOND),
        parent=None,
        attributes=TASK
        | {
            "onereel.state": "cancelled",
            "onereel.attempts": 1,
            "onereel.strikes": 0,
            "onereel.price_cny": 2.5,
        },
    )
    assert format(whole.context.span_id, "016x") == ROOT


def test_a_task_that_fails_in_the_queue_has_no_attempt(tracer, exporter):
    queued = build_task(id=ID)
    tracer.changed(queued, queued.fail(Failure(code="deadline", message="Too late."), at=after(9)))
    waited, whole = exporter.get_finished_spans()
    assert describe(waited) == expected("queued", (0, 9 * SECOND), attributes=TASK)
    assert describe(whole) == expected(
        "task kling-v2-6-text2video",
        (0, 9 * SECOND),
        parent=None,
        status="ERROR",
        attributes=TASK
        | {
            "onereel.state": "failed",
            "onereel.attempts": 0,
            "onereel.strikes": 0,
            "onereel.price_cny": 2.5,
            "error.type": "deadline",
        },
    )


def test_a_try_that_got_no_answer_has_no_status_and_no_length(tracer, exporter):
    first = build_delivery(task_id=ID)
    tracer.tried(first, first.failed(status=None, error="secret", latency_ms=None, at=NOON, next_at=None))
    (span,) = exporter.get_finished_spans()
    assert describe(span) == expected(
        "callback",
        (0, 0),
        kind="CLIENT",
        status="ERROR",
        attributes={
            "http.request.method": "POST",
            "server.address": "example.org",
            "onereel.delivery_id": first.id,
            "onereel.task_state": "queued",
            "error.type": "_OTHER",
        },
    )


def test_a_callback_that_is_asked_for_again_is_told_once_it_is_tried(tracer, exporter):
    first = build_delivery(task_id=ID)
    given_up = first.failed(status=500, error="no", latency_ms=5, at=NOON, next_at=None)
    again = given_up.again(at=after(60))
    tracer.tried(given_up, again)
    assert exporter.get_finished_spans() == ()
    tracer.tried(again, again.delivered(status=200, latency_ms=5, at=after(60)))
    assert [span.name for span in exporter.get_finished_spans()] == ["callback"]


def test_nothing_of_what_a_caller_wrote_or_was_given_is_told(tracer, exporter):
    queued = build_task(
        id=ID,
        key_id="secret-key",
        public_id="secret-id",
        request_id="secret-request",
        echo=b'{"secret":1}',
        callback_url="https://secret:secret@hooks.example/secret?secret=1#secret",
        request=build_request(prompt="secret", negative_prompt="secret"),
    )
    running = queued.start(at=after(1))
    tracer.accepted(queued)
    tracer.changed(queued, running)
    tracer.changed(running, running.succeed(build_result(), at=after(2)))
    sent = build_delivery(task_id=ID, key_id="secret-key", url=queued.callback_url, body=b"secret")
    tracer.tried(sent, sent.failed(status=500, error="secret", latency_ms=3, at=after(3), next_at=None))
    spans = exporter.get_finished_spans()
    assert len(spans) == 5
    for span in spans:
        told = span.to_json()
        assert "secret" not in told
        assert "mp4" not in told
