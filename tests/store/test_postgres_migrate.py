"""A PostgreSQL database is brought to the present shape: once, in order, by one process at a time, never backwards.

Not here: what the shape is good for (`test_postgres_store.py`).
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import asyncpg
import pytest

from onereel.errors import ConfigurationError, StoreError
from onereel.store.postgres.jobs import queue_on
from onereel.store.postgres.migrate import load_migrations, migrate, pending
from onereel.store.postgres.store import PostgresStore

ROOT = Path(__file__).parents[2]
STEPS = [
    "0001_initial",
    "0002_pgqueuer",
    "0003_files",
    "0004_operations",
    "0005_losses",
    "0006_lists_and_charts",
    "0007_tries",
    "0008_passed",
    "0009_prompts",
]


@pytest.fixture
async def empty_url(postgres_server):
    url = await postgres_server.create()
    yield url
    await postgres_server.drop(url)


@pytest.fixture
async def connection(empty_url):
    opened = await asyncpg.connect(empty_url)
    yield opened
    await opened.close()


async def tables(connection):
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [row["tablename"] for row in rows]


def test_the_migrations_come_with_the_program():
    assert list(load_migrations()) == STEPS


async def test_what_is_pending_is_told_and_nothing_is_written(empty_url, connection):
    assert list(await pending(empty_url)) == STEPS
    assert await tables(connection) == []


async def test_migrating_answers_with_the_steps_that_it_applied(empty_url):
    assert list(await migrate(empty_url)) == STEPS
    assert list(await pending(empty_url)) == []
    assert list(await migrate(empty_url)) == []


async def test_pgqueuer_finds_its_tables_as_it_wants_them(empty_url, connection):
    await migrate(empty_url)
    assert await queue_on(connection).schema_is_installed()
    assert not (await queue_on(connection).plan_upgrade()).statements


async def test_tables_of_an_older_pgqueuer_are_upgraded(empty_url, connection):
    await migrate(empty_url)
    await connection.execute("DROP INDEX pgqueuer_ep_ea_idx")
    assert list(await pending(empty_url)) == ["pgqueuer_upgrade"]
    assert list(await migrate(empty_url)) == ["pgqueuer_upgrade"]
    assert list(await pending(empty_url)) == []


async def test_tables_of_pgqueuer_that_nobody_can_mend_are_a_matter_for_the_operator(empty_url, connection):
    await migrate(empty_url)
    await connection.execute("ALTER TABLE pgqueuer ALTER COLUMN priority TYPE text")
    for ask in (pending, migrate):
        with pytest.raises(ConfigurationError, match="PgQueuer"):
            await ask(empty_url)


async def test_migrations_are_applied_once_and_in_order(empty_url, connection):
    first = {"0001_first": "CREATE TABLE things (a integer); INSERT INTO things VALUES (1);"}
    second = first | {"0002_second": "ALTER TABLE things ADD COLUMN b text; UPDATE things SET b = 'x; y';"}
    for known in (first, second, second):
        await migrate(empty_url, known)
    assert [tuple(row) for row in await connection.fetch("SELECT * FROM things")] == [(1, "x; y")]


async def test_a_migration_that_breaks_leaves_nothing_behind(empty_url, connection):
    steps = {"0001_whole": "CREATE TABLE whole (a integer);", "0002_half": "CREATE TABLE half (a integer); CREATE;"}
    with pytest.raises(StoreError, match="42601"):
        await migrate(empty_url, steps)
    assert await tables(connection) == ["migrations", "whole"]
    assert await connection.fetchval("SELECT array_agg(name) FROM migrations") == ["0001_whole"]


async def test_a_newer_database_is_refused_and_left_alone(empty_url, connection):
    await migrate(empty_url)
    await connection.execute("INSERT INTO migrations (name) VALUES ('0999_far_ahead')")
    for ask in (pending, migrate, PostgresStore.open):
        with pytest.raises(ConfigurationError, match=r"newer onereel.*0999_far_ahead"):
            await ask(empty_url)
    names = [row["name"] for row in await connection.fetch("SELECT name FROM migrations ORDER BY name")]
    assert names == [*STEPS, "0999_far_ahead"]


async def test_a_server_that_may_not_migrate_says_what_is_missing(empty_url, connection):
    with pytest.raises(ConfigurationError, match="0001_initial"):
        await PostgresStore.open(empty_url, may_migrate=False)
    assert await tables(connection) == []
    await migrate(empty_url)
    await (await PostgresStore.open(empty_url, may_migrate=False)).close()


async def test_several_processes_that_migrate_at_once_do_it_once(empty_url):
    command = [sys.executable, "-m", "tests.store.migrating_process", empty_url]
    processes = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE) for _ in range(3)]
    answers = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(said.decode().split() for said, _ in answers) == [[], [], STEPS]
