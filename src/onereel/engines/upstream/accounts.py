"""An operator's account with a vendor, and the way to it.

Not here: when something is asked, or what follows from the answer (`lookout.py`, `conduct.py`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
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


class WhenUnclear(StrEnum):
    """What becomes of an order of which nobody can say whether the vendor took it."""

    ASK = "ask"
    """It waits for an operator, whose attention it asks for."""
    ASSUME_LOST = "assume_lost"
    """It is sent again; where it was taken after all, it is paid twice."""
    ASSUME_RUNNING = "assume_running"
    """It is not sent again; it waits in silence, and its task fails when its deadline has passed."""


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
    calls_per_second: float | None = None
    """Calls that the vendor takes from this account, of whatever kind; None: as many as there are."""
    when_unclear: WhenUnclear = WhenUnclear.ASK
    callback_url: str = ""
    """Where the vendor is to call when an order moves on; empty: nowhere."""
    callback_secret: str = field(default="", repr=False)
    """What its calls are signed with, where that is not the key."""


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
    """Makes calls in the name of accounts, no faster than their vendors take them."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        clock: Clock,
        random: Random,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._exchange = exchange
        self._clock = clock
        self._random = random
        self._wait = wait
        self._next_call: defaultdict[str, float] = defaultdict(float)
        """By account, when the next call may be made: seconds since the epoch."""

    async def call(self, account: Account, call: Call) -> Answer:
        """What the vendor answers, whatever it is.

        Raises FetchRefused and FetchUnsent when nothing was sent, FetchFailed when it may have been.
        """
        await self._keep_pace(account)
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

    async def _keep_pace(self, account: Account) -> None:
        if account.calls_per_second is None:
            return
        now = self._clock().timestamp()
        turn = max(now, self._next_call[account.name])
        self._next_call[account.name] = turn + 1 / account.calls_per_second
        if turn > now:
            await self._wait(turn - now)


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
