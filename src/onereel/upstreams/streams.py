"""Reads the server-sent events in which OpenAI's Responses API, and DMXAPI after it, tells of a task.

Not here: what the words in them mean (`texts.py`).
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from onereel.assets.events import EventSplitter
from onereel.upstreams.answers import text_at

FAILED: Final = frozenset({"response.failed", "response.incomplete", "response.cancelled", "error"})
LAST: Final = FAILED | {"response.completed"}
"""The types of events after which none comes."""


def read_events(content: bytes) -> list[Any]:
    """The JSON of every event that has any, in order; the last may not be whole."""
    return [read for read in map(read_event, EventSplitter().feed(content + b"\n\n")) if read is not None]


def read_event(event: bytes) -> Any:  # noqa: ANN401 - JSON of somebody else
    """The JSON of one event; None where it has none."""
    lines = (line.removeprefix(b"data:").strip() for line in event.splitlines() if line.startswith(b"data:"))
    try:
        return msgspec.json.decode(b"\n".join(lines))
    except (msgspec.DecodeError, RecursionError):
        return None


def whole_text(events: Sequence[Any]) -> str:
    """All that was said: the text that the last event repeats, or the pieces put together."""
    for event in reversed(events):
        repeated = text_at(event, "response", "output", 0, "content", 0, "text")
        if repeated:
            return repeated
    return "".join(text_at(event, "delta") for event in events)


def ending(events: Sequence[Any]) -> Any:  # noqa: ANN401 - JSON of somebody else
    """The event after which none comes; None while there is none."""
    return next((event for event in events if text_at(event, "type") in LAST), None)
