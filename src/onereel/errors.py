"""Every exception that onereel raises, and what each one means to a caller.

Not here: the words and numbers in which a provider would say it; those stand in that provider's `models.py`.

* OnereelError
  x RequestError: the caller asked for something that cannot be done; the text names the field and the cure
    - carries an `ErrorKind`, which every dialect maps to its own code
    - LimitReached: the key's credit, rate or number of open tasks does not allow it
  x FetchError: an address from outside could not be read
    - FetchRefused: the address itself is not allowed
    - FetchFailed: it is allowed, but did not answer as it should
      . FetchUnsent: it was not reached, so that nothing was sent
  x ImageError: bytes that are not a picture we take
  x StoreError: the task store
    - IdTaken: a freshly minted id exists already; mint again
    - Conflict: the record has moved on since it was read
    - StorageFull: there is no room left on the disk
    - FileGone: a file that a new task refers to is being removed
  x EngineCrashed: a drawing process died; the task may be tried again
  x ConfigurationError: the operator's settings contradict each other
"""

from enum import StrEnum


class ErrorKind(StrEnum):
    """What was wrong with a request, in our own words; the stable `error.code` of every reply."""

    MALFORMED_BODY = "malformed_body"
    BODY_TOO_LARGE = "body_too_large"
    UNKNOWN_MODEL = "model_not_found"
    UNAUTHORIZED = "invalid_api_key"
    MISSING_FIELD = "missing_field"
    INVALID_TYPE = "invalid_type"
    INVALID_VALUE = "invalid_value"
    PROMPT_TOO_LONG = "prompt_too_long"
    NEGATIVE_PROMPT_TOO_LONG = "negative_prompt_too_long"
    TASK_NOT_FOUND = "task_not_found"
    IMAGE_NOT_FOUND = "image_not_found"
    IMAGE_TOO_LARGE = "image_too_large"
    IMAGE_INVALID = "image_invalid"
    IMAGE_SIZE_INVALID = "image_size_invalid"
    MEDIA_UNREACHABLE = "media_unreachable"
    MEDIA_INVALID = "media_invalid"
    PATH_REFUSED = "path_refused"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CREDIT_EXHAUSTED = "credit_exhausted"
    RATE_LIMITED = "rate_limited"
    TOO_MANY_TASKS = "too_many_tasks"
    IDEMPOTENCY_REUSED = "idempotency_key_reused"
    IDEMPOTENCY_RUNNING = "idempotency_key_running"
    NOT_CANCELLABLE = "not_cancellable"
    ROUTING_LOOP = "routing_loop"
    STORAGE_FULL = "storage_full"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal_error"


class OnereelError(Exception):
    """The root of what onereel raises."""


class RequestError(OnereelError):
    """A request that cannot be served. `field` is the path of the wrong field as the caller wrote it, or None.

    `retry_after` is in how many seconds it may be worth another try, where that is known.
    """

    def __init__(
        self, kind: ErrorKind, message: str, *, field: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.field = field
        self.retry_after = retry_after


class LimitReached(RequestError):
    """A request that the limits of its key stand against, this moment or for good."""


class FetchError(OnereelError):
    """An address from outside could not be read. The text is fit for the caller: it names no address of ours."""


class FetchRefused(FetchError):
    """The address is not one that a server may be sent to (scheme, host, private network, odd notation)."""


class FetchFailed(FetchError):
    """The address is allowed, but it did not answer in time, in size or with the right kind of content."""


class FetchUnsent(FetchFailed):
    """The address could not be connected to. Not a byte of what was to be sent has left."""


class ImageError(OnereelError):
    """Bytes that are not a picture we take. `kind` is one of the IMAGE_* kinds."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class StoreError(OnereelError):
    """The task store could not do what it was asked."""


class IdTaken(StoreError):
    """A freshly minted id exists already. Nothing was stored; mint again."""


class Conflict(StoreError):
    """The record is no longer in the state from which it was to be changed. Nothing was stored."""


class StorageFull(StoreError):
    """There is no room left where the record was to go. Nothing was stored."""


class FileGone(StoreError):
    """A file that a new task refers to is out of time and is being removed. Nothing was stored."""


class EngineCrashed(OnereelError):
    """A drawing process died before it answered. The task is unharmed and may be tried again."""


class ConfigurationError(OnereelError):
    """The operator's settings contradict each other; the text names the setting and the cure."""
