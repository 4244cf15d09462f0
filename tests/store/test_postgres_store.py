"""What PostgreSQL adds to the contract of a store: a ledger that stays as it is, searches by index, secret addresses.

Not here: groups (`test_postgres_commit.py`), migrations (`test_postgres_migrate.py`), several servers
(`test_postgres_shared.py`).
"""

import re
import traceback
from dataclasses import replace

import asyncpg
import pytest
from tests.builders import (
    NOON,
    RESULT_BEFORE_CHECKSUMS,
    build_delivery,
    build_facts,
    build_key,
    build_result,
    build_task,
    build_upload,
)

from onereel.domain.media import StoredVideo
from onereel.domain.task import State
from onereel.errors import ConfigurationError, StoreError
from onereel.store.base import DeliveryFilter, TaskFilter
from onereel.store.postgres.connections import connect
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.store import PostgresStore


@pytest.fixture
async def store(postgres_url):
    opened = await PostgresStore.open(postgres_url, pool_size=4)
    yield opened
    await opened.close()


@pytest.fixture
async def connection(postgres_url):
    opened = await asyncpg.connect(postgres_url)
    yield opened
    await opened.close()


async def test_reopening_keeps_everything(postgres_url):
    store = await PostgresStore.open(postgres_url)
    await store.tasks.add(build_task())
    await store.keys.add(build_key())
    await store.uploads.add(build_upload())
    await store.close()

    store = await PostgresStore.open(postgres_url)
    assert list(await store.tasks.unfinished()) == [build_task()]
    assert list(await store.keys.list()) == [build_key()]
    assert await store.uploads.find(1, key_id="key-1") == build_upload()
    await store.close()


async def test_a_result_of_before_checksums_is_read_without_one(store, connection):
    running = build_task().start(at=NOON)
    ended = running.succeed(build_result(), at=NOON)
    await store.tasks.add(build_task())
    await store.tasks.replace(build_task(), running)
    await store.tasks.replace(running, ended)
    await connection.execute("UPDATE tasks SET result = $1", RESULT_BEFORE_CHECKSUMS)
    old = build_result(video=StoredVideo(asset_id="video-1.mp4", facts=build_facts()), watermarked=None)
    assert await store.tasks.get(ended.id) == replace(ended, result=old)


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger SET held = 0, available = 0", "DELETE FROM ledger", "TRUNCATE ledger"]
)
async def test_the_ledger_is_append_only(store, connection, statement):
    await store.tasks.add(build_task())
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await connection.execute(statement)
    assert (await store.ledger.audit()).sound


@pytest.mark.parametrize(
    ("task_id", "amounts", "error"),
    [
        (build_task(2).id, "-5, 4, 0", asyncpg.CheckViolationError),
        (build_task(1).id, "-5, 5, 0", asyncpg.UniqueViolationError),
    ],
    ids=["makes credit", "holds twice"],
)
async def test_the_ledger_takes_no_entry_that_cannot_be(store, connection, task_id, amounts, error):
    await store.tasks.add(build_task(1))
    with pytest.raises(error):
        await connection.execute(f"INSERT INTO ledger VALUES ('{task_id}', 'hold', 'key-1', 'hold', {amounts}, now())")


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ("UPDATE accounts SET held = held + 1", "misstated"),
        ("DELETE FROM accounts", "misstated"),
        ("UPDATE tasks SET cost = cost + 1", "unheld"),
        ("UPDATE tasks SET state = 'failed'", "unended"),
    ],
)
async def test_an_audit_finds_what_was_tampered_with(store, connection, tampering, finding):
    await store.tasks.add(build_task())
    await connection.execute(tampering)
    audit = await store.ledger.audit()
    assert getattr(audit, finding) == 1
    assert not audit.sound


async def test_the_schema_and_the_domain_know_the_same_states(store, connection):
    for number, state in enumerate(State):
        await store.tasks.add(build_task(number, state=state))
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("UPDATE tasks SET state = 'lost'")


async def test_ids_are_in_the_order_of_their_bytes(store):
    tasks = [build_task(number, id=id_) for number, id_ in enumerate(["B", "a", "b", "é"])]
    for task in tasks:
        await store.tasks.add(task)
    assert list(await store.tasks.page(TaskFilter(), limit=9)) == tasks[::-1]
    assert list(await store.tasks.page(TaskFilter(before="b"), limit=9)) == [tasks[1], tasks[0]]


async def test_a_text_that_cannot_be_stored_is_found_nowhere_and_refused_where_it_would_be_kept(store):
    nul = "a\u0000b"
    assert await store.tasks.get(nul) is None
    assert await store.tasks.find(nul, key_id="key-1", provider="kling") is None
    assert list(await store.tasks.page(TaskFilter(model=nul), limit=9)) == []
    assert await store.keys.find(nul) is None
    assert list(await store.deliveries.page(DeliveryFilter(task_id=nul), limit=9)) == []
    with pytest.raises(StoreError, match="22021"):
        await store.keys.add(build_key(name=nul))


async def test_a_callback_that_was_put_out_before_stores_nothing_of_its_change(store):
    await store.tasks.add(build_task(1), delivery=build_delivery(1))
    with pytest.raises(StoreError, match="23505"):
        await store.tasks.add(build_task(2), delivery=replace(build_delivery(1), task_id=build_task(2).id))
    assert await store.tasks.get(build_task(2).id) is None
    assert (await store.ledger.audit()).sound


async def test_the_settings_that_durability_and_waiting_rest_on(postgres_url, connection):
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    await connection.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Shanghai'")
    store = await PostgresStore.open(postgres_url)
    async with store._database.connection() as held:
        settings = [
            await held.fetchval(f"SHOW {name}")
            for name in ("synchronous_commit", "statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        ]
    await store.close()
    assert settings == ["on", "10s", "10s", "UTC"]


async def test_a_stricter_setting_of_the_server_is_left_alone(postgres_url, connection):
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = remote_apply")
    opened = await connect(postgres_url, patience=5)
    setting = await opened.fetchval("SHOW synchronous_commit")
    await opened.close()
    assert setting == "remote_apply"


async def test_a_database_that_cannot_write_every_text_is_refused(postgres_server):
    await postgres_server.administer("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    url = postgres_server.url("latin")
    with pytest.raises(ConfigurationError, match="UTF8"):
        await PostgresStore.open(url)
    await postgres_server.drop(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hush-user:hush-word@hush-host/hush-name",
        "postgresql://hush-user:hush-word@hush-host:port/hush-name",
        "hush",
    ],
)
async def test_an_address_that_cannot_be_read_is_a_setting_to_correct(url):
    with pytest.raises(ConfigurationError, match="postgresql://") as refusal:
        await PostgresStore.open(url)
    assert "hush" not in "".join(traceback.format_exception(refusal.value))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://hush-user:hush-word@127.0.0.1:1/hush",
        "postgresql:///hush-name?host=/nowhere/hush",
        "postgresql://hush-user:hush-word@127.0.0.1:1/hush-name?sslmode=verify-full&sslrootcert=/hush/root.crt",
    ],
)
async def test_a_server_that_is_not_there_is_named_nowhere(address):
    with pytest.raises(StoreError, match="cannot be used at the moment") as refusal:
        await PostgresStore.open(address)
    told = "".join(traceback.format_exception(refusal.value))
    assert "hush" not in told
    assert "127.0.0.1" not in told


async def test_a_database_that_is_not_there_is_named_nowhere(postgres_server):
    url = postgres_server.url("hush_name")
    with pytest.raises(StoreError, match="3D000") as refusal:
        await PostgresStore.open(url)
    assert "hush" not in "".join(traceback.format_exception(refusal.value))


async def test_a_wait_for_a_lock_ends_in_a_refusal(store, connection):
    await store.tasks.add(build_task(1))
    async with store._database.connection() as held:
        await held.execute("SET statement_timeout = '50ms'")
        async with connection.transaction():
            await connection.execute("SELECT FROM accounts FOR UPDATE")
            with pytest.raises(asyncpg.QueryCanceledError):
                await held.fetch(load_queries()["lock_accounts"], ["key-1"])
    await store.tasks.add(build_task(2))


async def test_no_search_reads_a_whole_table(store, connection):
    names = ("lock_accounts", "replace_tasks", "settle_claims", "lend_deliveries", "record_delivery", "lock_claim")
    searches = [name for name in load_queries() if name.startswith(("get_", "find_")) or name in names]
    searches += [
        "count_open_tasks",
        "list_unfinished_tasks",
        "list_overdue_tasks",
        "list_events",
        "list_entries",
        "forget_claims",
    ]
    await connection.execute("SET enable_seqscan = off")
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    plans = {}
    for name in searches:
        statement = load_queries()[name]
        nothing = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", statement))))
        await connection.execute(f"PREPARE {name} AS {statement}")
        rows = await connection.fetch(f"EXPLAIN EXECUTE {name}" + (f" ({nothing})" if nothing else ""))
        plans[name] = "\n".join(row[0] for row in rows)
    whole = {name: plan for name, plan in plans.items() if "Seq Scan" in plan}
    assert whole == {}
    assert "tasks_unfinished" in plans["count_open_tasks"]
    assert "tasks_unfinished" in plans["list_unfinished_tasks"]
    assert "tasks_deadline" in plans["list_overdue_tasks"]
    assert "deliveries_due" in plans["lend_deliveries"]
