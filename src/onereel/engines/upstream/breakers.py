"""Circuit breakers, one for each account and model: whoever cannot serve anybody is asked last for a while.

An open breaker never fails a task. It only sends it to the other engines of its route first; where there are none, the
account is tried all the same.

Not here: what an answer means (`onereel.upstreams`).
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from onereel.domain.clock import Clock

logger = logging.getLogger(__name__)

_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(minutes=10)
_FAILURES: Final = 5
"""Videos that fail one after the other, of whichever tasks, before that is taken for the account's fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Avoidance:
    """An account that others are asked before, for one model."""

    account: str
    model: str
    until: datetime
    reason: str
    """For the operator's eyes."""


@dataclass(slots=True)
class _Breaker:
    failures: int = 0
    openings: int = 0
    open_until: datetime | None = None
    reason: str = ""


class Breakers:
    """The breakers of one process."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._breakers: defaultdict[tuple[str, str], _Breaker] = defaultdict(_Breaker)

    def is_open(self, account: str, model: str) -> bool:
        """Whether others are to be asked first."""
        breaker = self._breakers.get((account, model))
        return breaker is not None and breaker.open_until is not None and self._clock() < breaker.open_until

    def avoided(self) -> Sequence[Avoidance]:
        """Who is left alone at this moment, by account and model."""
        now = self._clock()
        return [
            Avoidance(account=account, model=model, until=breaker.open_until, reason=breaker.reason)
            for (account, model), breaker in sorted(self._breakers.items(), key=lambda named: named[0])
            if breaker.open_until is not None and now < breaker.open_until
        ]

    def trip(self, account: str, model: str, *, reason: str) -> None:
        """The account serves nobody: it cannot be reached, say, or has no money."""
        breaker = self._breakers[account, model]
        if breaker.open_until is not None and self._clock() < breaker.open_until:
            return  # by one that was under way meanwhile
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(breaker.openings, 10))
        breaker.openings += 1
        breaker.open_until = self._clock() + pause
        breaker.reason = reason
        extra = {"action": "account_avoided", "account": account, "model": model, "note": reason}
        logger.warning("account avoided", extra=extra)

    def failed(self, account: str, model: str) -> None:
        """A video was not made, for whatever reason but moderation."""
        breaker = self._breakers[account, model]
        breaker.failures += 1
        if breaker.failures >= _FAILURES:
            breaker.failures = 0
            self.trip(account, model, reason=f"{_FAILURES} videos failed in a row")

    def succeeded(self, account: str, model: str) -> None:
        """A video was made."""
        self._breakers.pop((account, model), None)
