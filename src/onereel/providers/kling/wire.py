"""The shapes of Kling's requests, field for field.

Not here: rules that span fields; see `dialect.py`.
"""

from typing import Literal

from onereel.providers.reading import Message, RequestBody


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
