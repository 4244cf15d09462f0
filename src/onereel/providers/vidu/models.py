"""What is known of Vidu's models: ids, limits, sizes, prices, status words, error codes. Data only.

Not here: how any of it is applied; see `dialect.py`.

Sources: the document viduq2-pro (doc.dmxapi.cn) for names, limits and the reply; Vidu's own pages for credits,
corners and error reasons. What no source states is marked inferred.
"""

from typing import Final

from onereel.domain.request import Corner
from onereel.domain.task import State
from onereel.errors import ErrorKind

START_END_TO_VIDEO: Final = "viduq2-pro"
GET: Final = "vidu-get"
GET_ALIAS: Final = "viduq2-pro-get"
"""The name that a comment in the document gives to the query."""

PROMPT_LIMIT: Final = 2000
"""Characters; longer prompts are refused."""
SHORTEST: Final = 1
LONGEST: Final = 8
DEFAULT_SECONDS: Final = 5
FRAME_RATE: Final = 24

IMAGE_MAX_BYTES: Final = 50 * 1024 * 1024
INLINE_MAX_BYTES: Final = 10 * 1024 * 1024 - 1
"""Decoded base64 must be smaller than 10 MB."""
SIDE_RATIO_LIMIT: Final = 4
"""Sides must be closer to each other than 1:4."""
FRAME_RATIO_LOW: Final = 0.8
FRAME_RATIO_HIGH: Final = 1.25
"""First frame's resolution over the last frame's."""
PAYLOAD_LIMIT: Final = 1_048_576
"""Characters of `payload`."""

AREA: Final[dict[str, int]] = {"540p": 960 * 540, "720p": 1280 * 720, "1080p": 1920 * 1080}
"""Pixels of a frame by resolution. The size has the first frame's ratio and this area: a reseller's table of Vidu's
sizes (runware.ai, vidu-q2-pro: 960x960 and 1104x816 for 720p) shows area kept over ratios; inferred for start-end."""

CREDITS: Final[dict[str, tuple[int, int, int]]] = {"540p": (8, 10, 5), "720p": (15, 25, 10), "1080p": (55, 70, 15)}
"""Credits for one second, for two, and for each one more."""
RECOMMENDED_PROMPT_CREDITS: Final = 10
"""What `is_rec` costs on top."""
TOKENS_PER_CREDIT: Final = 400
"""The document's 28000 output tokens are 70 credits; its 2 input tokens are its prompt of two characters."""
COST_PER_CREDIT: Final = 31_250
"""Millionths of one CNY: Vidu sells a credit for 0.03125 CNY."""

WATERMARK_TEXT: Final = "内容由 AI 生成"
CORNERS: Final[dict[int, Corner]] = {
    1: Corner.TOP_LEFT,
    2: Corner.TOP_RIGHT,
    3: Corner.BOTTOM_RIGHT,
    4: Corner.BOTTOM_LEFT,
}
"""By wm_position. The document calls 3 the lower left, but its reply to 3 says bottom_right, as Vidu's page."""

ID_EPOCH_MS: Final = 1_551_671_515_000
ID_LOW_BITS: Final = 22
"""Vidu's ids are times with 22 low bits; the epoch was computed from three pairs of task_id and created_at."""

STATUS: Final[dict[State, str]] = {
    State.QUEUED: "created",
    State.RUNNING: "processing",
    State.SUCCEEDED: "success",
    State.FAILED: "failed",
    State.CANCELLED: "failed",
}

FREE: Final = frozenset({State.FAILED, State.CANCELLED})
"""What did not succeed costs nothing: Vidu's replies say `credits` 0."""

CANCELLED: Final = "UserCancelled"
OUR_FAULT: Final = "InternalServiceFailure"
FAILURE_CODES: Final[dict[str, str]] = {
    ErrorKind.MEDIA_UNREACHABLE.value: "ImageDownloadFailure",
    ErrorKind.IMAGE_NOT_FOUND.value: "ImageDownloadFailure",
    ErrorKind.MEDIA_INVALID.value: "ImageFormatInvalid",
    ErrorKind.IMAGE_INVALID.value: "ImageFormatInvalid",
}
"""Vidu's `err_code` by our own codes; which of ours falls under which is our reading of its table."""

ERRORS: Final[dict[ErrorKind, tuple[int, str]]] = {
    ErrorKind.MALFORMED_BODY: (400, "BadRequest"),
    ErrorKind.BODY_TOO_LARGE: (413, "BadRequest"),
    ErrorKind.UNKNOWN_MODEL: (404, "ModelUnavailable"),
    ErrorKind.UNAUTHORIZED: (401, "Unauthorized"),
    ErrorKind.MISSING_FIELD: (400, "FieldLacking"),
    ErrorKind.INVALID_TYPE: (400, "FieldInvalid"),
    ErrorKind.INVALID_VALUE: (400, "FieldInvalid"),
    ErrorKind.PROMPT_TOO_LONG: (400, "FieldInvalid"),
    ErrorKind.NEGATIVE_PROMPT_TOO_LONG: (400, "FieldInvalid"),
    ErrorKind.TASK_NOT_FOUND: (404, "TaskNotFound"),
    ErrorKind.IMAGE_NOT_FOUND: (400, "FieldInvalid"),
    ErrorKind.IMAGE_TOO_LARGE: (400, "ImageFormatInvalid"),
    ErrorKind.IMAGE_INVALID: (400, "ImageFormatInvalid"),
    ErrorKind.IMAGE_SIZE_INVALID: (400, "ImageFormatInvalid"),
    ErrorKind.MEDIA_UNREACHABLE: (400, "ImageDownloadFailure"),
    ErrorKind.MEDIA_INVALID: (400, "FieldInvalid"),
    ErrorKind.PATH_REFUSED: (400, "FieldInvalid"),
    ErrorKind.NOT_FOUND: (404, "NotFound"),
    ErrorKind.METHOD_NOT_ALLOWED: (405, "BadRequest"),
    ErrorKind.CREDIT_EXHAUSTED: (402, "CreditInsufficient"),
    ErrorKind.RATE_LIMITED: (429, "TooManyRequests"),
    ErrorKind.TOO_MANY_TASKS: (429, "QuotaExceeded"),
    ErrorKind.IDEMPOTENCY_REUSED: (422, "Conflict"),
    ErrorKind.IDEMPOTENCY_RUNNING: (409, "OperationInProcess"),
    ErrorKind.NOT_CANCELLABLE: (409, "Conflict"),
    ErrorKind.ROUTING_LOOP: (400, "BadRequest"),
    ErrorKind.STORAGE_FULL: (507, "SystemThrottling"),
    ErrorKind.UNAVAILABLE: (503, "SystemThrottling"),
    ErrorKind.INTERNAL: (500, "InternalServiceFailure"),
}
"""HTTP status and `reason`. The reasons are Vidu's; which of our kinds falls under which, and the status, is ours."""
