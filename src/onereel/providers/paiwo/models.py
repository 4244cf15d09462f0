"""What is known of PixVerse's models: ids, limits, sizes, prices, status words, error codes. Data only.

Not here: how any of it is applied; see `dialect.py`.

Sources: the documents paiwo-v5.6-itv2 and paiwo_image_upload (doc.dmxapi.cn) for names, limits and replies;
PixVerse's platform pages for credits and error codes. What no source states is marked inferred.
"""

from typing import Final, Literal

from onereel.domain.task import State
from onereel.errors import ErrorKind

PICTURE: Final = "paiwo-picture"
TRANSITION: Final = "paiwo-v5.6-itv2"
GET: Final = "paiwo-get"

PROMPT_LIMIT: Final = 2048
"""Characters; longer prompts and negative prompts are refused."""
FRAME_RATE: Final = 24
"""Inferred: no document says it."""

IMAGE_MAX_BYTES: Final = 50 * 1024 * 1024
INLINE_MAX_BYTES: Final = 10 * 1024 * 1024 - 1
"""Decoded base64 must be smaller than 10 MB."""

SHORT_SIDE: Final[dict[str, int]] = {"360p": 360, "540p": 576, "720p": 720, "1080p": 1080}
"""Pixels of the short side by quality. 540p is 1024x576 and 360p 640x360 in live replies; the rest is by name."""
WIDEST: Final = 4.0
"""The output keeps the first frame's ratio up to this many to one (inferred), beyond it the picture is fitted in."""

CREDITS_SILENT: Final[dict[tuple[str, int], int]] = {
    ("360p", 5): 35,
    ("360p", 8): 70,
    ("360p", 10): 77,
    ("540p", 5): 35,
    ("540p", 8): 70,
    ("540p", 10): 77,
    ("720p", 5): 45,
    ("720p", 8): 90,
    ("720p", 10): 99,
    ("1080p", 5): 75,
    ("1080p", 8): 150,
}
CREDITS_WITH_AUDIO: Final[dict[tuple[str, int], int]] = {
    ("360p", 5): 80,
    ("360p", 8): 115,
    ("360p", 10): 122,
    ("540p", 5): 80,
    ("540p", 8): 115,
    ("540p", 10): 122,
    ("720p", 5): 80,
    ("720p", 8): 135,
    ("720p", 10): 144,
    ("1080p", 5): 150,
    ("1080p", 8): 195,
}
"""Credits by quality and seconds. One official table has 90 for 540p at 5 s; the document's reply has 80."""
TOKENS_PER_CREDIT: Final = 3000
"""The document's 240000 tokens are 80 credits."""
COST_PER_CREDIT: Final = 72_000
"""Millionths of one CNY. Inferred: 1000 credits are sold for 10 USD (a reseller's page), at 7.2 CNY to the dollar."""

ID_EPOCH_MS: Final = 1_582_122_354_000
ID_LOW_BITS: Final = 11
"""PixVerse's ids are times with 11 low bits; the epoch was computed from three pairs of id and create_time."""

STATUS: Final[dict[State, Literal[1, 5, 6, 7, 8]]] = {
    State.QUEUED: 5,
    State.RUNNING: 5,
    State.SUCCEEDED: 1,
    State.FAILED: 8,
    State.CANCELLED: 6,
}
MODERATED: Final = 7
"""Failed by moderation, as against 8, failed otherwise."""

ERRORS: Final[dict[ErrorKind, tuple[int, int]]] = {
    ErrorKind.MALFORMED_BODY: (400, 400017),
    ErrorKind.BODY_TOO_LARGE: (413, 400017),
    ErrorKind.UNKNOWN_MODEL: (404, 400017),
    ErrorKind.UNAUTHORIZED: (401, 400012),
    ErrorKind.MISSING_FIELD: (400, 400011),
    ErrorKind.INVALID_TYPE: (400, 400013),
    ErrorKind.INVALID_VALUE: (400, 400017),
    ErrorKind.PROMPT_TOO_LONG: (400, 400018),
    ErrorKind.NEGATIVE_PROMPT_TOO_LONG: (400, 400019),
    ErrorKind.TASK_NOT_FOUND: (404, 500008),
    ErrorKind.IMAGE_NOT_FOUND: (400, 400032),
    ErrorKind.IMAGE_TOO_LARGE: (400, 500030),
    ErrorKind.IMAGE_INVALID: (400, 500032),
    ErrorKind.IMAGE_SIZE_INVALID: (400, 500033),
    ErrorKind.MEDIA_UNREACHABLE: (400, 500041),
    ErrorKind.MEDIA_INVALID: (400, 500031),
    ErrorKind.PATH_REFUSED: (400, 400017),
    ErrorKind.NOT_FOUND: (404, 500008),
    ErrorKind.METHOD_NOT_ALLOWED: (405, 400017),
    ErrorKind.CREDIT_EXHAUSTED: (402, 500090),
    ErrorKind.RATE_LIMITED: (429, 500044),
    ErrorKind.TOO_MANY_TASKS: (429, 500044),
    ErrorKind.IDEMPOTENCY_REUSED: (422, 400017),
    ErrorKind.IDEMPOTENCY_RUNNING: (409, 500044),
    ErrorKind.NOT_CANCELLABLE: (409, 400017),
    ErrorKind.ROUTING_LOOP: (400, 400017),
    ErrorKind.STORAGE_FULL: (507, 500069),
    ErrorKind.UNAVAILABLE: (503, 500069),
    ErrorKind.INTERNAL: (500, 99999),
}
"""HTTP status and `ErrCode`. PixVerse itself answers errors with HTTP 200; a gateway's clients read the status too."""
