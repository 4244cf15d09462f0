"""What stands before every change: it must come from a page of ours, and wrong keys must not come too fast.

Not here: who is signed in (`session.py`).
"""

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from onereel.domain.clock import Clock

_MOST_REFUSALS: Final = 10
_WITHIN: Final = timedelta(minutes=1)
_MOST_ADDRESSES: Final = 10_000


def comes_from_here(request: Request) -> bool:
    """Whether a page of this very origin sends the request, as browsers say since 2020 or so.

    A request that says neither where it comes from nor of what kind it is comes from no browser that we know.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host", "")
    return site is not None


class Refusals:
    """Counts refused sign-ins by address, in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: dict[str, deque[datetime]] = {}

    def wait(self, address: str) -> int | None:
        """In how many seconds the address may try again; None when it may now."""
        times = self._times.get(address)
        if times is None or len(times) < _MOST_REFUSALS:
            return None
        left = times[0] + _WITHIN - self._clock()
        return max(1, ceil(left.total_seconds())) if left > timedelta() else None

    def note(self, address: str) -> None:
        """One more refused sign-in."""
        if address not in self._times and len(self._times) >= _MOST_ADDRESSES:
            self._times.clear()
        self._times.setdefault(address, deque(maxlen=_MOST_REFUSALS)).append(self._clock())
