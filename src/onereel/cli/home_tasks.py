"""The tasks of every key in a data directory, also while a server runs on it.

Not here: the commands (`tasks.py`), or what a record looks like (`onereel.server.records`). This file needs the
packages of `onereel[server]`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from onereel.cli.ending import refuse
from onereel.cli.local import Desk, find_task, work_on_desk
from onereel.cli.options import has_store, read_settings, telling_mistakes
from onereel.client.states import Reply
from onereel.config import read_environment, user_directory
from onereel.domain.clock import system_clock
from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import State
from onereel.engines.upstream.searching import NEVER_TAKEN
from onereel.server.records import TaskRecord, describe_task
from onereel.server.task_routes import read_details
from onereel.storage import database_path
from onereel.store.base import TaskFilter


class HomeTasks:
    """What `tasks.py` asks a server, asked of the directory itself."""

    def __init__(self, data_dir: Path | None) -> None:
        with telling_mistakes():
            self._data_dir = data_dir or _familiar_directory()

    @property
    def directory(self) -> Path:
        """Where it is."""
        with telling_mistakes():
            return read_settings(self._data_dir).data_directory

    def newest(
        self, limit: int = 20, *, state: str | None = None, model: str | None = None, key_id: str | None = None
    ) -> Sequence[Reply]:
        """The records of the newest tasks; none where no server has run."""
        with telling_mistakes():
            if not has_store(read_settings(self._data_dir)):
                return []
        wanted = TaskFilter(state=None if state is None else State(state), model=model, key_id=key_id)

        async def run(desk: Desk) -> list[TaskRecord]:
            found = await desk.store.tasks.page(wanted, limit=limit)
            return [describe_task(task, links=desk.gateway.links(task), share=0.0, shows_owner=True) for task in found]

        return [_plain(record) for record in work_on_desk(self._data_dir, run)]

    def show(self, reference: str) -> Reply:
        """The record of one task, as `GET /v1/tasks/{id}` answers it to an operator."""

        async def run(desk: Desk) -> TaskRecord:
            task = await find_task(desk, reference)
            details = await read_details(desk.store, task)
            return describe_task(task, links=desk.gateway.links(task), share=0.0, shows_owner=True, details=details)

        return _plain(work_on_desk(self._data_dir, run))

    def cancel(self, reference: str) -> Reply:
        """A server that draws it stops within five seconds."""

        async def run(desk: Desk) -> TaskRecord:
            task = await find_task(desk, reference)
            ended = await desk.gateway.cancel(task.id, key_id=None)
            return describe_task(ended, links=desk.gateway.links(ended), share=0.0, shows_owner=True)

        return _plain(work_on_desk(self._data_dir, run))


def resolve(data_dir: Path | None, reference: str, *, taken_as: str | None) -> tuple[int, str, str]:
    """Decide over the order of a task of which nobody knows: its number, its account, its state."""

    async def run(desk: Desk) -> Operation:
        task = await find_task(desk, reference)
        history = await desk.store.operations.of_task(task.id)
        unclear = [one for one in history if one.state is OperationState.UNCLEAR]
        if not unclear:
            refuse(f"{task.id} has no order that is unclear.")
        (old,) = unclear
        at = system_clock()
        new = old.over(NEVER_TAKEN, at=at) if taken_as is None else old.started(taken_as, note="by hand", at=at)
        await desk.store.operations.change(old, new)
        return new

    order = work_on_desk(data_dir, run)
    return order.number, order.account, order.state.value


def _familiar_directory() -> Path | None:
    """Where nothing names a data directory and there is none here, that of servers that were started for one run."""
    settings, kept = read_environment(), user_directory()
    return kept if not has_store(settings) and database_path(kept).exists() else None


def _plain(record: TaskRecord) -> Reply:
    """As JSON has it, its moments as text."""
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain
