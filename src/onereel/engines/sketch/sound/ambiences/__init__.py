"""The ambient sounds, one a module; each module's AMBIENCE is found by itself.

Not here: which of them a scene has; scenes and figures name them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.registry import collect


@dataclass(frozen=True, kw_only=True, slots=True)
class Ambience:
    """One kind of sound that a place or a weather makes."""

    name: str
    make: Callable[[Generator, int], Field]
    """(chance, number of samples) -> one mono channel; called once for each ear with different chance."""
    level: float = 0.3


@cache
def ambiences() -> Mapping[str, Ambience]:
    """All of them by name."""
    found = [item for item in collect(__name__, __path__, attribute="AMBIENCE") if isinstance(item, Ambience)]
    return MappingProxyType({item.name: item for item in found})
