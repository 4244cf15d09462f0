"""Whether a request may be sent again, and after how long. Pure.

Not here: sending (`aio/transport.py`), or waiting for a video to be made (`aio/watching.py`).
"""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Final

PATIENCE: Final = 60.0
"""Seconds; who is told to come back later than that is told so instead."""


class Safety(Enum):
    """What sending a request twice would do."""

    READ = auto()
    """Nothing: questions, uploads (which cost nothing), cancelling."""
    SUBMIT = auto()
    """It may be paid twice, unless the server keeps `Idempotency-Key`s."""


_BUSY: Final = frozenset({429, 503})
RUNNING: Final = 409
"""With a time to come back: an earlier request under this `Idempotency-Key` is still being answered."""
RUNNING_PATIENCE: Final = 90.0
"""Seconds for which that is waited for, however often; a onereel frees the key of a server that died after 60."""
_SERVER_SIDE: Final = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524})
LOST: Final = frozenset({408, 502, 504, 520, 521, 522, 523, 524})
"""Statuses of something between us and the server: whether the server took the request is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retries:
    """How often, and how long between."""

    most: int = 2
    """Tries after the first."""
    first_pause: float = 0.5
    longest_pause: float = 8.0

    def pause(self, tries: int, *, chance: float, retry_after: float | None = None) -> float | None:
        """Seconds until the next try, where `tries` have failed; None for no other. `chance` is 0.0 to 1.0."""
        if tries > self.most or (retry_after is not None and retry_after > PATIENCE):
            return None
        grown: float = min(self.longest_pause, self.first_pause * 2.0 ** (tries - 1))
        return max(grown * (0.5 + chance / 2), retry_after or 0.0)


def may_repeat(status: int, *, safety: Safety, keeps_keys: bool, retry_after: float | None) -> bool:
    """Whether an answer with this status may be answered with the same request.

    `keeps_keys` is whether the server answers an `Idempotency-Key` once. A server that names the time to come back has
    taken nothing. Without that, 429 and 503 may be for good (arrears, a model that the key may not use).
    """
    if safety is Safety.READ:
        return status in _SERVER_SIDE or status in {408, 429}
    if status in _BUSY and retry_after is not None:
        return True
    return keeps_keys and (status in _SERVER_SIDE or status == 408 or (status == RUNNING and retry_after is not None))


def read_retry_after(value: str | None, *, now: float) -> float | None:
    """Seconds out of a `Retry-After`, which is a number or a date; `now` is seconds since 1970."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None
