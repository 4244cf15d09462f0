"""What is carried from one home to another: whole tables, by the names that both homes use.

Not here: reading them (`sqlite/departure.py`) or taking them in (`postgres/arrival.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

CARRIED: Final = (
    "keys",
    "accounts",
    "tasks",
    "ledger",
    "tallies",
    "events",
    "uploads",
    "files",
    "operations",
    "claims",
    "deliveries",
    "tries",
)
"""Every table that holds what somebody has stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table; its rows are read while they are taken."""

    name: str
    columns: Sequence[str]
    rows: Iterator[tuple[Any, ...]]
    """In the order of the columns. Times are whole microseconds since 1970, truths are 0 and 1."""
