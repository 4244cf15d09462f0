"""The consuming side of the job queue on a real server: who gets a job, and what becomes of one that is lost.

Not here: dying processes (`tests/acceptance/test_shared.py`).
"""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest
from tests.builders import build_task

from onereel.store.postgres.jobs import mend
from onereel.store.postgres.queue import JobQueue
from onereel.store.postgres.signals import Signals
from onereel.store.postgres.store import PostgresStore


@pytest.fixture
async def store(postgres_url):
    opened = await PostgresStore.open(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
async def connection(postgres_url):
    opened = await asyncpg.connect(postgres_url)
    yield opened
    await opened.close()


@asynccontextmanager
async def consuming(url, work, *, slots=2, lanes=("sketch",)):
    queue = JobQueue(url, lanes=lanes, slots=slots)
    running = asyncio.create_task(queue.run(work))
    try:
        async with asyncio.timeout(30):
            yield
    finally:
        queue.stop()
        await running


class Work:
    """Notes what it is given; answers as it is told."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.given = []
        self.changed = asyncio.Event()

    async def __call__(self, task_id):
        self.given.append(task_id)
        self.changed.set()
        return self.answers.pop(0) if self.answers else False

    async def until(self, count):
        while len(self.given) < count:
            self.changed.clear()
            await self.changed.wait()


async def test_every_task_is_given_to_one_of_two_consumers(store, postgres_url):
    first, second = Work(), Work()
    tasks = [build_task(number) for number in range(1, 9)]
    async with consuming(postgres_url, first), consuming(postgres_url, second):
        for task in tasks:
            await store.tasks.add(task)
        while len(first.given) + len(second.given) < len(tasks):
            await asyncio.wait(
                [asyncio.ensure_future(work.changed.wait()) for work in (first, second)],
                return_when=asyncio.FIRST_COMPLETED,
            )
            first.changed.clear()
            second.changed.clear()
    assert sorted(first.given + second.given) == [task.id for task in tasks]


async def test_a_job_that_was_given_back_comes_again(store, postgres_url):
    work = Work(True)
    await store.tasks.add(build_task())
    async with consuming(postgres_url, work):
        await work.until(2)
    assert work.given == [build_task().id] * 2


async def test_jobs_of_other_lanes_are_left_alone(store, postgres_url, connection):
    work = Work()
    await store.tasks.add(build_task(1, lane="elsewhere"))
    await store.tasks.add(build_task(2))
    async with consuming(postgres_url, work):
        await work.until(1)
    assert work.given == [build_task(2).id]
    assert await connection.fetchval("SELECT entrypoint FROM pgqueuer") == "elsewhere"


async def test_an_open_task_without_a_job_is_given_one(store, postgres_url, connection):
    for number in (1, 2, 3):
        await store.tasks.add(build_task(number))
    ended = build_task(3)
    await store.tasks.replace(ended, ended.cancel(at=ended.created_at))
    await connection.execute("DELETE FROM pgqueuer WHERE dedupe_key <> $1", build_task(2).id)

    assert await mend(connection) == 1

    assert {row["dedupe_key"] for row in await connection.fetch("SELECT dedupe_key FROM pgqueuer")} == {
        build_task(1).id,
        build_task(2).id,
    }
    assert await mend(connection) == 0


async def test_messages_reach_every_process_that_listens(postgres_url):
    heard, arrived = [], asyncio.Event()

    def hear(message):
        heard.append(message)
        if len(heard) == 2:
            arrived.set()

    signals = [Signals(postgres_url), Signals(postgres_url)]
    running = [asyncio.create_task(one.run(hear)) for one in signals]
    async with asyncio.timeout(30):
        while not arrived.is_set():  # who has not yet begun to listen hears nothing
            signals[0].send("task 0.5")
            await asyncio.wait([asyncio.ensure_future(arrived.wait())], timeout=0.1)
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    assert set(heard) == {"task 0.5"}


async def test_workers_that_hold_a_job_are_known_and_since_when_they_are_silent(store, postgres_url, connection):
    assert await store.workers() == []
    held, done = asyncio.Event(), asyncio.Event()

    async def hold(_):
        held.set()
        await done.wait()
        return False

    await store.tasks.add(build_task())
    async with consuming(postgres_url, hold):
        await held.wait()
        (worker,) = await store.workers()
        await connection.execute("UPDATE pgqueuer SET heartbeat = now() - interval '1 minute'")
        (silent,) = await store.workers()
        done.set()
    assert (worker.lane, worker.tasks) == ("sketch", 1)
    assert worker.silent_for < timedelta(seconds=30)
    assert silent.worker == worker.worker
    assert silent.silent_for >= timedelta(minutes=1)
    assert await store.workers() == []
