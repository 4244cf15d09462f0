"""What becomes of an order: each part of its way can go wrong by itself, by script or by chance.

Not here: carrying it out (`desk.py`, `links.py`, `callbacks.py`).
"""

from collections import deque
from collections.abc import Collection
from enum import StrEnum
from random import Random
from typing import Any

import msgspec


class Start(StrEnum):
    """How the order itself is answered."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """With `Fate.status` and `Fate.body`, not taken."""
    LIMITED = "limited"
    """The vendor's own word for too many, not taken."""
    MODERATED = "moderated"
    """Not taken."""
    FAULT_BEFORE = "fault_before"
    """5xx, not taken."""
    FAULT_AFTER = "fault_after"
    """5xx, taken."""
    HANG_UP = "hang_up"
    """Taken, then the connection is closed without a word."""
    SILENT = "silent"
    """Taken, and never answered."""
    TRUNCATED = "truncated"
    """Taken; the answer ends before its Content-Length."""
    GARBAGE = "garbage"
    """Taken; 200 with a page of HTML."""


NOT_TAKEN = frozenset({Start.REFUSED, Start.LIMITED, Start.MODERATED, Start.FAULT_BEFORE})


class End(StrEnum):
    """What comes of the order once it was taken."""

    DONE = "done"
    FAILED = "failed"
    MODERATED = "moderated"


class Polls(StrEnum):
    """How questions about the order are answered, for the first `Fate.poll_count` of them."""

    ANSWERED = "answered"
    FAULT = "fault"
    LIMITED = "limited"
    GARBAGE = "garbage"
    HANG_UP = "hang_up"
    UNKNOWN = "unknown"
    """As if it had never been taken, where a vendor is asked by the caller's own id: its index lags behind."""


class Link(StrEnum):
    """What the link to the video does, for the first `Fate.link_count` requests, or for all of them."""

    GOOD = "good"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    SLOW = "slow"
    """Takes `Fate.link_seconds`."""
    CUT = "cut"
    """Ends half-way."""


class Callbacks(StrEnum):
    """How changes are told to whoever wishes to be told."""

    ONCE = "once"
    TWICE = "twice"
    DISORDERED = "disordered"
    """The end first, then what came before it."""
    MISSING = "missing"


class Fate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of one order. Without arguments all goes well."""

    start: Start = Start.ANSWERED
    status: int = 400
    body: dict[str, Any] = {}
    retry_after: int | None = None
    """The header of an answer that says `limited`, in seconds."""
    end: End = End.DONE
    polls: Polls = Polls.ANSWERED
    poll_count: int = 3
    link: Link = Link.GOOD
    link_count: int | None = None
    link_seconds: float = 1.0
    callbacks: Callbacks = Callbacks.ONCE


FINE = Fate()
MISBEHAVIOURS = (
    *(Fate(start=start) for start in Start if start not in {Start.ANSWERED, Start.REFUSED}),
    *(Fate(end=end) for end in End if end is not End.DONE),
    *(Fate(polls=polls) for polls in Polls if polls not in {Polls.ANSWERED, Polls.UNKNOWN}),
    Fate(start=Start.HANG_UP, polls=Polls.UNKNOWN, poll_count=1),
    *(Fate(link=link) for link in (Link.MISSING, Link.FORBIDDEN)),
    *(Fate(link=link, link_count=1) for link in (Link.SLOW, Link.CUT)),
    *(Fate(callbacks=told) for told in Callbacks if told is not Callbacks.ONCE),
)
"""What chance chooses from."""


class Fates:
    """The fates of the next orders: those in the script first, then by chance."""

    def __init__(self, *, share: float, random: Random, without: Collection[Start] = ()) -> None:
        """`share` of the orders that no script speaks of misbehave, but none as in `without`."""
        self.share = share
        self._choice = [fate for fate in MISBEHAVIOURS if fate.start not in without]
        self._random = random
        self._script: deque[Fate] = deque()

    def script(self, fates: list[Fate]) -> None:
        """Add to the script."""
        self._script.extend(fates)

    def clear(self) -> None:
        """Forget the script."""
        self._script.clear()

    def draw(self) -> Fate:
        """That of the next order."""
        if self._script:
            return self._script.popleft()
        if self.share and self._random.random() < self.share:
            return self._random.choice(self._choice)
        return FINE
