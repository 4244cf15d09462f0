"""Reads what servers send: JSON that may be anything, looked into without trust.

Not here: what any provider's fields mean (`dialects/`).
"""

import json
import math

from onereel.client.errors import UnexpectedAnswer
from onereel.client.states import Cost, Reply


def parse_object(content: bytes | str) -> Reply:
    """The JSON object in `content`. Raises UnexpectedAnswer on anything else, or nesting too deep."""
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnexpectedAnswer(f"The answer is not JSON: {_start_of(content)}") from error
    if not isinstance(parsed, dict):
        raise UnexpectedAnswer(f"The answer is not a JSON object: {_start_of(content)}")
    return parsed


def object_at(reply: Reply, *path: str | int) -> Reply | None:
    """The object at a path of names and places, or None."""
    found = _find(reply, path)
    return found if isinstance(found, dict) else None


def text_at(reply: Reply, *path: str | int) -> str | None:
    """The text at a path, or None; empty is None, too, and a whole number is its digits."""
    found = _find(reply, path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) and found else None


def whole_at(reply: Reply, *path: str | int) -> int | None:
    """The whole number at a path, or None."""
    found = _find(reply, path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def link_at(reply: Reply, *path: str | int) -> str | None:
    """The web address at a path, or None."""
    found = text_at(reply, *path)
    return found if found and is_link(found) else None


def is_link(text: str) -> bool:
    """Whether it is an address by http or https."""
    return text[:8].lower().startswith(("http://", "https://"))


def read_seconds(text: str | None) -> float | None:
    """A length such as "5.041"; None where it is none."""
    try:
        seconds = float(text) if text else math.nan
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def read_cost(reply: Reply, *, credits: int | None = None) -> Cost | None:  # noqa: A002 - the providers' word
    """What `usage` and the provider's own unit tell; None where both tell nothing."""
    tokens = whole_at(reply, "usage", "total_tokens") or None
    return Cost(tokens=tokens, credits=credits) if tokens or credits is not None else None


def require_id(found: str | None) -> str:
    """The id of what was accepted. Raises UnexpectedAnswer where there is none."""
    if found is None:
        raise UnexpectedAnswer("The submit was answered without an id, so the video cannot be followed.")
    return found


def _find(reply: object, path: tuple[str | int, ...]) -> object:
    found = reply
    for step in path:
        if isinstance(step, str) and isinstance(found, dict):
            found = found.get(step)
        elif isinstance(step, int) and isinstance(found, list) and len(found) > step:
            found = found[step]
        else:
            return None
    return found


_SHOWN = 120
"""Characters."""


def _start_of(content: bytes | str) -> str:
    text = content[: _SHOWN * 4].decode(errors="replace") if isinstance(content, bytes) else content
    return repr(text[:_SHOWN])
