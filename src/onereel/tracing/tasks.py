"""Tells the life of tasks as spans: submit, queued, each attempt, each try of a callback, and the whole.

Never a prompt, a key, a link or more of an address than its host.

Not here: how a span gets into the trace of its task (`spans.py`).
"""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Link, Span, SpanKind, StatusCode, get_current_span

from onereel.domain.clock import Clock
from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.task import State, Task
from onereel.store.observed import Observer
from onereel.tracing.spans import TaskTrace, end_span

_MILLION: Final = 1_000_000


class TaskTracer(Observer):
    """Observes the store; what it hears of is stored already."""

    def __init__(self, provider: TracerProvider, *, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock

    def accepted(self, task: Task) -> None:
        """The submit, linked with the request that it came by; the request with the task."""
        trace = TaskTrace(self._provider, task.id)
        request = get_current_span()
        known = request.get_span_context().is_valid
        links = [Link(request.get_span_context())] if known else []
        end_span(trace.add("submit", start=task.created_at, attributes=_identity(task), links=links), at=self._clock())
        if known:
            request.add_link(trace.root)
            request.set_attributes(_identity(task))

    def changed(self, old: Task, new: Task) -> None:
        """What was waited for, or worked at, until now; and the whole once it is over."""
        trace = TaskTrace(self._provider, new.id)
        if old.state is State.QUEUED:
            end_span(trace.add("queued", start=old.updated_at, attributes=_identity(new)), at=new.updated_at)
        elif old.state is State.RUNNING:
            attempt = _identity(new) | {"onereel.attempt": old.attempt, "onereel.outcome": new.state.value}
            span = trace.add(f"attempt {old.attempt}", start=old.updated_at, attributes=attempt)
            if new.strikes > old.strikes:
                span.set_status(StatusCode.ERROR, "the engine or its worker was gone")
            _mark_failure(span, new)
            end_span(span, at=new.updated_at)
        if new.state.is_terminal:
            whole = trace.tell_whole(f"task {new.model}", start=new.created_at, attributes=_summary(new))
            _mark_failure(whole, new)
            end_span(whole, at=new.finished_at or new.updated_at)

    def tried(self, old: Delivery, new: Delivery) -> None:
        """One try at a callback; none has been made where somebody asked for it again."""
        if new.tries <= old.tries:
            return
        now = self._clock()
        attributes: dict[str, str | int] = {
            "http.request.method": "POST",
            "server.address": urlsplit(new.url).hostname or "",
            "onereel.delivery_id": new.id,
            "onereel.task_state": new.task_state.value,
        }
        if old.tries:
            attributes["http.request.resend_count"] = old.tries
        if new.status is not None:
            attributes["http.response.status_code"] = new.status
        span = TaskTrace(self._provider, new.task_id).add(
            "callback",
            start=now - timedelta(milliseconds=new.latency_ms or 0),
            attributes=attributes,
            kind=SpanKind.CLIENT,
        )
        if new.state is not DeliveryState.DELIVERED:
            span.set_attribute("error.type", "_OTHER" if new.status is None else str(new.status))
            span.set_status(StatusCode.ERROR)
        end_span(span, at=now)


def _identity(task: Task) -> dict[str, str | int | float]:
    return {"onereel.task_id": task.id, "onereel.model": task.model, "onereel.provider": task.provider}


def _summary(task: Task) -> dict[str, str | int | float]:
    found = _identity(task) | {
        "onereel.state": task.state.value,
        "onereel.attempts": task.attempt,
        "onereel.strikes": task.strikes,
        "onereel.price_cny": task.charge.cost / _MILLION,
    }
    if task.result is not None:
        found["onereel.video_seconds"] = float(task.result.video.facts.seconds)
    return found


def _mark_failure(span: Span, task: Task) -> None:
    if task.failure is not None:
        span.set_attribute("error.type", task.failure.code)
        span.set_status(StatusCode.ERROR)
