"""An operator's account with a vendor, and the way to it.

Not here: when something is asked, or what follows from the answer (`engine.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final, Protocol

import msgspec

from onereel.assets.fetch import Exchanged, Part
from onereel.domain.clock import Clock
from onereel.domain.http_dates import read_retry_after
from onereel.domain.ids import mint_uuid
from onereel.upstreams.base import Answer, Call, Secret, Upstream

_SECONDS: Final = 60.0
"""For one call. Vendors answer a submit in seconds, uploads of pictures included."""
_MAX_BYTES: Final = 4 * 1024 * 1024
"""Of an answer; the largest are lists of tasks."""
_LONGEST_WAIT: Final = 3600.0
"""Seconds that a vendor may ask us to wait at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Who is asked, as whom."""

    name: str
    """The operator's word for it."""
    upstream: Upstream
    base_url: str
    """Without a slash at the end."""
    secret: Secret
    concurrency: int = 5
    """Orders under way at once; more wait here, where nobody is refused for it."""


class Exchange(Protocol):
    """Sends and reads a whole message, as `GuardedClient.exchange` does."""

    async def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | Mapping[str, Part] | None,
        seconds: float,
        max_bytes: int,
    ) -> Exchanged: ...


class Caller:
    """Makes calls in the name of accounts."""

    def __init__(self, exchange: Exchange, *, clock: Clock, random: Random) -> None:
        self._exchange = exchange
        self._clock = clock
        self._random = random

    async def call(self, account: Account, call: Call) -> Answer:
        """What the vendor answers, whatever it is.

        Raises FetchRefused and FetchUnsent when nothing was sent, FetchFailed when it may have been.
        """
        now = self._clock()
        headers = dict(account.upstream.headers(account.secret, now=now, nonce=mint_uuid(self._random)))
        headers |= call.headers
        body: bytes | Mapping[str, Part] | None = None
        if call.json is not None:
            headers["Content-Type"] = "application/json"
            body = msgspec.json.encode(call.json)
        elif call.parts:
            body = {
                name: Part(content_type=media.content_type, content=media.content) for name, media in call.parts.items()
            }
        found = await self._exchange(
            call.method,
            f"{account.base_url}{call.path}",
            headers=headers,
            body=body,
            seconds=_SECONDS,
            max_bytes=_MAX_BYTES,
        )
        return Answer(status=found.status, body=_read(found.content), retry_after=_seconds(found.retry_after, now=now))


def _read(content: bytes) -> Any:  # noqa: ANN401 - JSON of somebody else
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return None


def _seconds(header: str | None, *, now: datetime) -> float | None:
    """The wait that a `Retry-After` header asks for; None where it asks for none."""
    until = read_retry_after(header, at=now)
    return None if until is None else min(max(0.0, (until - now).total_seconds()), _LONGEST_WAIT)
