"""How feet go: on the ground they stay where they are, in the air they come forward.

Not here: bodies.
"""

import math
from dataclasses import dataclass

from onereel.engines.sketch.animatic.figures.pen import Point


@dataclass(frozen=True, kw_only=True, slots=True)
class Gait:
    """One way of going on legs."""

    period: float
    """Seconds for one full step of each foot."""
    stride: float
    """How far a foot goes back along the ground, in figure units."""
    lift: float
    contact: float
    """Share of the period that a foot is on the ground."""
    phases: tuple[float, ...]
    """When in the period each foot is set down."""

    @property
    def speed(self) -> float:
        """Figure units in a second, so that feet do not slide."""
        return self.stride / (self.contact * self.period)

    def foot(self, number: int, seconds: float) -> Point:
        """Where a foot is from under its hip: forward (x) and above the ground (y)."""
        share = (seconds / self.period + self.phases[number]) % 1
        if share < self.contact:
            return (self.stride * (0.5 - share / self.contact), 0.0)
        swing = (share - self.contact) / (1 - self.contact)
        forward = 0.5 - 0.5 * math.cos(math.pi * swing)
        return (self.stride * (forward - 0.5), self.lift * math.sin(math.pi * swing))
