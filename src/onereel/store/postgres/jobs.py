"""The job queue, which is PgQueuer's: one job a task, in the same transaction as the task.

Not here: who takes the jobs. The entrypoint is the lane of the task, the payload its id; the id is the dedupe key, too,
so that a task cannot be queued twice, whoever tries.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.queries import Queries

from onereel.domain.task import Task
from onereel.store.postgres.connections import Connection


@cache
def queue_settings() -> DBSettings:
    """PgQueuer's own default names, whatever its variables in the environment say; all of its tables are durable."""
    return DBSettings(
        prefix="",
        db_schema=None,
        channel=Channel("ch_pgqueuer"),
        function="fn_pgqueuer_changed",
        trigger="tg_pgqueuer_changed",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        statistics_table="pgqueuer_statistics",
        schedules_table="pgqueuer_schedules",
        durability=Durability.durable,
        widen_id=True,
    )


def queue_on(connection: Any) -> Queries:  # noqa: ANN401 - PgQueuer asks for less than either kind of connection gives
    """PgQueuer's own statements over one of our connections, inside whatever transaction it is in."""
    settings = queue_settings()
    return Queries(
        AsyncpgDriver(connection),
        qbe=QueryBuilderEnvironment(settings),
        qbq=QueryQueueBuilder(settings),
        qbs=QuerySchedulerBuilder(settings),
    )


def install_script() -> str:
    """What PgQueuer's installer runs on a database without its tables."""
    return QueryBuilderEnvironment(queue_settings()).build_install_query(create_schema=False)


async def enqueue(connection: Connection, tasks: Sequence[Task]) -> None:
    """One job for each task, by one statement; its NOTIFY goes out once, when the transaction is committed."""
    await queue_on(connection).enqueue(
        [task.lane for task in tasks],
        [task.id.encode() for task in tasks],
        [0] * len(tasks),
        dedupe_key=[task.id for task in tasks],
        on_conflict="skip",
    )
