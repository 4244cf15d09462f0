"""What one key owes and may still do: its limits, and the running totals that they are held against.

Not here: the entries that the totals are sums of (`ledger.py`), or where either is kept (`onereel.store`).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from onereel.errors import ErrorKind, LimitReached

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much a key may do. None is without bound."""

    credit: int | None = None
    """The most that may be held and spent together, in millionths of one CNY."""
    rate: int | None = None
    """The most tasks accepted in any minute."""
    concurrency: int | None = None
    """The most tasks open at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The running totals of one key."""

    key_id: str
    held: int = 0
    """For tasks that are open, in millionths of one CNY."""
    spent: int = 0
    """For tasks that succeeded, in millionths of one CNY."""
    open_tasks: int = 0
    paced_until: datetime | None = None
    """Where the tasks accepted so far would end if they came evenly at the limit's pace (the generic cell rate
    algorithm of ITU-T I.371); more than a minute ahead is too fast."""

    def admit(self, limits: Limits, *, cost: int, at: datetime) -> "Account":
        """The totals once a task of that cost is accepted. Raises LimitReached when a limit stands against it."""
        if limits.credit is not None and self.held + self.spent + cost > limits.credit:
            raise LimitReached(
                ErrorKind.CREDIT_EXHAUSTED,
                "The credit of this API key does not suffice for this request. Ask the operator to raise its limit.",
            )
        if limits.concurrency is not None and self.open_tasks >= limits.concurrency:
            raise LimitReached(
                ErrorKind.TOO_MANY_TASKS,
                f"This API key has {self.open_tasks} tasks open, and may have no more. Wait until one has ended.",
                retry_after=_WAIT_FOR_A_TASK,
            )
        return replace(
            self,
            held=self.held + cost,
            open_tasks=self.open_tasks + 1,
            paced_until=self._pace(limits, at),
        )

    def settle(self, *, held: int, spent: int) -> "Account":
        """The totals once a task has ended, of which `held` is let go and `spent` is kept."""
        return replace(self, held=self.held - held, spent=self.spent + spent, open_tasks=self.open_tasks - 1)

    def _pace(self, limits: Limits, at: datetime) -> datetime | None:
        if limits.rate is None:
            return self.paced_until
        paced_until = max(self.paced_until or at, at) + _MINUTE / max(limits.rate, 1)
        ahead = paced_until - at
        if ahead > _MINUTE or limits.rate == 0:
            raise LimitReached(
                ErrorKind.RATE_LIMITED,
                f"This API key may submit {limits.rate} tasks a minute. Try again a little later.",
                retry_after=max(1, ceil((ahead - _MINUTE).total_seconds())),
            )
        return paced_until


_WAIT_FOR_A_TASK: Final = 5
"""Seconds; about as long as an embedded drawing takes."""
