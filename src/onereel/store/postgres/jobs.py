"""The job queue, which is PgQueuer's: one job a task, in the same transaction as the task.

Not here: who takes the jobs. The entrypoint is the lane of the task, the payload its id; the id is the dedupe key, too,
so that a task cannot be queued twice, whoever tries.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Final

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.queries import Queries

from onereel.domain.task import Task
from onereel.store.postgres.connections import Connection
from onereel.store.postgres.queries import load_queries

_JOBLESS_FOR: Final = timedelta(seconds=60)
_LOG_KEPT: Final = timedelta(days=1)
_AT_ONCE: Final = 500


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
    await _enqueue(connection, [(task.id, task.lane) for task in tasks])


async def mend(connection: Connection) -> int:
    """Give a new job to open tasks that have lost theirs, and forget old entries of the log; says how many jobs.

    A task whose worker goes on all the same is taken over: its attempt fences the first worker, as it does a hung one.
    """
    queries = load_queries()
    rows = await connection.fetch(queries["list_jobless"], _JOBLESS_FOR, _AT_ONCE)
    if rows:
        await _enqueue(connection, [(row["id"], row["lane"]) for row in rows])
    await connection.execute(queries["trim_job_log"], _LOG_KEPT, _AT_ONCE)
    return len(rows)


async def _enqueue(connection: Connection, jobs: Sequence[tuple[str, str]]) -> None:
    await queue_on(connection).enqueue(
        [lane for _, lane in jobs],
        [task_id.encode() for task_id, _ in jobs],
        [0] * len(jobs),
        dedupe_key=[task_id for task_id, _ in jobs],
        on_conflict="skip",
    )
