"""The seams that a provider fills: what it reads, what it needs fetched, what it writes.

Not here: any provider, or the carrying out of what a provider asks for (`onereel.gateway`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from onereel.domain.media import Picture, Upload
from onereel.domain.request import VideoRequest
from onereel.domain.task import Task
from onereel.domain.usage import Charge
from onereel.errors import RequestError
from onereel.providers.reading import Parsed, QueryBody, RequestBody, convert_body, user_text

Reply: TypeAlias = dict[str, object]
"""A JSON object on its way to the client, its keys in the order of the documents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelCard:
    """One name that a client may put into `model`."""

    id: str
    provider: str
    body: type[RequestBody]
    """The shape of the request."""
    reply: type[Struct]
    """The shape of the reply. Documentation is made from both."""
    summary: str
    """One sentence for the documentation."""
    example: Mapping[str, object]
    """A request body that works, with the ids and addresses of the documents."""


class Role(StrEnum):
    """What a piece of media is to be in the video."""

    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"
    WATERMARK = "watermark"
    TRACK = "track"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Media at an http or https address."""

    url: str
    field: str
    """Where the caller wrote it, for error messages."""
    max_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Inline:
    """A picture as base64 in the request itself."""

    text: str
    field: str
    max_bytes: int
    """Decoded."""
    data_uri_only: bool = False
    """Whether plain base64, without a content type before it, is refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploaded:
    """A picture that the caller uploaded before."""

    id: int
    field: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalPath:
    """A path on what the caller believes to be this machine."""

    path: str
    field: str
    max_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundAddress:
    """Audio at an http or https address."""

    url: str
    field: str
    max_bytes: int
    formats: frozenset[str]
    """Suffixes, as `onereel.assets.base.CONTENT_TYPES` has them."""
    shortest: float
    """Seconds."""
    longest: float
    """Seconds."""


PictureSource: TypeAlias = Address | Inline | Uploaded | LocalPath
Source: TypeAlias = PictureSource | SoundAddress


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The media of a request, stored."""

    pictures: Mapping[Role, Picture] = field(default_factory=dict[Role, Picture])
    track: str | None = None
    """The asset id of the audio."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a submit comes to: the wish in our own words, its price, and what the replies will repeat."""

    request: VideoRequest
    charge: Charge
    echo: bytes
    """JSON, opaque to all but the dialect."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A submit as it was read: valid in itself; what it refers to is not yet fetched."""

    needs: Mapping[Role, Source]
    plan: Callable[[Found, int], Plan]
    """Makes the plan out of the fetched media and a freshly drawn seed, used where the caller named none.

    Raises RequestError when the media do not suit the request, or each other.
    """
    callback_url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A query as it was read."""

    reference: str
    """The id that the caller gave."""
    stream: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmitModel(ModelCard):
    """A model that starts a task."""

    read: Callable[[Parsed], Wish]
    """Understands a submit. Raises RequestError, which names the field and the cure."""
    deadline: timedelta = timedelta(hours=24)
    """How long after the submit a task may be open; DashScope's and Vidu's results are gone by then, too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryModel(ModelCard):
    """A model that tells of a task; all of them take a `QueryBody`."""

    waits: bool = False
    """Whether a query without `stream` is answered only once the task has ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadModel(ModelCard):
    """A model that keeps a picture for a later submit."""

    read: Callable[[Parsed], PictureSource]
    """Understands an upload. Raises RequestError."""


class Links(Protocol):
    """Where the client fetches the media of one task; signed, and good for a while."""

    @property
    def video(self) -> str: ...

    @property
    def cover(self) -> str: ...

    @property
    def watermarked(self) -> str: ...

    @property
    def first_frame(self) -> str:
        """Empty where the task has none."""
        ...

    @property
    def last_frame(self) -> str:
        """Empty where the task has none."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorReply:
    """An error in the dialect's own words."""

    status: int
    """HTTP."""
    body: Reply


class Dialect(Protocol):
    """How one provider's replies are written, and which models it has. Writing is pure: no I/O, no clock, no chance."""

    @property
    def name(self) -> str:
        """The provider: paiwo, wan, kling or vidu."""
        ...

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """The models that this provider answers to."""
        ...

    def mint_public_id(self) -> str:
        """A new task id in the provider's shape."""
        ...

    def write_accepted(self, task: Task, *, links: Links) -> Reply:
        """The reply to a submit."""
        ...

    def write_task(self, task: Task, *, links: Links, request_id: str) -> Reply:
        """The reply to a query. `request_id` is the query's own."""
        ...

    def write_text(self, task: Task, *, links: Links) -> str:
        """What a stream says once the task has ended."""
        ...

    def write_callback(self, task: Task, *, links: Links) -> Reply | None:
        """What a callback says of the task as it stands; None for a state of which the provider does not tell."""
        ...

    def write_error(self, error: RequestError, *, request_id: str, reference: str | None = None) -> ErrorReply:
        """The reply to a request that cannot be served; `reference` is the task that a query asked for."""
        ...


@runtime_checkable
class UploadDialect(Dialect, Protocol):
    """A dialect whose provider takes pictures ahead of the submit."""

    def write_uploaded(self, upload: Upload, *, url: str) -> Reply:
        """The reply to an upload."""
        ...


def read_query(parsed: Parsed) -> Query:
    """Understand a query, which is of one shape for all providers. Raises RequestError."""
    body = convert_body(parsed, QueryBody)
    return Query(reference=user_text(body.input).strip(), stream=body.stream)
