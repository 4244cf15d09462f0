"""Server-sent events taken apart strictly, byte by byte.

Not here: what the events say.
"""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """One event."""

    name: str
    data: dict[str, Any]


def read_events(content: bytes) -> list[Event]:
    """All events of a stream; anything but `event:`, `data:`, a blank line or a whole comment is an error."""
    assert content.endswith(b"\n\n")
    blocks = [block for block in content[:-2].split(b"\n\n") if not block.startswith(b": ")]
    return [_read_event(block) for block in blocks]


def _read_event(block: bytes) -> Event:
    first, second = block.split(b"\n")
    assert first.startswith(b"event: ")
    assert second.startswith(b"data: ")
    return Event(first.removeprefix(b"event: ").decode(), json.loads(second.removeprefix(b"data: ")))
