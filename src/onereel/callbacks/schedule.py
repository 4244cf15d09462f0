"""When a callback is tried again, and when it is given up. Pure: it is told the time and the chance.

Not here: sending.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from onereel.domain.http_dates import read_retry_after

_GONE: Final = 410
"""The receiver wants no more of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How patient the courier is."""

    quick: tuple[timedelta, ...] = (timedelta(seconds=2), timedelta(seconds=5), timedelta(seconds=10))
    """The pauses before the first tries after a failure; Vidu's own callbacks are tried three times."""
    first_pause: timedelta = timedelta(minutes=1)
    """The pause after those; each one that follows is twice as long."""
    longest_pause: timedelta = timedelta(hours=4)
    give_up_after: timedelta = timedelta(hours=24)
    """From when the callback was made."""
    jitter: float = 0.2
    """Each pause is up to this share shorter or longer, so that receivers that come back are not overrun."""


def is_delivered(status: int) -> bool:
    """Whether an HTTP status says that the receiver has it. A redirect does not: it is not followed."""
    return 200 <= status < 300


def plan_next(
    policy: Policy,
    *,
    tries: int,
    created_at: datetime,
    at: datetime,
    random: Random,
    status: int | None = None,
    retry_after: str | None = None,
) -> datetime | None:
    """When to try again after the failure of try number `tries` (1 is the first); None to give up."""
    last = created_at + policy.give_up_after
    if status == _GONE or at >= last:
        return None
    pause = _pause(policy, tries) * random.uniform(1 - policy.jitter, 1 + policy.jitter)
    asked = read_retry_after(retry_after, at=at)
    # One more try is made at the very end rather than none after it.
    return min(max(at + pause, asked or at), last)


def _pause(policy: Policy, tries: int) -> timedelta:
    if tries <= len(policy.quick):
        return policy.quick[tries - 1]
    doublings = min(tries - len(policy.quick) - 1, 30)
    return min(policy.first_pause * (1 << doublings), policy.longest_pause)
