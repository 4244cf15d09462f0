"""The life of a task as spans in one trace, whichever process tells it.

Not here: requests (`test_requests.py`), or sending spans anywhere (`test_opening.py`).
"""

import subprocess
import sys
from datetime import timedelta
from itertools import pairwise

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, StatusCode
from tests.builders import NOON, build_delivery, build_result, build_task

from onereel.domain.task import Failure
from onereel.domain.trace import root_span_id, traceparent_of
from onereel.tracing.spans import TaskIds
from onereel.tracing.tasks import TaskTracer

IDENTITY = {"onereel.model": "kling-v2-6-text2video", "onereel.provider": "kling"}
ID = "0193a1b2c3d4e5f60718293a4b5c6d7e"


def later(seconds):
    return NOON + timedelta(seconds=seconds)


class Tracer:
    """A tracer of tasks, and what it has told."""

    def __init__(self, **options):
        self.exporter = InMemorySpanExporter()
        provider = TracerProvider(id_generator=TaskIds(), **options)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.now = NOON
        self.tasks = TaskTracer(provider, clock=lambda: self.now)

    @property
    def spans(self):
        return self.exporter.get_finished_spans()

    def live(self, *lives):
        """Tell every change from one to the next."""
        self.tasks.accepted(lives[0])
        for old, new in pairwise(lives):
            self.tasks.changed(old, new)


@pytest.fixture
def tracer():
    return Tracer()


def tell(span):
    """A span in short: name, first and last second, and what is special to it."""
    first, last = (nanoseconds / 1e9 - NOON.timestamp() for nanoseconds in (span.start_time, span.end_time))
    special = {name: value for name, value in span.attributes.items() if name not in {*IDENTITY, "onereel.task_id"}}
    return span.name, round(first, 3), round(last, 3), span.status.status_code is StatusCode.ERROR, special


def test_a_life_with_two_attempts_is_told_in_one_trace(tracer):
    queued = build_task(id=ID)
    first = queued.start(at=later(2))
    again = first.requeue(at=later(5), strike=True)
    second = again.start(at=later(6))
    tracer.live(queued, first, again, second, second.succeed(build_result(), at=later(9)))
    assert [tell(span) for span in tracer.spans] == [
        ("submit", 0, 0, False, {}),
        ("queued", 0, 2, False, {}),
        ("attempt 1", 2, 5, True, {"onereel.attempt": 1, "onereel.outcome": "queued"}),
        ("queued", 5, 6, False, {}),
        ("attempt 2", 6, 9, False, {"onereel.attempt": 2, "onereel.outcome": "succeeded"}),
        (
            "task kling-v2-6-text2video",
            0,
            9,
            False,
            {
                "onereel.state": "succeeded",
                "onereel.attempts": 2,
                "onereel.strikes": 1,
                "onereel.price_cny": queued.charge.cost / 1_000_000,
                "onereel.video_seconds": 5.0,
            },
        ),
    ]
    *parts, whole = tracer.spans
    assert {span.context.trace_id for span in tracer.spans} == {int(ID, 16)}
    assert {span.parent.span_id for span in parts} == {whole.context.span_id} == {int(root_span_id(ID), 16)}
    assert whole.parent is None
    assert all(span.attributes.items() >= (IDENTITY | {"onereel.task_id": ID}).items() for span in tracer.spans)
    assert len({span.context.span_id for span in tracer.spans}) == 6


def test_a_failure_is_told_with_its_code(tracer):
    running = build_task(id=ID).start(at=NOON)
    tracer.tasks.changed(running, running.fail(Failure(code="content_refused", message="Secret."), at=later(1)))
    attempt, whole = tracer.spans
    for span in (attempt, whole):
        assert span.status.status_code is StatusCode.ERROR
        assert span.attributes["error.type"] == "content_refused"
        assert "Secret" not in span.to_json()


def test_a_task_that_is_cancelled_in_the_queue_was_only_waited_for(tracer):
    queued = build_task(id=ID)
    tracer.live(queued, queued.cancel(at=later(3)))
    assert [(span.name, tell(span)[3]) for span in tracer.spans] == [
        ("submit", False),
        ("queued", False),
        ("task kling-v2-6-text2video", False),
    ]


def test_an_attempt_that_is_cancelled_ends_without_an_error(tracer):
    queued = build_task(id=ID)
    running = queued.start(at=later(1))
    tracer.live(queued, running, running.cancel(at=later(3)))
    _, _, attempt, whole = tracer.spans
    assert tell(attempt) == ("attempt 1", 1, 3, False, {"onereel.attempt": 1, "onereel.outcome": "cancelled"})
    assert (whole.attributes["onereel.state"], tell(whole)[:4]) == ("cancelled", (whole.name, 0, 3, False))


def test_every_try_of_a_callback_is_told(tracer):
    first = build_delivery(task_id=ID, url="https://user:word@hooks.example/secret?token=1")
    silent = first.failed(status=None, error="no answer", latency_ms=None, at=later(5), next_at=later(8))
    refused = silent.failed(status=503, error="no", latency_ms=1500, at=later(10), next_at=later(12))
    taken = refused.delivered(status=204, latency_ms=20, at=later(12))
    for seconds, old, new in [(5, first, silent), (10, silent, refused), (12, refused, taken)]:
        tracer.now = later(seconds)
        tracer.tasks.tried(old, new)
    described = {
        "http.request.method": "POST",
        "server.address": "hooks.example",
        "onereel.delivery_id": first.id,
        "onereel.task_state": first.task_state.value,
    }
    again = {"http.request.resend_count": 1, "http.response.status_code": 503, "error.type": "503"}
    last = {"http.request.resend_count": 2, "http.response.status_code": 204}
    assert [tell(span) for span in tracer.spans] == [
        ("callback", 5, 5, True, described | {"error.type": "_OTHER"}),
        ("callback", 8.5, 10, True, described | again),
        ("callback", 11.98, 12, False, described | last),
    ]
    assert {span.kind for span in tracer.spans} == {SpanKind.CLIENT}
    assert {format(span.parent.span_id, "016x") for span in tracer.spans} == {root_span_id(ID)}
    assert not [word for span in tracer.spans for word in ("user", "word", "secret", "token") if word in span.to_json()]


def test_a_callback_that_is_asked_for_again_has_not_been_tried_by_that(tracer):
    given_up = build_delivery(task_id=ID).failed(status=503, error="no", latency_ms=1, at=NOON, next_at=None)
    tracer.tasks.tried(given_up, given_up.again(at=later(1)))
    assert tracer.spans == ()


def test_a_worker_whose_clock_is_behind_makes_no_span_that_ends_before_its_start(tracer):
    queued = build_task(id=ID)
    tracer.tasks.changed(queued, queued.start(at=later(-2)))
    assert [tell(span) for span in tracer.spans] == [("queued", 0, 0, False, {})]


def test_all_processes_decide_alike_whether_a_task_is_traced():
    ids = [
        f"{number:024x}{number * 2654435761 % 2**32:08x}{number * 40503 % 2**32:08x}"[-32:] for number in range(1, 201)
    ]
    tracers = [Tracer(sampler=ParentBased(TraceIdRatioBased(0.5))) for _ in range(2)]
    for task_id in ids:
        queued = build_task(id=task_id)
        running = queued.start(at=NOON)
        tracers[0].tasks.changed(queued, running)
        tracers[1].tasks.changed(running, running.cancel(at=NOON))
    traced = [{span.context.trace_id for span in tracer.spans} for tracer in tracers]
    assert traced[0] == traced[1]
    assert 0 < len(traced[0]) < len(ids)


def test_the_ids_are_the_same_in_every_process():
    told = subprocess.run(
        [sys.executable, "-c", f"from onereel.domain.trace import traceparent_of; print(traceparent_of({ID!r}))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert told == traceparent_of(ID) == f"00-{ID}-{root_span_id(ID)}-01"
    assert len(root_span_id(ID)) == 16
