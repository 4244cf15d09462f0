"""Between a task and its row: what is searched in columns of its own, the frozen parts as JSON.

Not here: the statements (`queries.sql`), or who runs them (`tasks.py`).
"""

import sqlite3

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure, Result, State, Task
from onereel.domain.usage import Charge
from onereel.store.sqlite import codec


def accepted_columns(task: Task) -> dict[str, str | bytes | int | None]:
    """What never changes of a task."""
    return {
        "id": task.id,
        "key_id": task.key_id,
        "provider": task.provider,
        "model": task.model,
        "public_id": task.public_id,
        "request_id": task.request_id,
        "lane": task.lane,
        "created_at": codec.to_microseconds(task.created_at),
        "deadline_at": codec.optional_to_microseconds(task.deadline_at),
        "request": codec.to_json(task.request),
        "echo": task.echo,
        "charge": codec.to_json(task.charge),
        "cost": task.charge.cost,
        "callback_url": task.callback_url,
        "passed": codec.to_json(task.passed),
    }


def life_columns(task: Task) -> dict[str, str | bytes | int | None]:
    """What changes of a task during its life."""
    return {
        "state": task.state.value,
        "attempt": task.attempt,
        "strikes": task.strikes,
        "updated_at": codec.to_microseconds(task.updated_at),
        "started_at": codec.optional_to_microseconds(task.started_at),
        "finished_at": codec.optional_to_microseconds(task.finished_at),
        "failure": None if task.failure is None else codec.to_json(task.failure),
        "result": None if task.result is None else codec.to_json(task.result),
    }


def read_task(row: sqlite3.Row) -> Task:
    """The task that a row holds."""
    return Task(
        id=row["id"],
        key_id=row["key_id"],
        provider=row["provider"],
        model=row["model"],
        public_id=row["public_id"],
        request_id=row["request_id"],
        lane=row["lane"],
        deadline_at=codec.optional_from_microseconds(row["deadline_at"]),
        request=codec.from_json(row["request"], VideoRequest),
        echo=row["echo"],
        charge=codec.from_json(row["charge"], Charge),
        callback_url=row["callback_url"],
        passed=codec.from_json(row["passed"], tuple[str, ...]),
        state=State(row["state"]),
        attempt=row["attempt"],
        strikes=row["strikes"],
        created_at=codec.from_microseconds(row["created_at"]),
        updated_at=codec.from_microseconds(row["updated_at"]),
        started_at=codec.optional_from_microseconds(row["started_at"]),
        finished_at=codec.optional_from_microseconds(row["finished_at"]),
        failure=None if row["failure"] is None else codec.from_json(row["failure"], Failure),
        result=None if row["result"] is None else codec.from_json(row["result"], Result),
    )
