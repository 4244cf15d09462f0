"""The shapes of PixVerse's requests and replies, field for field.

Not here: rules that span fields; see `dialect.py`.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from onereel.providers.checks import SEED_LIMIT
from onereel.providers.reading import Message, RequestBody
from onereel.providers.replies import Usage


class Picture(RequestBody, kw_only=True):
    """A picture to keep for later: png, webp, jpeg or jpg, at most 10000 pixels a side."""

    input: str
    """The word "url" with image_url, "local" with image_path, or the picture itself in base64."""
    image_url: str = ""
    """The address of the picture, by http or https."""
    image_path: str = ""
    """A path on the server's machine, honoured only inside directories that its operator allows."""


ImageId: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class Transition(RequestBody, kw_only=True):
    """A clip between two uploaded pictures."""

    input: str | list[Message]
    """The prompt, at most 2048 characters."""
    first_frame_img: ImageId
    """The img_id of the first frame."""
    last_frame_img: ImageId
    """The img_id of the last frame."""
    duration: Literal[5, 8, 10]
    """Seconds; 10 not at 1080p."""
    quality: Literal["360p", "540p", "720p", "1080p"]
    motion_mode: Literal["normal", "fast"] = "normal"
    """fast not with 8 seconds."""
    negative_prompt: str = ""
    """What is not wanted, at most 2048 characters."""
    seed: Annotated[int, msgspec.Meta(ge=0, le=SEED_LIMIT)] | None = None
    """Left out, one is drawn."""
    generate_audio_switch: bool = False
    """Whether the clip is to have sound."""
    callback_url: str = ""
    """Told of each change of state. An extension of ours: PixVerse's callbacks are set for a whole account."""


class StoredPicture(msgspec.Struct, kw_only=True):
    """An uploaded picture."""

    img_id: int
    """What a submit refers to it by."""
    img_url: str


class PictureKept(msgspec.Struct, kw_only=True):
    """The reply to an upload."""

    ErrCode: int = 0
    ErrMsg: str = "Success"
    Resp: StoredPicture
    usage: Usage
    """All zero."""


class Started(msgspec.Struct, kw_only=True):
    """A task that has begun."""

    video_id: int
    """What a query asks for it by."""
    credits: int
    """The price in PixVerse's credits."""


class Accepted(msgspec.Struct, kw_only=True):
    """The reply to a submit."""

    ErrCode: int = 0
    ErrMsg: str = "success"
    Resp: Started
    usage: Usage


class Video(msgspec.Struct, kw_only=True):
    """A task as PixVerse tells it."""

    id: int
    prompt: str
    negative_prompt: str
    url: str
    """There before the file is: only status 1 means that it can be fetched. Good for 24 hours."""
    status: Literal[1, 5, 6, 7, 8]
    """5 in progress, 1 done, 6 deleted, 7 failed by moderation, 8 failed."""
    seed: int
    create_time: str
    modify_time: str
    output_width: int = msgspec.field(name="outputWidth")
    """Pixels; 0 until it is done."""
    output_height: int = msgspec.field(name="outputHeight")
    """Pixels; 0 until it is done."""
    has_audio: bool
    credits: int


class Queried(msgspec.Struct, kw_only=True):
    """The reply to a query; it has no usage."""

    ErrCode: int = 0
    ErrMsg: str = "Success"
    Resp: Video


class Told(msgspec.Struct, kw_only=True):
    """What a callback says of a task: the body of PixVerse's webhooks."""

    id: str
    """The video_id, here as a string."""
    status: int
    url: str
    size: float
    """Of the file, in millions of bytes; the unit is inferred."""
    has_audio: bool
    credits: int
