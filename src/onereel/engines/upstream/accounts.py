"""An operator's account with a vendor, and the way to it.

Not here: when something is asked, or what follows from the answer (`engine.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Final, Protocol

import msgspec

from onereel.assets.answers import Enough
from onereel.assets.fetch import Exchanged, Part
from onereel.domain.clock import Clock
from onereel.domain.http_dates import read_retry_after
from onereel.domain.ids import mint_uuid
from onereel.upstreams.base import Answer, Call, Finished, Secret, Upstream
from onereel.upstreams.streams import read_events

_SECONDS: Final = 60.0
"""For one call. Vendors answer a submit in seconds, uploads of pictures included."""
_MAX_BYTES: Final = 4 * 1024 * 1024
"""Of an answer; the largest are lists of tasks."""
_STREAM_SECONDS: Final = 20.0
_STREAM_MAX_BYTES: Final = 1024 * 1024
"""Of a stream that tells how an order stands: when one of them is used up, it is asked again."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """Where a file is fetched from."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """What must be carried; meant for that host only."""


class Exchange(Protocol):
    """Sends and reads a whole message, as `GuardedClient.exchange` does."""

    async def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | Mapping[str, Part | str] | None,
        seconds: float,
        max_bytes: int,
        enough: Enough | None = None,
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
        headers = self._headers(account) | dict(call.headers)
        if call.json is not None:
            headers["Content-Type"] = "application/json"
        url, body = f"{account.base_url}{call.path}", _write(call)
        if call.enough is None:
            found = await self._exchange(
                call.method, url, headers=headers, body=body, seconds=_SECONDS, max_bytes=_MAX_BYTES
            )
        else:
            found = await self._exchange(
                call.method,
                url,
                headers=headers,
                body=body,
                seconds=_STREAM_SECONDS,
                max_bytes=_STREAM_MAX_BYTES,
                enough=call.enough,
            )
        return Answer(
            status=found.status,
            body=_read(found.content),
            retry_after=_seconds(found.retry_after, now=now),
            events=read_events(found.content) if call.enough else (),
        )

    def locate(self, account: Account, finished: Finished) -> Location:
        """Where the video is; what the account is recognised by goes along only where it is the account's own."""
        if finished.video_path:
            return Location(url=f"{account.base_url}{finished.video_path}", headers=self._headers(account))
        return Location(url=finished.video_url)

    def _headers(self, account: Account) -> dict[str, str]:
        return dict(account.upstream.headers(account.secret, now=self._clock(), nonce=mint_uuid(self._random)))


def _write(call: Call) -> bytes | Mapping[str, Part | str] | None:
    if call.json is not None:
        return msgspec.json.encode(call.json)
    files = {name: Part(content_type=media.content_type, content=media.content) for name, media in call.parts.items()}
    return {**call.fields, **files} or None


def _read(content: bytes) -> Any:  # noqa: ANN401 - JSON of somebody else
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return None


def _seconds(header: str | None, *, now: datetime) -> float | None:
    """The wait that a `Retry-After` header asks for; None where it asks for none."""
    until = read_retry_after(header, at=now)
    return None if until is None else min(max(0.0, (until - now).total_seconds()), _LONGEST_WAIT)
