"""What the client knows of a model, and what a dialect fills in.

Not here: any model (the files beside this one), or the check of a wish (`onereel.client.checking`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from onereel.client.pictures import Picture
from onereel.client.states import Cost, Reply, Told
from onereel.client.wish import Wish

SEEDS: Final = range(2**31)
"""0 to 2147483647, in all the documents."""

Body: TypeAlias = dict[str, object]
"""A request, as it is sent."""
Size: TypeAlias = Mapping[str, str]
"""The fields that a size comes to."""


class Frames(Enum):
    """What pictures a model takes."""

    NONE = auto()
    UPLOADED = auto()
    """First and last frame, by the ids of uploads."""
    INLINE = auto()
    """First and last frame, by address or in the body."""


class Sound(Enum):
    """What can be said of sound."""

    OFF = auto()
    ON = auto()
    TRACK = auto()
    """The caller's own, by address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """What the answer to a submit told."""

    id: str
    cost: Cost | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Two things that a model does not do together."""

    field: str
    message: str
    applies: Callable[[Wish], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """One model: what it takes, and how it is asked and understood."""

    id: str
    query: str
    """The model that is asked how a video stands."""
    prompt_limit: int
    """Characters."""
    needs_prompt: bool = True
    negative_limit: int | None
    """Characters; None takes none."""
    frames: Frames
    sizes: Mapping[str, Size]
    durations: tuple[int, ...]
    """Seconds."""
    default_seconds: int | None = None
    """What is sent where no duration was named; None sends none."""
    seeds: range | None
    sounds: frozenset[Sound]
    options: Mapping[str, str]
    """Fields of the model's own that may be given, each with the object that it stands in; empty is the top."""
    conflicts: tuple[Conflict, ...] = ()
    only_streams: bool = False
    """Whether a question without `stream` is held back until the video has ended."""
    write: Callable[[Wish, tuple[Picture, ...]], Body]
    """The body of a submit. The pictures are first and last frame, as `frames` wants them."""
    read_accepted: Callable[[Reply], Accepted]
    """Raises UnexpectedAnswer."""
    read_task: Callable[[Reply], Told]
    """Raises UnexpectedAnswer."""


def place_options(body: Body, wish: Wish, places: Mapping[str, str]) -> Body:
    """The body with the wish's own options where they belong. What is None is left out."""
    for name, value in wish.options.items():
        if value is None:
            continue
        place = body if not places[name] else body.setdefault(places[name], {})
        if isinstance(place, dict):
            place[name] = value
    return body


def without_nones(fields: Mapping[str, object]) -> Body:
    """What is said, without what is not."""
    return {name: value for name, value in fields.items() if value is not None}
