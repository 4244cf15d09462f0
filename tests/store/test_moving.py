"""A whole embedded home arrives in a shared database, all of it or nothing.

Not here: the command, and what runs afterwards (`tests/acceptance/test_moving.py`).
"""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from tests.builders import (
    NOON,
    build_delivery,
    build_key,
    build_operation,
    build_request,
    build_result,
    build_task,
    build_upload,
)

from onereel.domain.account import Limits
from onereel.domain.files import FileKind, FileRecord
from onereel.domain.idempotency import Claim, ClaimVerdict, Settlement
from onereel.domain.task import Failure
from onereel.domain.tries import tally_try
from onereel.errors import ConfigurationError, StoreError
from onereel.store.base import DeliveryFilter, TaskFilter
from onereel.store.postgres.arrival import take_in
from onereel.store.postgres.store import PostgresStore
from onereel.store.sqlite.departure import reading
from onereel.store.sqlite.store import SqliteStore

LATER = NOON + timedelta(minutes=1)
CLAIM = Claim(key_id="key-1", idempotency_key="once", digest="a" * 64, owner="me", until=LATER)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "onereel.db"


async def fill(store):
    """Something in every table, with every kind of value that is converted."""
    await store.keys.add(build_key(1, limits=Limits(credit=10**9), secrets=("whsec_a", "whsec_b"), is_operator=True))
    await store.keys.add(build_key(2, revoked_at=LATER))
    await store.uploads.add(build_upload())
    await store.files.add(FileRecord(asset_id="image-0001.png", kind=FileKind.UPLOAD, since=NOON))
    await store.claims.claim(CLAIM, at=NOON)
    done, failed, waiting = (
        build_task(number, request=build_request(prompt="a \0 b 猫"), passed=("0a" * 16,)) for number in (1, 2, 3)
    )
    settlement = Settlement(claim=CLAIM, reply=b"{}", keep_until=LATER)
    await store.tasks.add(done, delivery=build_delivery(1, task_id=done.id), settlement=settlement)
    await store.tasks.add(failed)
    await store.tasks.add(waiting)
    running = done.start(at=NOON)
    await store.tasks.replace(done, running)
    await store.tasks.replace(running, running.succeed(build_result(), at=LATER))
    await store.operations.add(build_operation(task_id=done.id))
    await store.tasks.replace(failed, failed.fail(Failure(code="no", message="No."), at=LATER))
    (told,) = await store.deliveries.claim(now=NOON, until=LATER, limit=1)
    tried = told.failed(status=500, error="no", latency_ms=41, at=NOON, next_at=LATER)
    await store.deliveries.record(told, tried, tally=tally_try(tried, at=NOON))


async def look(store):
    """Everything that can be asked."""
    tasks = await store.tasks.page(TaskFilter(), limit=10)
    return {
        "keys": await store.keys.list(),
        "tasks": tasks,
        "events": [await store.tasks.events(task.id) for task in tasks],
        "entries": [await store.ledger.entries(task.id) for task in tasks],
        "accounts": [await store.ledger.account(f"key-{number}") for number in (1, 2)],
        "operations": [await store.operations.of_task(task.id) for task in tasks],
        "uploads": await store.uploads.find(1, key_id="key-1"),
        "files": [await store.files.get(name) for name in ("image-0001.png", f"video-{tasks[-1].id}-1.mp4")],
        "deliveries": await store.deliveries.page(DeliveryFilter(), limit=10),
        "tries": await store.deliveries.tries(since=NOON - timedelta(hours=1)),
        "audit": await store.ledger.audit(),
    }


async def move(path, url):
    with reading(path) as tables:
        return await take_in(url, tables, secrets={"links": b"s" * 32})


async def test_all_that_was_stored_arrives_as_it_was(path, postgres_url):
    source = await SqliteStore.open(path)
    await fill(source)
    expected = await look(source)
    await source.close()
    counts = await move(path, postgres_url)
    target = await PostgresStore.open(postgres_url)
    assert await look(target) == expected
    assert expected["audit"].sound
    assert counts == {
        "keys": 2,
        "accounts": 1,
        "tasks": 3,
        "ledger": 5,
        "tallies": 4,
        "events": 6,
        "uploads": 1,
        "files": 3,
        "operations": 1,
        "claims": 1,
        "deliveries": 1,
        "tries": 1,
    }
    again = await target.claims.claim(replace(CLAIM, owner="other"), at=NOON)
    assert (again.verdict, again.reply) == (ClaimVerdict.ANSWERED, b"{}")
    await target.close()


async def test_open_tasks_have_a_job_and_life_goes_on(path, postgres_url):
    source = await SqliteStore.open(path)
    await fill(source)
    (waiting,) = await source.tasks.unfinished()
    await source.close()
    await move(path, postgres_url)
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT array_agg(dedupe_key) FROM pgqueuer") == [waiting.id]
    assert await connection.fetchval("SELECT value FROM secrets WHERE name = 'links'") == b"s" * 32
    await connection.close()
    target = await PostgresStore.open(postgres_url)
    await target.tasks.replace(waiting, waiting.cancel(at=LATER))
    assert len(await target.tasks.events(waiting.id)) == 2
    assert (await target.ledger.audit()).sound
    await target.close()


async def test_a_database_with_something_in_it_is_refused_and_left_alone(path, postgres_url):
    source = await SqliteStore.open(path)
    await fill(source)
    await source.close()
    target = await PostgresStore.open(postgres_url)
    await target.keys.add(build_key(7))
    with pytest.raises(ConfigurationError, match="holds keys or tasks already"):
        await move(path, postgres_url)
    assert [key.id for key in await target.keys.list()] == ["key-7"]
    await target.close()


async def test_a_ledger_that_does_not_add_up_is_not_moved(path, postgres_url):
    source = await SqliteStore.open(path)
    await fill(source)
    await source._database.write(lambda connection: connection.execute("UPDATE accounts SET held = held + 1"))
    await source.close()
    with pytest.raises(StoreError, match="does not add up"):
        await move(path, postgres_url)
    target = await PostgresStore.open(postgres_url)
    assert await target.keys.list() == []
    assert await target.tasks.page(TaskFilter(), limit=1) == []
    await target.close()
