"""The shapes of Wan's requests and replies, field for field.

Not here: rules that span fields; see `dialect.py`.
"""

from typing import Annotated, Literal

import msgspec

from onereel.providers.checks import SEED_LIMIT
from onereel.providers.reading import Message, RequestBody
from onereel.providers.replies import Usage
from onereel.providers.wan import models


class Input(msgspec.Struct, kw_only=True):
    """What the clip is to show and to sound like."""

    prompt: str
    """Cut to 1500 characters."""
    negative_prompt: str = ""
    """What is not wanted; cut to 500 characters."""
    audio_url: str = ""
    """The sound of the clip: wav or mp3, 3 to 30 s, at most 15 MB, by http or https."""


class Parameters(msgspec.Struct, kw_only=True):
    """How the clip is to be made."""

    size: Literal[
        "1280*720",
        "720*1280",
        "960*960",
        "1088*832",
        "832*1088",
        "1920*1080",
        "1080*1920",
        "1440*1440",
        "1632*1248",
        "1248*1632",
    ] = models.DEFAULT_SIZE
    """Width and height in pixels."""
    duration: Annotated[int, msgspec.Meta(ge=models.SHORTEST, le=models.LONGEST)] = models.DEFAULT_SECONDS
    """Seconds."""
    prompt_extend: bool = True
    """Whether a terse prompt is to be filled out."""
    shot_type: Literal["single", "multi"] = "single"
    """One shot or several; several only together with prompt_extend."""
    watermark: bool = False
    """Whether the clip carries a mark at the lower right."""
    seed: Annotated[int, msgspec.Meta(ge=0, le=SEED_LIMIT)] | None = None
    """Left out, one is drawn."""


class TextToVideo(RequestBody, kw_only=True):
    """A clip from a prompt."""

    input: Input | str | list[Message]
    """DashScope's object; a plain prompt is taken too."""
    parameters: Parameters = msgspec.field(default_factory=Parameters)
    callback_url: str = ""
    """Told of each change of state. An extension of ours: DashScope has no callback for a single request."""


class OutputText(msgspec.Struct, kw_only=True):
    """The one piece of content."""

    type: str = "output_text"
    text: str
    """A JSON object in a string, its keys sorted: task_id, task_status, submit_time, scheduled_time, end_time,
    orig_prompt, video_url; code and message of a failed task. Times are Beijing's."""


class OutputMessage(msgspec.Struct, kw_only=True):
    """The one message."""

    type: str = "message"
    content: list[OutputText]


class Wrapper(msgspec.Struct, kw_only=True):
    """The reply to submits and queries alike."""

    request_id: str
    output: list[OutputMessage]
    usage: Usage
    """Of a submit the price as output, of a query the settled price as input."""
