"""One write of a task, as it waits for its group.

Not here: how groups are made (`writer.py`) or written (`commit.py`).
"""

from dataclasses import dataclass
from typing import TypeAlias

from onereel.domain.delivery import Delivery
from onereel.domain.idempotency import Settlement
from onereel.domain.task import Task

Subjects: TypeAlias = frozenset[tuple[str, ...]]
"""What a write changes; two that change the same thing must not share a group, where neither would see the other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addition:
    """A new task with all that comes with it."""

    task: Task
    delivery: Delivery | None
    settlement: Settlement | None

    @property
    def subjects(self) -> Subjects:
        if self.settlement is None:
            return frozenset({("task", self.task.id)})
        claim = self.settlement.claim
        return frozenset({("task", self.task.id), ("claim", claim.key_id, claim.idempotency_key)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A task that goes from `old` to `task`."""

    old: Task
    task: Task
    delivery: Delivery | None

    @property
    def subjects(self) -> Subjects:
        return frozenset({("task", self.task.id)})


Write: TypeAlias = Addition | Change
