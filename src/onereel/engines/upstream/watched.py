"""One order that somebody waits for, and its turn to be asked about.

Not here: asking (`lookout.py`).
"""

import asyncio
from dataclasses import dataclass, field

from onereel.domain.operation import Operation
from onereel.engines.base import Report
from onereel.engines.upstream.pace import Durations
from onereel.upstreams.base import Finished, Order, Trouble


@dataclass(eq=False, kw_only=True, slots=True)
class Watched:
    """One order that somebody waits for."""

    order: Order
    operation: Operation
    report: Report
    durations: Durations
    in_list: str | None
    """The path of the vendor's list that it is in."""
    outcome: "asyncio.Future[Finished | Trouble]"
    begun: float
    """As all moments here: in seconds, on a scale that begins nowhere in particular."""
    due: float
    looked: float = float("-inf")
    troubles: int = 0
    denials: int = 0
    is_asked: bool = False
    """Whether a question about it is under way."""
    is_hinted: bool = False
    """Whether a hint has come meanwhile."""
    is_alone: bool = False
    """Whether it is to be asked about by itself, since a list has not told."""

    @property
    def reference(self) -> str:
        """What the vendor calls it."""
        return self.operation.reference


@dataclass(order=True, slots=True)
class Turn:
    due: float
    number: int
    watched: Watched = field(compare=False)
