"""The seam of an upstream: an order in, the calls that carry it out, and what each answer means.

Pure: no I/O, no clock, no chance. Strict in what is sent, lenient in what comes back: an answer that cannot be read is
a `Trouble` like every other, never an exception.

Not here: who makes the calls, how often, and what is written down before (the engine that drives an upstream).
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, runtime_checkable

from onereel.domain.operation import Loss
from onereel.domain.request import VideoRequest


class Verdict(StrEnum):
    """What is to be done about a trouble. Decided by the vendor's own code, not by the HTTP status."""

    RETRY = "retry"
    """The same call, a while later: nothing was begun."""
    NEXT = "next"
    """Another engine may do it; this one cannot, now or ever."""
    BLOCKED = "blocked"
    """As NEXT, and every other order to this account would meet it, too: no such key, no money, no right."""
    GIVE_UP = "give_up"
    """No engine is to be asked: the wish itself is refused."""
    UNCLEAR = "unclear"
    """It may have been begun: never to be sent again before that is known."""


class Callbacks(StrEnum):
    """Whether a vendor calls back, and what its calls are signed with."""

    NONE = "none"
    WITH_KEY = "with_key"
    """Signed with the API key."""
    WITH_OWN = "with_own"
    """Signed with a secret of their own."""


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
    """Where the vendor can fetch the caller's own audio; empty where it cannot, or there is none."""
    passed: tuple[str, ...] = ()
    """The servers that it has come through, ours the last; told to gateways, see `domain/passage.py`."""
    callback_url: str = ""
    """Where the vendor is to call when the order moves on; empty: nowhere."""
    number: int = 1
    """Which order of its task it is: 1, 2, …; a new one is put only when the last is known to be over."""
    age_seconds: float = 0.0
    """How long ago it was written down."""


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
    """Files of multipart/form-data, by name, where it is not JSON."""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    """Texts of multipart/form-data, by name."""
    enough: Callable[[bytes], bool] | None = None
    """Where the answer is a stream of server-sent events: whether no event after this one is wanted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    """HTTP."""
    body: Any
    """JSON as it was read; None where it is none."""
    retry_after: float | None = None
    """Seconds, where the header says so."""
    events: Sequence[Any] = ()
    """Of a stream: the JSON of each event that came, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A request that claims to be a vendor's callback."""

    method: str
    path: str
    """As it was asked for, without its query."""
    query: str
    headers: Mapping[str, str]
    """Their names in lower case."""
    content: bytes


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
    """There is a video: at `video_url`, or at `video_path`."""

    video_url: str = ""
    video_path: str = ""
    """Below the base address of the account, where it is fetched with what every call carries."""
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
    is_denial: bool = False
    """Whether it is not the end of an order that the vendor tells, but that it cannot tell of it."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A page of a vendor's list of orders."""

    orders: Mapping[str, Running | Finished | Trouble | None]
    """How they stand, by what the vendor calls them; None for one that has moved on, and must be asked for itself."""
    cursor: str = ""
    """What the next page is asked for with, where it is not by its number; empty: there is none, or it is."""
    oldest: datetime | None = None
    """When the last of them was begun, where the vendor says so."""


Found: TypeAlias = Started | Likely | NeverTaken | Trouble
"""What a search for an order comes to; Trouble with UNCLEAR where nobody can say."""


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

    @property
    def calls_per_second(self) -> float | None:
        """How many calls an account may make, where the vendor says so."""
        ...

    @property
    def callbacks(self) -> Callbacks:
        """Whether it calls back when an order moves on."""
        ...

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        """What every call must carry to be known; made anew for each. `nonce` is a UUID that no other call has."""
        ...

    def losses(self, order: Order) -> Sequence[Loss]:
        """What of the order this upstream cannot do."""
        ...

    def upload(self, media: Media, *, model: str) -> Call | None:
        """The call that sends a file ahead of an order of that model; None where files go along with the order."""
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

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        """The call that lists the account's newest orders of the same kind, 1 being the first page; None where there is
        no such list, or no such page. `cursor` is that of the page before, where it had one."""
        ...

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        """How the orders stand that are listed."""
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

    def read_callback(self, incoming: Incoming, *, secret: Secret, signed_with: str, now: datetime) -> str:
        """What the vendor calls the order that has moved on, by its callback, which is a hint and no more.

        `signed_with` is the secret of callbacks, where that is not the key. Raises ValueError when it is not the
        vendor's, or tells of no order.
        """
        ...


@runtime_checkable
class OwnServer(Protocol):
    """An upstream that is a server of the operator's own: it may be without a key, and serves one model."""

    def serving(self, model: str) -> Upstream:
        """The same upstream, told what its server calls the model."""
        ...
