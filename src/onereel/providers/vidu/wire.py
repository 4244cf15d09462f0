"""The shapes of Vidu's requests and replies, field for field.

Not here: rules that span fields; see `dialect.py`.
"""

from typing import Annotated, Literal

import msgspec

from onereel.providers.checks import SEED_LIMIT
from onereel.providers.reading import Message, RequestBody
from onereel.providers.replies import Usage
from onereel.providers.vidu import models


class StartEndToVideo(RequestBody, kw_only=True):
    """A clip between two pictures."""

    images: Annotated[list[str], msgspec.Meta(min_length=2, max_length=2)]
    """First and last frame: addresses, or base64 as data URIs with their content type. png, jpeg or webp."""
    input: str | list[Message] = ""
    """The prompt, at most 2000 characters."""
    duration: Annotated[int, msgspec.Meta(ge=models.SHORTEST, le=models.LONGEST)] = models.DEFAULT_SECONDS
    """Seconds."""
    seed: Annotated[int, msgspec.Meta(ge=0, le=SEED_LIMIT)] = 0
    """0 draws one."""
    resolution: Literal["540p", "720p", "1080p"] = "720p"
    movement_amplitude: Literal["auto", "small", "medium", "large"] = "auto"
    """How far the picture may move."""
    bgm: bool = False
    """Whether background music is added."""
    watermark: bool = False
    """Whether a marked copy is made beside the clip."""
    wm_position: Literal[1, 2, 3, 4] = 3
    """1 top left, 2 top right, 3 bottom right, 4 bottom left."""
    wm_url: str = ""
    """The mark as a picture; left out, a line of text says that the content is made by AI."""
    callback_url: str = ""
    """Told of each change of state."""
    payload: Annotated[str, msgspec.Meta(max_length=models.PAYLOAD_LIMIT)] = ""
    """Given back as it came."""
    off_peak: bool = False
    """Half the price, done when there is time."""
    is_rec: bool = False
    """Whether Vidu is to recommend the prompt itself; costs 10 credits more."""
    meta_data: Annotated[str, msgspec.Meta(max_length=models.PAYLOAD_LIMIT)] = ""
    """Given back as it came."""


class Accepted(msgspec.Struct, kw_only=True):
    """The reply to a submit."""

    task_id: str
    type: str = "headtailimg2video"
    state: str = "created"
    model: str
    style: str = "general"
    prompt: str
    images: list[str]
    """Addresses as they were given; of inline pictures, where they are kept now."""
    duration: int
    """Seconds."""
    seed: int
    """The one that is used, drawn where none was named."""
    aspect_ratio: str = ""
    resolution: str
    movement_amplitude: str
    created_at: int
    """Seconds since 1970."""
    credits: int
    """The price in Vidu's credits."""
    payload: str
    cus_priority: int = 0
    off_peak: bool
    watermark: bool
    is_rec: bool
    wm_position: str
    """top_left, top_right, bottom_right or bottom_left."""
    wm_url: str
    meta_data: str
    client_request_id: str = ""
    usage: Usage


class Creation(msgspec.Struct, kw_only=True):
    """One finished clip."""

    id: str
    url: str
    """Good for 24 hours."""
    cover_url: str
    """Good for one hour."""
    watermarked_url: str
    """Empty where no watermark was asked for."""


class Told(msgspec.Struct, kw_only=True):
    """What a callback says of a task."""

    id: str
    state: str
    err_code: str
    credits: int
    """What the task costs; 0 once it has failed."""
    payload: str
    bgm: bool
    off_peak: bool
    creations: list[Creation]
