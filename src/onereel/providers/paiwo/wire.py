"""The shapes of PixVerse's requests, field for field.

Not here: rules that span fields; see `dialect.py`.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from onereel.providers.checks import SEED_LIMIT
from onereel.providers.reading import Message, RequestBody


class Picture(RequestBody, kw_only=True):
    """A picture to keep for later: png, webp, jpeg or jpg, at most 10000 pixels a side."""

    input: str
    """`url` with image_url, `local` with image_path, or the picture itself in base64."""
    image_url: str = ""
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
