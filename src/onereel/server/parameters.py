"""Reads the parameters of lists out of a query string, strictly: an error names the parameter and the cure.

Not here: what a list answers (`task_routes.py`, `callback_routes.py`).
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

from onereel.errors import ErrorKind, RequestError
from onereel.store.base import Key

DEFAULT_LIMIT: Final = 20
LARGEST_LIMIT: Final = 100

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_QUOTED: Final = 60
"""Characters of a wrong value that an error repeats."""


class Parameters:
    """The parameters of one request."""

    def __init__(self, values: Mapping[str, str], *, known: Collection[str]) -> None:
        """Raises RequestError on a parameter that is not known: a filter that is not applied would go unnoticed."""
        for name in values:
            if name not in known:
                there_are = ", ".join(f"`{one}`" for one in known)
                raise _refuse(name[:_QUOTED], f"`{name[:_QUOTED]}` is not a parameter here. There are: {there_are}.")
        self._values = values

    def text(self, name: str) -> str | None:
        """The value as it is, or None where there is none."""
        return self._values.get(name)

    def limit(self) -> int:
        """How many records are wanted. Raises RequestError unless it is 1 to 100."""
        text = self._values.get("limit", str(DEFAULT_LIMIT))
        number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
        if not 1 <= number <= LARGEST_LIMIT:
            raise _wrong("limit", text, f"it takes a whole number from 1 to {LARGEST_LIMIT}")
        return number

    def after(self, shape: re.Pattern[str]) -> str | None:
        """The id that the page before ended with. Raises RequestError unless it has the shape of such an id."""
        text = self._values.get("after")
        if text is not None and not shape.fullmatch(text):
            raise _wrong("after", text, "it takes the `next_after` of the page before")
        return text

    def moment(self, name: str) -> datetime | None:
        """A moment, in UTC. Raises RequestError unless it is an RFC 3339 date and time with a zone."""
        text = self._values.get(name)
        if text is None:
            return None
        try:
            if _MOMENT.fullmatch(text):
                return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # of the right shape, but no such moment
        raise _wrong(name, text, "it takes RFC 3339, such as 2026-03-01T12:00:00Z; write a + of a zone as %2B")

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of several values. Raises RequestError, which names them."""
        text = self._values.get(name)
        if text is not None and text not in allowed:
            raise _wrong(name, text, f"it takes {', '.join(allowed)}")
        return text


def chosen_key(parameters: Parameters, key: Key) -> str | None:
    """Whose records are wanted: one's own, or those that an operator names; None for everybody's.

    Raises RequestError where `key_id` is given and the key is no operator's.
    """
    chosen = parameters.text("key_id")
    if key.is_operator:
        return chosen
    if chosen is not None:
        raise _refuse("key_id", "`key_id` is for operators' keys only: leave it out, and you see what is yours.")
    return key.id


def _wrong(name: str, text: str, cure: str) -> RequestError:
    shown = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return _refuse(name, f"`{name}` is {shown!r}: {cure}.")


def _refuse(name: str, message: str) -> RequestError:
    return RequestError(ErrorKind.INVALID_VALUE, message, field=name)
