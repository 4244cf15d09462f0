"""What has happened to a task, step by step, for whoever asks later.

Not here: the task as it stands (`task.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from onereel.domain.task import State, Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One change of state."""

    task_id: str
    state: State
    """The state that began."""
    attempt: int
    at: datetime
    note: str | None = None
    """The stable code of the failure, where there was one."""


def event_of(task: Task) -> Event:
    """The event that led to `task` as it stands."""
    return Event(
        task_id=task.id,
        state=task.state,
        attempt=task.attempt,
        at=task.updated_at,
        note=None if task.failure is None else task.failure.code,
    )
