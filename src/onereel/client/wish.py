"""What a program asks for, in names that are the same for every model.

Not here: which model can do what of it (`checking.py`), or how it is sent (`dialects/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from onereel.client.errors import Unsupported
from onereel.client.pictures import PictureSource


class WishFields(TypedDict, total=False):
    """The arguments of `videos.create` and `videos.generate` beside `model`; None is as if it were left out."""

    prompt: str
    first_frame: PictureSource | None
    last_frame: PictureSource | None
    size: str | None
    duration: int | None
    seed: int | None
    audio: bool | str | None
    negative_prompt: str | None
    options: Mapping[str, object] | None
    idempotency_key: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One video that is wanted; None leaves a thing to the model."""

    prompt: str = ""
    first_frame: PictureSource | None = None
    last_frame: PictureSource | None = None
    size: str | None = None
    """`1280x720`, or the name of a quality: `720p`."""
    duration: int | None = None
    """Seconds."""
    seed: int | None = None
    audio: bool | str | None = None
    """Whether there is to be sound, or the address of a sound file."""
    negative_prompt: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    """Fields of the model's own, as its document calls them."""


def read_options(options: object) -> Mapping[str, object]:
    """The fields of the model's own that were given. Raises Unsupported where they are no mapping."""
    if options is None:
        return {}
    if not isinstance(options, Mapping):
        raise Unsupported(f"`options` maps names to values, such as {{'watermark': True}}; not {options!r}.", "options")
    return dict(options)


def wish_of(fields: WishFields) -> Wish:
    """The same as one value, without the key that it is ordered under."""
    return Wish(
        prompt=fields.get("prompt", ""),
        first_frame=fields.get("first_frame"),
        last_frame=fields.get("last_frame"),
        size=fields.get("size"),
        duration=fields.get("duration"),
        seed=fields.get("seed"),
        audio=fields.get("audio"),
        negative_prompt=fields.get("negative_prompt"),
        options=read_options(fields.get("options")),
    )
