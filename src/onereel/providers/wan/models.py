"""What is known of Wan's models: ids, limits, sizes, prices, status words, error codes. Data only.

Not here: how any of it is applied; see `dialect.py`.

Sources: the document wan2.6-t2v (doc.dmxapi.cn) for names and replies; Alibaba's text-to-video API reference of
2026-02-10 for sizes, defaults, audio limits and the price per second. What no source states is marked inferred.
"""

from datetime import timedelta, timezone
from typing import Final

from onereel.domain.task import State
from onereel.errors import ErrorKind

TEXT_TO_VIDEO: Final = "wan2.6-t2v"
TEXT_TO_VIDEO_GET: Final = "wan2.6-get"

PROMPT_LIMIT: Final = 1500
NEGATIVE_PROMPT_LIMIT: Final = 500
"""Characters; what is beyond them is cut off without a word, as DashScope does."""

FRAME_RATE: Final = 30
SHORTEST: Final = 2
LONGEST: Final = 15
DEFAULT_SECONDS: Final = 5
DEFAULT_SIZE: Final = "1920*1080"

FEN_PER_SECOND: Final[dict[str, int]] = {
    "1280*720": 60,
    "720*1280": 60,
    "960*960": 60,
    "1088*832": 60,
    "832*1088": 60,
    "1920*1080": 100,
    "1080*1920": 100,
    "1440*1440": 100,
    "1632*1248": 100,
    "1248*1632": 100,
}
"""The sizes there are, and the price of a second of each in hundredths of a CNY (720P 0.6, 1080P 1.0; Beijing)."""

TOKENS_PER_CNY: Final = 10_000
"""The document's 100000 tokens are 10 s of 1080P, 10 CNY."""

AUDIO_FORMATS: Final = frozenset({"wav", "mp3"})
AUDIO_MAX_BYTES: Final = 15 * 1024 * 1024
AUDIO_SHORTEST: Final = 3.0
AUDIO_LONGEST: Final = 30.0
"""Seconds. Audio longer than the video is cut, shorter is followed by silence."""

WATERMARK_TEXT: Final = "AI生成"
"""Set at the lower right (Alibaba's reference)."""

BEIJING: Final = timezone(timedelta(hours=8))
"""Times in replies carry no zone and are Beijing's: the document's link expires 24 h after its end_time only so."""

STATUS: Final[dict[State, str]] = {
    State.QUEUED: "PENDING",
    State.RUNNING: "RUNNING",
    State.SUCCEEDED: "SUCCEEDED",
    State.FAILED: "FAILED",
    State.CANCELLED: "CANCELED",
}
UNKNOWN: Final = "UNKNOWN"
"""What DashScope calls a task that does not exist, or no longer does."""

FAILURE_CODES: Final[dict[str, str]] = {"media_invalid": "InvalidParameter"}
"""Our failure codes in DashScope's words; all others are `InternalError`."""

ERRORS: Final[dict[ErrorKind, tuple[int, str]]] = {
    ErrorKind.MALFORMED_BODY: (400, "InvalidParameter"),
    ErrorKind.BODY_TOO_LARGE: (413, "InvalidParameter"),
    ErrorKind.UNKNOWN_MODEL: (404, "ModelNotFound"),
    ErrorKind.UNAUTHORIZED: (401, "InvalidApiKey"),
    ErrorKind.MISSING_FIELD: (400, "InvalidParameter"),
    ErrorKind.INVALID_TYPE: (400, "InvalidParameter"),
    ErrorKind.INVALID_VALUE: (400, "InvalidParameter"),
    ErrorKind.PROMPT_TOO_LONG: (400, "InvalidParameter"),
    ErrorKind.NEGATIVE_PROMPT_TOO_LONG: (400, "InvalidParameter"),
    ErrorKind.TASK_NOT_FOUND: (404, "InvalidParameter"),
    ErrorKind.IMAGE_NOT_FOUND: (400, "InvalidParameter"),
    ErrorKind.IMAGE_TOO_LARGE: (400, "InvalidParameter"),
    ErrorKind.IMAGE_INVALID: (400, "InvalidParameter"),
    ErrorKind.IMAGE_SIZE_INVALID: (400, "InvalidParameter"),
    ErrorKind.MEDIA_UNREACHABLE: (400, "InvalidParameter.DataInspection"),
    ErrorKind.MEDIA_INVALID: (400, "InvalidParameter"),
    ErrorKind.PATH_REFUSED: (400, "InvalidParameter"),
    ErrorKind.NOT_FOUND: (404, "InvalidParameter"),
    ErrorKind.METHOD_NOT_ALLOWED: (405, "InvalidParameter"),
    ErrorKind.CREDIT_EXHAUSTED: (402, "Arrearage"),
    ErrorKind.RATE_LIMITED: (429, "Throttling.RateQuota"),
    ErrorKind.TOO_MANY_TASKS: (429, "Throttling.AllocationQuota"),
    ErrorKind.IDEMPOTENCY_REUSED: (422, "InvalidParameter"),
    ErrorKind.IDEMPOTENCY_RUNNING: (409, "Throttling"),
    ErrorKind.NOT_CANCELLABLE: (409, "UnsupportedOperation"),
    ErrorKind.ROUTING_LOOP: (400, "InvalidParameter"),
    ErrorKind.STORAGE_FULL: (507, "ModelUnavailable"),
    ErrorKind.UNAVAILABLE: (503, "ModelUnavailable"),
    ErrorKind.INTERNAL: (500, "InternalError"),
}
"""HTTP status and `code`. The codes are DashScope's; which of our kinds falls under which is our reading."""
