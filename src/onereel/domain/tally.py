"""How many tasks ended how within an hour or a day, and what they cost: charts are drawn from it.

Not here: the tasks themselves, or where tallies are kept (`onereel.store`).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from onereel.domain.ledger import end_for
from onereel.domain.task import State, Task


class Span(StrEnum):
    """How long a time is counted together."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The tasks of one key and one model that came to one end within one span of time."""

    span: Span
    start: datetime
    """When the span begins, in UTC."""
    key_id: str | None
    """None for all keys together, which only a sum is."""
    model: str
    state: State
    """The end that they came to."""
    count: int
    spent: int
    """Millionths of one CNY."""

    def add(self, other: "Tally") -> "Tally":
        """Both together."""
        return replace(self, count=self.count + other.count, spent=self.spent + other.spent)


def tallies_of(task: Task) -> tuple[Tally, ...]:
    """What a task adds to the tallies: to those of its hour and its day once it has ended, to none while it is open."""
    end = end_for(task)
    if end is None:
        return ()
    hour = end.at.replace(minute=0, second=0, microsecond=0)
    return tuple(
        Tally(
            span=span,
            start=start,
            key_id=task.key_id,
            model=task.model,
            state=task.state,
            count=1,
            spent=end.spent,
        )
        for span, start in ((Span.HOUR, hour), (Span.DAY, hour.replace(hour=0)))
    )
