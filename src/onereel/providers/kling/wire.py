"""The shapes of Kling's requests and replies, field for field.

Not here: rules that span fields; see `dialect.py`.
"""

from typing import Literal

import msgspec

from onereel.providers.reading import Message, RequestBody
from onereel.providers.replies import Usage


class TextToVideo(RequestBody, kw_only=True):
    """A clip from a prompt."""

    input: str | list[Message]
    """The prompt, at most 2500 characters."""
    negative_prompt: str = ""
    """What is not wanted, at most 2500 characters."""
    mode: Literal["std", "pro"] = "std"
    """std is 720p, pro 1080p."""
    sound: Literal["on", "off"] = "off"
    """Whether the clip is to have sound."""
    aspect_ratio: Literal["16:9", "9:16", "1:1"] = "16:9"
    duration: Literal[5, 10, "5", "10"] = 5
    """Seconds. Kling's own API writes it as a string, the document as a number; both are taken."""
    callback_url: str = ""
    """Told of each change of state."""


class TaskInfo(msgspec.Struct, kw_only=True):
    """Always empty; Kling gives back an external task id here."""


class Video(msgspec.Struct, kw_only=True):
    """One finished clip."""

    id: str
    url: str
    """Good for 24 hours."""
    duration: str
    """Seconds, three decimals, of the file itself."""


class TaskResult(msgspec.Struct, kw_only=True):
    """What came of a task."""

    videos: list[Video]


class TaskData(msgspec.Struct, kw_only=True):
    """A task as Kling tells it."""

    task_id: str
    task_status: Literal["submitted", "processing", "succeed", "failed"]
    task_status_msg: str
    """Why it failed."""
    task_info: TaskInfo | msgspec.UnsetType = msgspec.UNSET
    """In the reply to a submit only."""
    task_result: TaskResult | msgspec.UnsetType = msgspec.UNSET
    """Once it has succeeded."""
    created_at: int
    """Milliseconds since 1970."""
    updated_at: int
    """Milliseconds since 1970."""


class Told(msgspec.Struct, kw_only=True):
    """What a callback says of a task: the record without an envelope, its keys in an order of their own."""

    task_id: str
    task_status: Literal["submitted", "processing", "succeed", "failed"]
    task_status_msg: str
    """Why it failed."""
    created_at: int
    """Milliseconds since 1970."""
    updated_at: int
    """Milliseconds since 1970."""
    task_info: TaskInfo
    task_result: TaskResult | msgspec.UnsetType = msgspec.UNSET
    """Once it has succeeded."""


class Accepted(msgspec.Struct, kw_only=True):
    """The reply to a submit."""

    code: int = 0
    message: str = "SUCCEED"
    request_id: str
    """The task can be asked for by this, too."""
    data: TaskData
    usage: Usage


class Queried(msgspec.Struct, kw_only=True):
    """The reply to a query."""

    code: int = 0
    message: str = "SUCCEED"
    request_id: str
    data: TaskData
