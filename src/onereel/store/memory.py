"""The fake home of tasks, keys and uploads: dictionaries that behave as the SQLite home does.

Not here: durability. What is kept here ends with the process.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from onereel.domain.media import Upload
from onereel.domain.task import Task
from onereel.errors import Conflict, IdTaken, StoreError
from onereel.store.base import Key
from onereel.store.changes import check_change


class MemoryTasks:
    """A `TaskStore` in a dictionary."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._public_ids: set[tuple[str, str]] = set()

    async def add(self, task: Task) -> None:
        public_id = (task.provider, task.public_id)
        if task.id in self._tasks or public_id in self._public_ids:
            raise IdTaken("this task id exists already")
        self._tasks[task.id] = task
        self._public_ids.add(public_id)

    async def get(self, task_id: str) -> Task | None:
        return self._tasks.get(task_id)

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        own = [task for task in self._tasks.values() if (task.key_id, task.provider) == (key_id, provider)]
        by_public_id = [task for task in own if task.public_id == reference]
        by_request_id = [task for task in own if task.request_id == reference]
        return max(by_public_id or by_request_id, key=_age, default=None)

    async def replace(self, old: Task, new: Task) -> None:
        check_change(old, new)
        stored = self._tasks.get(old.id)
        if stored is None or (stored.state, stored.attempt) != (old.state, old.attempt):
            raise Conflict("the task has moved on since it was read")
        self._tasks[new.id] = new

    async def unfinished(self) -> Sequence[Task]:
        return sorted((task for task in self._tasks.values() if not task.state.is_terminal), key=_age)


class MemoryKeys:
    """A `KeyStore` in a dictionary."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}

    async def add(self, key: Key) -> None:
        if key.id in self._keys or await self.find(key.digest) is not None:
            raise IdTaken("this key exists already")
        self._keys[key.id] = key

    async def find(self, digest: str) -> Key | None:
        return next((key for key in self._keys.values() if key.digest == digest), None)

    async def list(self) -> Sequence[Key]:
        return sorted(self._keys.values(), key=_age)

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        key = self._keys.get(key_id)
        if key is None or key.revoked_at is not None:
            return False
        self._keys[key_id] = replace(key, revoked_at=at)
        return True


class MemoryUploads:
    """An `UploadStore` in a dictionary."""

    def __init__(self) -> None:
        self._uploads: dict[int, Upload] = {}

    async def add(self, upload: Upload) -> None:
        if upload.id in self._uploads:
            raise IdTaken("this upload id exists already")
        self._uploads[upload.id] = upload

    async def find(self, upload_id: int, *, key_id: str) -> Upload | None:
        upload = self._uploads.get(upload_id)
        return upload if upload is not None and upload.key_id == key_id else None


class MemoryStore:
    """A `Store` for tests: everything in this process's memory."""

    def __init__(self) -> None:
        self._tasks = MemoryTasks()
        self._keys = MemoryKeys()
        self._uploads = MemoryUploads()
        self._closed = False

    @property
    def tasks(self) -> MemoryTasks:
        return self._tasks

    @property
    def keys(self) -> MemoryKeys:
        return self._keys

    @property
    def uploads(self) -> MemoryUploads:
        return self._uploads

    async def check(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")

    async def close(self) -> None:
        self._closed = True


def _age(record: Task | Key) -> tuple[datetime, str]:
    return record.created_at, record.id
