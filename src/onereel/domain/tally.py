"""How many tasks ended how within an hour, and what they cost: charts are drawn from it, however many tasks there are.

Not here: the tasks themselves, or where tallies are kept (`onereel.store`).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from onereel.domain.ledger import end_for
from onereel.domain.task import State, Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The tasks of one key and one model that came to one end within one hour."""

    key_id: str
    model: str
    state: State
    """The end that they came to."""
    hour: datetime
    """When it begins, in UTC."""
    count: int
    spent: int
    """Millionths of one CNY."""

    def add(self, other: "Tally") -> "Tally":
        """Both together."""
        return replace(self, count=self.count + other.count, spent=self.spent + other.spent)


def tally_of(task: Task) -> Tally | None:
    """What a task that has ended adds to the tallies; None while it is open."""
    end = end_for(task)
    if end is None:
        return None
    return Tally(
        key_id=task.key_id,
        model=task.model,
        state=task.state,
        hour=end.at.replace(minute=0, second=0, microsecond=0),
        count=1,
        spent=end.spent,
    )
