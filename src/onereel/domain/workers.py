"""What a worker lets others know of itself.

Not here: workers themselves (`onereel.tasks`).
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerSign:
    """A worker that holds tasks, and when it was last heard of."""

    lane: str
    worker: str
    """Names it for as long as its process lasts."""
    tasks: int
    silent_for: timedelta
