"""Between a task and its row: what is searched in columns of its own, the frozen parts as JSON.

Not here: the statements (`queries.sql`), or who runs them (`tasks.py`, `commit.py`). The tuples have the order of the
statements' parameters.
"""

from typing import Any, TypeAlias

import asyncpg

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure, Result, State, Task
from onereel.domain.usage import Charge
from onereel.store.sqlite.codec import from_json, to_json

Values: TypeAlias = tuple[Any, ...]


def accepted_values(task: Task) -> Values:
    """What never changes of a task."""
    return (
        task.id,
        task.key_id,
        task.provider,
        task.model,
        task.public_id,
        task.request_id,
        task.lane,
        task.created_at,
        task.deadline_at,
        to_json(task.request),
        task.echo,
        to_json(task.charge),
        task.charge.cost,
        task.callback_url,
        to_json(task.passed),
    )


def life_values(task: Task) -> Values:
    """What changes of a task during its life."""
    return (
        task.state.value,
        task.attempt,
        task.strikes,
        task.updated_at,
        task.started_at,
        task.finished_at,
        None if task.failure is None else to_json(task.failure),
        None if task.result is None else to_json(task.result),
    )


def read_task(row: asyncpg.Record) -> Task:
    """The task that a row holds."""
    return Task(
        id=row["id"],
        key_id=row["key_id"],
        provider=row["provider"],
        model=row["model"],
        public_id=row["public_id"],
        request_id=row["request_id"],
        lane=row["lane"],
        deadline_at=row["deadline_at"],
        request=from_json(row["request"], VideoRequest),
        echo=row["echo"],
        charge=from_json(row["charge"], Charge),
        callback_url=row["callback_url"],
        passed=from_json(row["passed"], tuple[str, ...]),
        state=State(row["state"]),
        attempt=row["attempt"],
        strikes=row["strikes"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        failure=None if row["failure"] is None else from_json(row["failure"], Failure),
        result=None if row["result"] is None else from_json(row["result"], Result),
    )
