"""The trace of a task, by which an operator follows it through all processes: its id is the task's own.

A task's id is 32 hex digits, as a trace id is (w3.org/TR/trace-context), and time-ordered with random ends, so that
nothing has to be stored or passed on for every process to know where a span belongs.

Not here: spans (`onereel.tracing`).
"""

import hashlib
from typing import Final

_PURPOSE: Final = b"onereel root span "
_SAMPLED: Final = "01"


def root_span_id(task_id: str) -> str:
    """The id of the span that covers a task from its submit to its end: 16 hex digits, never only zeros."""
    found = hashlib.sha256(_PURPOSE + task_id.encode()).hexdigest()[:16]
    return found if found.strip("0") else "0" * 15 + "1"


def traceparent_of(task_id: str) -> str:
    """The `traceparent` header of whatever is sent on behalf of a task."""
    return f"00-{task_id}-{root_span_id(task_id)}-{_SAMPLED}"
