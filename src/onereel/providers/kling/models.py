"""What is known of Kling's models: ids, limits, sizes, prices, status words, error codes. Data only.

Not here: how any of it is applied; see `dialect.py`.

Sources: the document kling-v2-6-text2video (doc.dmxapi.cn) for names, limits and the price of `pro`; Kling's API
specification for defaults and codes. What no source states is marked inferred.
"""

from typing import Final, Literal

from onereel.domain.task import State
from onereel.errors import ErrorKind

TEXT_TO_VIDEO: Final = "kling-v2-6-text2video"
TEXT_TO_VIDEO_GET: Final = "kling-text2video-get"

PROMPT_LIMIT: Final = 2500
"""Characters; longer prompts and negative prompts are refused."""

FRAME_RATE: Final = 24
EXTRA_FRAMES: Final = 1
"""A clip of 5 s lasts 5.041 s in the document's reply: 121 frames at 24 a second, one more than asked for."""

SIZES: Final[dict[tuple[str, str], tuple[int, int]]] = {
    ("std", "16:9"): (1280, 720),
    ("std", "9:16"): (720, 1280),
    ("std", "1:1"): (960, 960),
    ("pro", "16:9"): (1920, 1080),
    ("pro", "9:16"): (1080, 1920),
    ("pro", "1:1"): (1440, 1440),
}
"""Width and height by mode and aspect_ratio. std is 720p and pro 1080p (sourced); the square sizes are inferred."""

FEN_PER_CLIP: Final[dict[tuple[str, str, int], int]] = {
    ("pro", "off", 5): 250,
    ("pro", "off", 10): 500,
    ("pro", "on", 5): 500,
    ("pro", "on", 10): 1000,
    ("std", "off", 5): 150,
    ("std", "off", 10): 300,
    ("std", "on", 5): 300,
    ("std", "on", 10): 600,
}
"""Price in hundredths of a CNY by mode, sound and seconds. `pro` is sourced; `std` is inferred from v2.5-turbo's."""

TOKENS_PER_CNY: Final = 850
"""1000 tokens a CNY, less 15 %: the document's 2125 tokens are 2.5 CNY."""

ID_EPOCH_MS: Final = 1_568_028_518_781
ID_LOW_BITS: Final = 22
"""Kling's ids are times with 22 low bits; the epoch was computed from the document's task_id and created_at."""

STATUS: Final[dict[State, Literal["submitted", "processing", "succeed", "failed"]]] = {
    State.QUEUED: "submitted",
    State.RUNNING: "processing",
    State.SUCCEEDED: "succeed",
    State.FAILED: "failed",
    State.CANCELLED: "failed",
}
"""Kling has no cancel, hence no word for it."""

ERRORS: Final[dict[ErrorKind, tuple[int, int]]] = {
    ErrorKind.MALFORMED_BODY: (400, 1201),
    ErrorKind.BODY_TOO_LARGE: (413, 1201),
    ErrorKind.UNKNOWN_MODEL: (404, 1203),
    ErrorKind.UNAUTHORIZED: (401, 1002),
    ErrorKind.MISSING_FIELD: (400, 1200),
    ErrorKind.INVALID_TYPE: (400, 1201),
    ErrorKind.INVALID_VALUE: (400, 1201),
    ErrorKind.PROMPT_TOO_LONG: (400, 1201),
    ErrorKind.NEGATIVE_PROMPT_TOO_LONG: (400, 1201),
    ErrorKind.TASK_NOT_FOUND: (404, 1203),
    ErrorKind.IMAGE_NOT_FOUND: (400, 1201),
    ErrorKind.IMAGE_TOO_LARGE: (400, 1201),
    ErrorKind.IMAGE_INVALID: (400, 1201),
    ErrorKind.IMAGE_SIZE_INVALID: (400, 1201),
    ErrorKind.MEDIA_UNREACHABLE: (400, 1201),
    ErrorKind.MEDIA_INVALID: (400, 1201),
    ErrorKind.PATH_REFUSED: (400, 1201),
    ErrorKind.NOT_FOUND: (404, 1203),
    ErrorKind.METHOD_NOT_ALLOWED: (405, 1202),
    ErrorKind.CREDIT_EXHAUSTED: (402, 1102),
    ErrorKind.RATE_LIMITED: (429, 1302),
    ErrorKind.TOO_MANY_TASKS: (429, 1303),
    ErrorKind.IDEMPOTENCY_REUSED: (422, 1201),
    ErrorKind.IDEMPOTENCY_RUNNING: (409, 1302),
    ErrorKind.NOT_CANCELLABLE: (409, 1201),
    ErrorKind.ROUTING_LOOP: (400, 1201),
    ErrorKind.STORAGE_FULL: (507, 5001),
    ErrorKind.UNAVAILABLE: (503, 5001),
    ErrorKind.INTERNAL: (500, 5000),
}
"""HTTP status and `code`. The pairs are Kling's; which of our kinds falls under which is our reading of its table."""
