"""The seam of a fake: what is different from vendor to vendor.

Not here: any vendor.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from tests.fakes.jobs import Job, State
from tests.fakes.replies import Answer, Reply

KEY = "access-key-of-tests"
SECOND_KEY = "secret-key-of-tests"
WEBHOOK_SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Who may ask, and who is told."""

    key: str = KEY
    second_key: str = SECOND_KEY
    webhook_secret: str = WEBHOOK_SECRET
    """Of Kling's console and of PixVerse's."""
    callback_urls: Sequence[str] = ()
    """Of the whole account, for vendors whose orders name none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One thing that can be asked."""

    method: str
    path: str
    kind: str
    """As it is counted: `create`, `check`, `list`, `cancel`, `upload`."""
    handler: Callable[[web.Request], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A callback."""

    headers: Mapping[str, str]
    body: bytes


class Vendor(Protocol):
    """What one vendor demands and answers."""

    def routes(self) -> Sequence[Route]:
        """All that can be asked of it."""
        ...

    def lost(self, request: web.Request) -> Reply:
        """What it answers where there is nothing."""
        ...

    def listeners(self, job: Job) -> Sequence[str]:
        """Who wishes to be told of a job."""
        ...

    def message(self, job: Job, state: State, url: str) -> Message | None:
        """What is told of a job that is in that state now; None where nothing is."""
        ...
