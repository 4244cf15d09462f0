"""The looks that a whole picture can have, one a module; each module's STYLE is found by itself.

Not here: what the picture shows, and the light in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onereel.engines.sketch.pixels import Field, Pixels
from onereel.engines.sketch.registry import collect

PLAIN = "plain"
"""The style when the words name none."""


def unchanged(picture: Pixels) -> Pixels:
    """The picture as it is."""
    return picture


@dataclass(frozen=True, kw_only=True, slots=True)
class StyleKind:
    """One look."""

    name: str
    words: str
    """What people call it, in both languages, separated by spaces."""
    applied: Callable[[Pixels], Pixels] = unchanged
    """The picture in this look; may change and return the same array."""
    vignette: float = 0.20
    """How much darker the corners are."""
    paper: Callable[[int, int], Field] | None = None
    """The grain of what it is painted on, around 1, for a height and a width."""


@cache
def style_kinds() -> Mapping[str, StyleKind]:
    """All of them by name."""
    found = [item for item in collect(__name__, __path__, attribute="STYLE") if isinstance(item, StyleKind)]
    return MappingProxyType({item.name: item for item in found})
