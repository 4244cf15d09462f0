"""What a file on disk adds to the contract of a store: it is kept, guarded, shared and brought up to date.

Not here: group commit (`test_sqlite_writer.py`), and kill -9 (`test_sqlite_crash.py`).
"""

import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import (
    NOON,
    RESULT_BEFORE_CHECKSUMS,
    build_facts,
    build_key,
    build_result,
    build_task,
    build_upload,
)

from onereel.domain.media import StoredVideo
from onereel.domain.task import State
from onereel.errors import ConfigurationError, StoreError
from onereel.store.sqlite.connections import connect_writer, create_file
from onereel.store.sqlite.migrate import load_migrations, migrate
from onereel.store.sqlite.queries import load_queries, read_queries
from onereel.store.sqlite.store import SqliteStore

ROOT = Path(__file__).parents[2]
ADD_KEY = """
import asyncio, sys
from pathlib import Path
from onereel.store.sqlite.store import SqliteStore
from tests.builders import build_key

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    await store.keys.add(build_key(int(sys.argv[2])))
    await store.close()

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "onereel.db"


async def test_a_result_of_before_checksums_is_read_without_one(path):
    store = await SqliteStore.open(path)
    running = build_task().start(at=NOON)
    ended = running.succeed(build_result(), at=NOON)
    await store.tasks.add(build_task())
    await store.tasks.replace(build_task(), running)
    await store.tasks.replace(running, ended)
    await store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE tasks SET result = ?", [RESULT_BEFORE_CHECKSUMS])

    store = await SqliteStore.open(path)
    old = build_result(video=StoredVideo(asset_id="video-1.mp4", facts=build_facts()), watermarked=None)
    assert await store.tasks.get(ended.id) == replace(ended, result=old)
    await store.close()


async def test_reopening_keeps_everything(path):
    store = await SqliteStore.open(path)
    queued, running = build_task(1), build_task(2).start(at=NOON + timedelta(seconds=1))
    for task in (queued, build_task(2)):
        await store.tasks.add(task)
    await store.tasks.replace(build_task(2), running)
    await store.keys.add(build_key())
    await store.uploads.add(build_upload())
    await store.close()

    store = await SqliteStore.open(path)
    assert list(await store.tasks.unfinished()) == [queued, running]
    assert list(await store.keys.list()) == [build_key()]
    assert await store.uploads.find(1, key_id="key-1") == build_upload()
    await store.close()


async def test_only_the_owner_can_read_the_files(path):
    store = await SqliteStore.open(path)
    await store.check()
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("onereel.db*")}
    await store.close()
    assert modes == {0o600}


async def test_an_open_file_of_earlier_times_is_closed_to_others(path):
    path.parent.mkdir()
    path.touch(0o644)
    store = await SqliteStore.open(path)
    await store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_settings_that_durability_rests_on(path):
    store = await SqliteStore.open(path)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    settings = await store._database.write(
        lambda connection: [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    )
    await store.close()
    assert settings == ["wal", 2, 1, 10_000]


async def test_another_process_can_add_keys_while_this_one_writes(path):
    store = await SqliteStore.open(path)
    command = [sys.executable, "-c", ADD_KEY, str(path), "2"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    number = 0
    while process.returncode is None:
        number += 1
        await store.tasks.add(build_task(number))
    assert process.returncode == 0
    assert await store.keys.find(build_key(2).digest) == build_key(2)
    assert len(await store.tasks.unfinished()) == number
    await store.close()


def test_many_processes_may_open_a_new_database_at_once(path):
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD_KEY, str(path), str(number)], cwd=ROOT) for number in range(6)
    ]
    assert [process.wait(30) for process in processes] == [0] * 6
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM keys").fetchone() == (6,)


async def test_a_newer_database_is_refused_and_left_alone(path):
    await (await SqliteStore.open(path)).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES ('0999_far_ahead')")
    with pytest.raises(ConfigurationError, match=r"newer onereel.*0999_far_ahead"):
        await SqliteStore.open(path)
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name")]
    assert names == [*load_migrations(), "0999_far_ahead"]


async def test_a_file_that_is_no_database_is_refused(path):
    path.parent.mkdir()
    path.write_bytes(b"a letter to somebody, and long enough to be looked at" * 20)
    with pytest.raises(StoreError, match="not a database"):
        await SqliteStore.open(path)


async def test_a_directory_that_cannot_be_made_is_a_setting_to_correct(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="--data-dir"):
        await SqliteStore.open(tmp_path / "file" / "onereel.db")


def test_a_migration_that_breaks_leaves_nothing_behind(path):
    path.parent.mkdir()
    create_file(path)
    with closing(connect_writer(path)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, {"0001_half": "CREATE TABLE half (a);\nCREATE TABLE;\n"})
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == []


def test_migrations_are_applied_once_and_in_order(path):
    path.parent.mkdir()
    create_file(path)
    first = {"0001_first": "CREATE TABLE things (a);"}
    second = first | {"0002_second": "ALTER TABLE things ADD COLUMN b;\nINSERT INTO things VALUES (1, 'x; y');\n"}
    with closing(connect_writer(path)) as connection:
        for known in (first, second, second):
            migrate(connection, known)
        assert connection.execute("SELECT * FROM things").fetchall() == [(1, "x; y")]
        assert connection.execute("SELECT name FROM migrations").fetchall() == [("0001_first",), ("0002_second",)]


async def test_the_schema_and_the_domain_know_the_same_states(path):
    store = await SqliteStore.open(path)
    for number, state in enumerate(State):
        await store.tasks.add(build_task(number, state=state))
    with pytest.raises(StoreError):
        await store._database.write(lambda connection: connection.execute("UPDATE tasks SET state = 'lost'"))
    await store.close()


def test_the_migrations_come_with_the_program():
    assert list(load_migrations()) == [
        "0001_initial",
        "0002_money_and_callbacks",
        "0003_files",
        "0004_operations",
        "0005_losses",
        "0006_lists_and_charts",
        "0007_tries",
        "0008_passed",
    ]


async def test_no_search_reads_the_whole_table(path):
    store = await SqliteStore.open(path)
    searched = {name: sql for name, sql in load_queries().items() if name.startswith(("get_", "find_", "replace_"))}
    for name in ("list_unfinished_tasks", "list_overdue_tasks", "list_events", "list_entries"):
        searched[name] = load_queries()[name]
    plans = {}
    for name, sql in searched.items():
        plans[name] = await store._database.read(
            lambda connection, sql=sql: [
                row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", defaultdict(str))
            ]
        )
    await store.close()
    whole = {name: plan for name, plan in plans.items() if any("USING" not in step for step in plan)}
    assert whole == {}
    assert plans["list_unfinished_tasks"] == ["SCAN tasks USING INDEX tasks_unfinished"]


class TestQueries:
    def test_a_named_statement_is_read(self):
        text = "-- name: one\n-- Answers one.\nSELECT 1;\n\n-- name: two\n-- Answers two.\nSELECT\n  2;\n"
        assert read_queries(text) == {"one": "SELECT 1", "two": "SELECT\n  2"}

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("-- name: one\nSELECT 1;\n", "one does not say what it is for"),
            ("-- name: one\n-- Once.\nSELECT 1;\n-- name: one\n-- Twice.\nSELECT 1;\n", "one stands there twice"),
            ("SELECT 1;\n", "before the first name"),
        ],
    )
    def test_what_is_untidy_is_refused(self, text, complaint):
        with pytest.raises(ValueError, match=complaint):
            read_queries(text)
