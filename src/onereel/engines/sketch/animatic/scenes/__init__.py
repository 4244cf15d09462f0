"""The places a scene can play in, one a module; each module's SCENE is found by itself.

Not here: who is in them (`onereel.engines.sketch.animatic.cast`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.registry import collect


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A built place."""

    behind: Sequence[Layer]
    """What lies behind the subjects, far layers first; the first fills the frame."""
    front: Sequence[Layer] = ()
    """What lies before them."""
    middle: Sequence[Layer] = ()
    """What lies between far subjects and near ones."""
    ledge: float | None = None
    """Where the first subject stands, when it is above the others: on a cliff."""
    ground: float = 0.86
    """Where subjects stand, down the frame."""
    horizon: float = 0.60
    """Where the ground would end if it were flat; figures shrink toward it."""
    road: float = 0.88
    """Where cars drive."""
    sailing: float = 0.74
    """Where boats float."""
    water: float | None = None
    """The waterline, if there is water."""
    floor: bool = True
    """Whether there is something that takes shadows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SceneKind:
    """One kind of place."""

    name: str
    words: str
    """What people call it, in both languages, separated by spaces."""
    build: Callable[[Stage], Scene]
    sounds: tuple[str, ...] = ()
    wide: bool = True
    """Whether it goes on at both sides, so that a camera may go along with somebody."""
    outdoors: bool = True
    """Whether weather is seen and heard in it."""
    time: str | None = None
    """The time of day it is shown in when the words name none."""
    weight: int = 1
    """Which place wins when the words name several: the more special one."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What the place may have besides, name -> its words; they lead to the place, too."""

    @property
    def all_words(self) -> str:
        """Every word that leads here."""
        return " ".join([self.words, *self.details.values()])


@cache
def scene_kinds() -> Mapping[str, SceneKind]:
    """All of them by name."""
    found = [item for item in collect(__name__, __path__, attribute="SCENE") if isinstance(item, SceneKind)]
    return MappingProxyType({item.name: item for item in found})
