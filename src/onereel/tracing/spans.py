"""Makes spans in the trace of a task, after the fact: with the times at which things happened.

Not here: which spans there are (`tasks.py`).
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags, set_span_in_context

from onereel.domain.trace import root_span_id

_asked_for: ContextVar[tuple[int, int] | None] = ContextVar("asked_for", default=None)


class TaskIds(IdGenerator):
    """Random ids, except where a span must have those of a task's root."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_trace_id(self) -> int:
        asked = _asked_for.get()
        return self._random.generate_trace_id() if asked is None else asked[0]

    def generate_span_id(self) -> int:
        asked = _asked_for.get()
        return self._random.generate_span_id() if asked is None else asked[1]


class TaskTrace:
    """The trace of one task, to which any process may add."""

    def __init__(self, provider: TracerProvider, task_id: str) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("onereel")
        self._trace_id, self._root_id = int(task_id, 16), int(root_span_id(task_id), 16)

    @property
    def root(self) -> SpanContext:
        """Where the whole task is told; it may not have been told yet."""
        # Decided by the trace id alone, so that every process decides alike.
        decision = self._provider.sampler.should_sample(Context(), self._trace_id, "task").decision
        flags = TraceFlags(TraceFlags.SAMPLED if decision is Decision.RECORD_AND_SAMPLE else TraceFlags.DEFAULT)
        return SpanContext(self._trace_id, self._root_id, is_remote=True, trace_flags=flags)

    def add(
        self,
        name: str,
        *,
        start: datetime,
        attributes: Mapping[str, str | int | float],
        kind: SpanKind = SpanKind.INTERNAL,
        links: Sequence[Link] = (),
    ) -> Span:
        """A span within the task. To be ended by `end_span`."""
        return self._tracer.start_span(
            name,
            context=set_span_in_context(NonRecordingSpan(self.root), Context()),
            kind=kind,
            attributes=attributes,
            links=links,
            start_time=_nanoseconds(start),
        )

    def tell_whole(self, name: str, *, start: datetime, attributes: Mapping[str, str | int | float]) -> Span:
        """The span of the whole task. To be ended by `end_span`."""
        token = _asked_for.set((self._trace_id, self._root_id))
        try:
            return self._tracer.start_span(
                name, context=Context(), attributes=attributes, start_time=_nanoseconds(start)
            )
        finally:
            _asked_for.reset(token)


def end_span(span: Span, *, at: datetime) -> None:
    """The moment at which it was over; not before its start, which another machine's clock may have told."""
    start = span.start_time if isinstance(span, ReadableSpan) else None
    span.end(end_time=max(_nanoseconds(at), start or 0))


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
