"""Every exception that the client raises, and what each one means to a program.

Not here: the server's own exceptions (`onereel.errors`).

* ClientError
  x SettingsWrong: no key, or an address that is none; also a ValueError
  x Unsupported: the model cannot do that, or the picture will not do; nothing was sent; also a ValueError
  x ConnectionFailed: no answer, and nothing was ordered
  x AnswerLost: a submit was sent and no answer came; whether it was taken (and will be paid) is not known
  x UnexpectedAnswer: an answer that no server of this kind gives
  x CannotCancel: this server has no way to cancel
  x Detached: a handle out of a pickle that has no client yet, or one whose client is closed
  x ApiError: the server said no; has `status`, `code`, `message`, `request_id`, `field`, `retry_after`, `body`
    - AuthenticationFailed, PermissionDenied, CreditExhausted
    - InvalidRequest
      . PictureRefused: a picture or a sound that will not do
      . Moderated: refused for what it says or shows
    - NotFound
      . ModelNotFound, VideoNotFound
    - Conflict
      . NotCancellable: it has ended already
    - RateLimited
      . TooManyTasks: this key has as many open tasks as it may
    - ServerFailed
  x VideoFailed: there is no video; has `snapshot`, `code`, `message`, `request_id`
    - VideoCancelled
  x WaitTimeout: it goes on, and is waited for no longer; has `snapshot`; also a TimeoutError
"""

from collections.abc import Mapping
from dataclasses import dataclass

from onereel.client.states import Snapshot


class ClientError(Exception):
    """The root of what the client raises."""


class SettingsWrong(ClientError, ValueError):
    """No key, or an address that is none; the text names the argument and the environment variable."""


class Unsupported(ClientError, ValueError):
    """What was asked for cannot be had of this model. Nothing was sent. `field` is the argument."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message, field)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message


class ConnectionFailed(ClientError):
    """No answer came, and nothing was ordered: it was not sent at all, or it was only a question."""


class AnswerLost(ClientError):
    """A submit was sent and no answer came. It may have been taken; where it might be paid twice it is not sent again.

    Ask the provider, or send it again under the same `idempotency_key`, which a onereel answers only once.
    """

    def __init__(self, message: str, idempotency_key: str) -> None:
        super().__init__(message, idempotency_key)
        self.message = message
        self.idempotency_key = idempotency_key

    def __str__(self) -> str:
        return self.message


class UnexpectedAnswer(ClientError):
    """An answer that no server of this kind gives: not JSON, too large, without what it must have."""


class CannotCancel(ClientError):
    """This server has no way to cancel. The video goes on, and is paid."""


class Detached(ClientError):
    """There is no client to ask by: a handle came out of a pickle, or its client is closed.

    `client.videos.attach(video)` gives it one.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """What a server said no with."""

    status: int
    """Of HTTP; 200 where only the body says no."""
    code: str
    """onereel's own word where there is one (`missing_field`), else the provider's (`400032`, `InvalidParameter`)."""
    message: str
    request_id: str | None = None
    field: str | None = None
    """The field of the request, as the provider calls it."""
    retry_after: float | None = None
    """Seconds."""
    body: Mapping[str, object] | None = None


class ApiError(ClientError):
    """The server said no."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal

    def __str__(self) -> str:
        said = self.refusal
        code = "" if said.code == str(said.status) else f"{said.code}, "
        request = f", request {said.request_id}" if said.request_id else ""
        return f"{said.message.rstrip('.')} ({code}HTTP {said.status}{request})"

    @property
    def status(self) -> int:
        """Of HTTP."""
        return self.refusal.status

    @property
    def code(self) -> str:
        """The stable word for what is wrong."""
        return self.refusal.code

    @property
    def message(self) -> str:
        """For people."""
        return self.refusal.message

    @property
    def request_id(self) -> str | None:
        """What the server's log calls this request."""
        return self.refusal.request_id

    @property
    def field(self) -> str | None:
        """The field that is wrong, as the provider calls it."""
        return self.refusal.field

    @property
    def retry_after(self) -> float | None:
        """In how many seconds another try may do better."""
        return self.refusal.retry_after

    @property
    def body(self) -> Mapping[str, object] | None:
        """The whole answer."""
        return self.refusal.body


class AuthenticationFailed(ApiError):
    """The key is missing, unknown or revoked."""


class PermissionDenied(ApiError):
    """The key may not do this."""


class CreditExhausted(ApiError):
    """There is no money left on this key or account."""


class InvalidRequest(ApiError):
    """The request is wrong; `field` says where."""


class PictureRefused(InvalidRequest):
    """A picture or a sound cannot be fetched, read or used."""


class Moderated(InvalidRequest):
    """Refused for what it says or shows."""


class NotFound(ApiError):
    """There is no such thing."""


class ModelNotFound(NotFound):
    """The server does not have this model."""


class VideoNotFound(NotFound):
    """The server has no such video of this key, or has it no longer."""


class Conflict(ApiError):
    """The request does not fit how things stand."""


class NotCancellable(Conflict):
    """The video has ended already."""


class RateLimited(ApiError):
    """Too much at once; `retry_after` says when to come again."""


class TooManyTasks(RateLimited):
    """As many videos are open as this key may have."""


class ServerFailed(ApiError):
    """The server could not."""


class VideoFailed(ClientError):
    """The video ended without a file. Nothing is charged where the provider charges only for what was made."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.snapshot = snapshot

    def __str__(self) -> str:
        told = f"{self.snapshot.model} {self.snapshot.id} {self.snapshot.state}: {self.message} ({self.code}"
        return f"{told}, request {self.request_id})" if self.request_id else f"{told})"

    @property
    def code(self) -> str:
        """Why, as one word."""
        return self.snapshot.failure.code if self.snapshot.failure else str(self.snapshot.state)

    @property
    def message(self) -> str:
        """Why, for people."""
        return self.snapshot.failure.message if self.snapshot.failure else "no reason was given"

    @property
    def request_id(self) -> str | None:
        """What the server's log calls the answer that said so."""
        return self.snapshot.request_id


class VideoCancelled(VideoFailed):
    """Somebody cancelled it."""


class WaitTimeout(ClientError, TimeoutError):
    """The video goes on, and is waited for no longer: `client.videos.retrieve` finds it again."""

    def __init__(self, snapshot: Snapshot, seconds: float) -> None:
        super().__init__(snapshot, seconds)
        self.snapshot = snapshot
        self.seconds = seconds

    def __str__(self) -> str:
        stands = f"{self.snapshot.model} {self.snapshot.id} is {self.snapshot.state} after {self.seconds:g} s"
        return f"{stands}: it goes on; wait again, or cancel it"
