"""The seams between the life of a task and where it is kept.

Not here: SQL. One contract suite (`tests/contracts/`) runs over every implementation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onereel.domain.media import Upload
from onereel.domain.task import Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """An API key as it is kept: never the key itself, only what recognises it."""

    id: str
    name: str
    """What the operator calls it."""
    hint: str
    """The first characters of the key, so that people can tell keys apart."""
    digest: str
    """SHA-256 of the key, hex. A key holds 256 random bits, so a plain digest cannot be searched."""
    created_at: datetime
    revoked_at: datetime | None = None


class TaskStore(Protocol):
    """Tasks, durable: when a call that writes has returned, its change survives a crash and a power cut."""

    async def add(self, task: Task) -> None:
        """Keep a new task. Raises IdTaken when its id, or its public id at that provider, exists already."""
        ...

    async def get(self, task_id: str) -> Task | None:
        """The task with our own id, or None."""
        ...

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        """The key's task at that provider whose public id or request id is `reference`, or None."""
        ...

    async def replace(self, old: Task, new: Task) -> None:
        """Change a task from `old` to `new`, which share their id.

        Raises Conflict when what is stored is no longer in the state and attempt of `old` (so a worker whose task
        was taken over can store nothing), and when `domain.task.TRANSITIONS` does not allow the change.
        """
        ...

    async def unfinished(self) -> Sequence[Task]:
        """All tasks in no terminal state, oldest first."""
        ...


class KeyStore(Protocol):
    """API keys, by digest."""

    async def add(self, key: Key) -> None:
        """Keep a new key. Raises IdTaken when its id or digest exists already."""
        ...

    async def find(self, digest: str) -> Key | None:
        """The key with that digest, revoked or not, or None."""
        ...

    async def list(self) -> Sequence[Key]:
        """All keys, oldest first, revoked ones too."""
        ...

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        """Mark a key as revoked. False when there is no such key or it was revoked before."""
        ...


class UploadStore(Protocol):
    """Pictures that clients sent ahead."""

    async def add(self, upload: Upload) -> None:
        """Keep a new upload. Raises IdTaken when its id exists already."""
        ...

    async def find(self, upload_id: int, *, key_id: str) -> Upload | None:
        """The key's upload with that id, or None."""
        ...


class Store(Protocol):
    """One home for all of it, so that one transaction can later span several of its parts."""

    @property
    def tasks(self) -> TaskStore: ...

    @property
    def keys(self) -> KeyStore: ...

    @property
    def uploads(self) -> UploadStore: ...

    async def check(self) -> None:
        """Answers when the home can be read and written; raises StoreError when not."""
        ...

    async def close(self) -> None:
        """Finish what is waiting to be written, then let go of everything."""
        ...
