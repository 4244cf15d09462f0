"""How long what is stored is kept.

Not here: removing it (`onereel.tasks.sweeper`), or how long links work (`onereel.linking`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from onereel.domain.files import FileKind

SHORTEST_FOR_TASKS: Final = timedelta(days=2)
"""A task must outlive its own callbacks, which are tried for 24 hours, and the answer to its idempotency key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long each kind is kept; None is for ever."""

    media: timedelta | None = timedelta(days=7)
    """Videos and covers, from the end of their task; and what a task was made from."""
    uploads: timedelta | None = timedelta(hours=24)
    """Pictures that no task has used."""
    tasks: timedelta | None = timedelta(days=90)
    """The records of ended tasks, with their events and callbacks."""

    def file_limits(self, now: datetime) -> Iterator[tuple[FileKind, datetime]]:
        """Each kind of file that is not kept for ever, and before which moment its time must have begun to be over."""
        lives = ((FileKind.UPLOAD, self.uploads), (FileKind.INPUT, self.media), (FileKind.MEDIA, self.media))
        for kind, life in lives:
            if life is not None:
                yield kind, now - life

    def task_limit(self, now: datetime) -> datetime | None:
        """Before which moment a task must have ended to be forgotten; None when none is."""
        return None if self.tasks is None else now - self.tasks
