"""Which engines may make a model, and which of them is asked first.

Not here: reading routes from settings (`onereel.routing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

SKETCH: Final = "sketch"
"""The embedded engine, as it is written in a route."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """The engines of one model: names of accounts, or SKETCH."""

    engines: tuple[str, ...] = (SKETCH,)
    """In order; those with weights come first."""
    weights: Mapping[str, int] = field(default_factory=dict[str, int])
    """Those that share the work have one; which of them is first is drawn anew for each task."""
    goes_on_after_moderation: bool = False
    """Whether what one vendor's moderation has refused is put to the next."""

    @property
    def goes_out(self) -> bool:
        """Whether somebody else may be asked."""
        return any(name != SKETCH for name in self.engines)

    def draw_order(self, random: Random) -> Sequence[str]:
        """The engines in the order in which one task asks them."""
        sharing = [name for name in self.engines if name in self.weights]
        drawn: list[str] = []
        while sharing:
            (name,) = random.choices(sharing, [self.weights[one] for one in sharing])
            sharing.remove(name)
            drawn.append(name)
        return [*drawn, *(name for name in self.engines if name not in self.weights)]
