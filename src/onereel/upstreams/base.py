"""The seam of an upstream: an order in, the calls that carry it out, and what each answer means.

Pure: no I/O, no clock, no chance. Strict in what is sent, lenient in what comes back: an answer that cannot be read is
a `Trouble` like every other, never an exception.

Not here: who makes the calls, how often, and what is written down before (the engine that drives an upstream).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from onereel.domain.request import VideoRequest


class Verdict(StrEnum):
    """What is to be done about a trouble. Decided by the vendor's own code, not by the HTTP status."""

    RETRY = "retry"
    """The same call, a while later: nothing was begun."""
    NEXT = "next"
    """Another engine may do it; this one cannot, now or ever."""
    GIVE_UP = "give_up"
    """No engine is to be asked: the wish itself is refused."""
    UNCLEAR = "unclear"
    """It may have been begun: never to be sent again before that is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """What an account is recognised by."""

    key: str
    """The API key, or the access key where there are two parts."""
    second: str = field(default="", repr=False)
    """The secret key, where there are two parts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Media:
    """A file that an order refers to."""

    content_type: str
    content: bytes = field(repr=False)
    reference: str = ""
    """What the vendor calls it, once it was uploaded there; empty before, or where it is sent along."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One wish, as it is put to an upstream."""

    task_id: str
    """Ours; sent along where a vendor takes such a thing, so that the order can be found again."""
    model: str
    """As the client named it."""
    request: VideoRequest
    first_frame: Media | None = None
    last_frame: Media | None = None
    track_url: str = ""
    """Where the vendor can fetch the caller's own audio."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One HTTP request, relative to the base address of the account."""

    method: str
    path: str
    """With its query, if it has one."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Beside those that every call carries."""
    json: Mapping[str, Any] | None = None
    parts: Mapping[str, Media] = field(default_factory=dict[str, Media])
    """Of multipart/form-data, by name, where it is not JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    """HTTP."""
    body: Any
    """JSON as it was read; None where it is none."""
    retry_after: float | None = None
    """Seconds, where the header says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """The vendor has taken it."""

    operation: str
    """What the vendor calls it."""
    cost_note: str = ""
    """What the vendor says that it will cost, in its own unit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """Not finished yet."""

    share: float | None = None
    """How much of it is done, 0.0 to 1.0, where the vendor tells."""
    cancellable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """There is a video."""

    video_url: str
    cover_url: str = ""
    watermarked_url: str = ""
    cost_note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """It went otherwise. A value, not an exception."""

    verdict: Verdict
    code: str
    """The vendor's own, as text."""
    message: str
    """The vendor's own words, cut to a reasonable length; for the operator, not for the client."""
    moderated: bool = False
    """Whether the vendor's moderation refused it."""
    retry_after: float | None = None
    """Seconds, where the vendor said so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Likely:
    """It was taken, if no other order to that account can be meant: the vendor does not say whose a job is."""

    operation: str
    """What the vendor calls it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NeverTaken:
    """The vendor does not know of it, so that it may be sent again."""


Found: TypeAlias = Started | Likely | NeverTaken | Trouble
"""What a search for an order comes to; Trouble with UNCLEAR where nobody can say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """Something of a wish that an upstream cannot do."""

    field: str
    """In our own words, as in VideoRequest."""
    note: str
    essential: bool = False
    """Whether the wish is pointless without it."""


class Upstream(Protocol):
    """One vendor's API."""

    @property
    def name(self) -> str:
        """The word for it in settings, such as `kling`."""
        ...

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Its public addresses by region; the first is the default."""
        ...

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        """What every call must carry to be known; made anew for each. `nonce` is a UUID that no other call has."""
        ...

    def losses(self, order: Order) -> Sequence[Loss]:
        """What of the order this upstream cannot do."""
        ...

    def upload(self, media: Media) -> Call | None:
        """The call that sends a file ahead; None where files go along with the order."""
        ...

    def read_upload(self, answer: Answer) -> str | Trouble:
        """The reference of the file, to be put into `Media.reference`."""
        ...

    def start(self, order: Order) -> Call:
        """The call that begins it. Raises ValueError for an order with an essential loss."""
        ...

    def read_start(self, answer: Answer) -> Started | Trouble:
        """What the beginning was answered with."""
        ...

    def check(self, order: Order, operation: str) -> Call:
        """The call that asks how it stands."""
        ...

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        """How it stands."""
        ...

    def find(self, order: Order) -> Call | None:
        """The call that asks for an order whose beginning was not answered; None where a vendor has none."""
        ...

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        """What became of it. `known` are the operations of other orders, `since` is when it was sent."""
        ...

    def cancel(self, operation: str) -> Call | None:
        """The call that stops it; None where a vendor has none."""
        ...
