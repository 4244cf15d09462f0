"""Group commit: what shares a transaction, and what happens to neighbours when something goes wrong.

Not here: tables of tasks; these tests write to one of their own.
"""

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from threading import Event

import pytest

from onereel.errors import StoreError
from onereel.store.sqlite.database import Database


class Broken(Exception):
    pass


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "onereel.db")
    await opened.write(lambda connection: connection.execute("CREATE TABLE numbers (number INTEGER UNIQUE)"))
    yield opened
    await opened.close()


@asynccontextmanager
async def held_back(database):
    """Everything written inside waits, so that it is one group once the context ends."""
    entered, release = Event(), Event()

    def hold(connection):
        entered.set()
        release.wait(30)

    first = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(entered.wait)
    try:
        yield
        await asyncio.sleep(0)
    finally:
        release.set()
    await first


async def trace(database):
    """A list that fills with the statements of the writer."""
    statements: list[str] = []
    await database.write(lambda connection: connection.set_trace_callback(statements.append))
    statements.clear()
    return statements


def add(number):
    def insert(connection):
        connection.execute("INSERT INTO numbers VALUES (?)", (number,))
        return number

    return insert


def refuse(connection):
    connection.execute("INSERT INTO numbers VALUES (1000)")
    raise Broken


async def numbers(database):
    return await database.read(
        lambda connection: [row["number"] for row in connection.execute("SELECT number FROM numbers ORDER BY number")]
    )


async def test_what_waits_shares_one_commit(database):
    statements = await trace(database)
    async with held_back(database):
        writes = asyncio.gather(*(database.write(add(number)) for number in range(50)))
    assert await writes == list(range(50))
    # The first of the two is that of the write which held the others back.
    assert statements.count("COMMIT") == 2
    assert await numbers(database) == list(range(50))


async def test_a_group_has_a_limit(tmp_path):
    database = await Database.open(tmp_path / "onereel.db", group_limit=1)
    statements = await trace(database)
    async with held_back(database):
        writes = asyncio.gather(*(database.write(lambda connection: None) for _ in range(5)))
    await writes
    await database.close()
    assert statements.count("COMMIT") == 6


async def test_a_bad_write_harms_no_neighbour(database):
    async with held_back(database):
        writes = asyncio.gather(
            *(database.write(refuse if number == 2 else add(number)) for number in range(5)), return_exceptions=True
        )
    outcomes = await writes
    assert isinstance(outcomes.pop(2), Broken)
    assert outcomes == [0, 1, 3, 4]
    assert await numbers(database) == [0, 1, 3, 4]


async def test_the_second_of_two_equal_writes_in_a_group_is_refused(database):
    async with held_back(database):
        writes = asyncio.gather(database.write(add(7)), database.write(add(7)), return_exceptions=True)
    first, second = await writes
    assert first == 7
    assert isinstance(second, StoreError)
    assert isinstance(second.__cause__, sqlite3.IntegrityError)


async def test_a_commit_that_fails_fails_its_group_and_the_store_goes_on(database):
    def break_the_commit(connection):
        connection.execute("CREATE TABLE owners (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE pets (owner REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED)")
        connection.execute("INSERT INTO pets VALUES (1)")

    async with held_back(database):
        writes = asyncio.gather(database.write(add(1)), database.write(break_the_commit), return_exceptions=True)
    assert [type(outcome) for outcome in await writes] == [StoreError, StoreError]
    assert await numbers(database) == []
    assert await database.write(add(2)) == 2
    assert await numbers(database) == [2]


async def test_a_full_disk_is_a_store_error_and_the_store_goes_on(database):
    def limit(pages):
        return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    def write_much(connection):
        connection.execute("CREATE TABLE much AS SELECT zeroblob(1000000) AS bytes")

    await database.write(limit(1))  # SQLite takes it as: no more pages than there are
    async with held_back(database):
        writes = asyncio.gather(database.write(add(1)), database.write(write_much), return_exceptions=True)
    one, much = await writes
    assert one == 1
    assert isinstance(much, StoreError)
    await database.write(limit(1_000_000))
    await database.write(write_much)
    assert await numbers(database) == [1]


async def test_close_finishes_what_waits(tmp_path):
    path = tmp_path / "onereel.db"
    database = await Database.open(path)
    await database.write(lambda connection: connection.execute("CREATE TABLE numbers (number INTEGER)"))
    writes = [asyncio.create_task(database.write(add(number))) for number in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*writes) == list(range(20))
    reopened = await Database.open(path)
    assert await numbers(reopened) == list(range(20))
    await reopened.close()


async def test_a_closed_database_refuses(tmp_path):
    database = await Database.open(tmp_path / "onereel.db")
    await database.close()
    with pytest.raises(StoreError):
        await database.write(add(1))
    with pytest.raises(StoreError):
        await numbers(database)


async def test_a_writer_that_was_cancelled_harms_nobody(database):
    async with held_back(database):
        cancelled = asyncio.create_task(database.write(add(1)))
        other = asyncio.create_task(database.write(add(2)))
        await asyncio.sleep(0)
        cancelled.cancel()
    assert await other == 2
    assert cancelled.cancelled()


async def test_reading_cannot_write(database):
    with pytest.raises(StoreError, match="readonly"):
        await database.read(lambda connection: connection.execute("INSERT INTO numbers VALUES (1)"))


async def test_reading_does_not_wait_for_writing(database):
    await database.write(add(1))
    async with held_back(database):
        assert await numbers(database) == [1]


async def test_the_log_is_copied_in_the_background(database, tmp_path):
    for start in range(0, 2000, 500):
        await asyncio.gather(*(database.write(add(number)) for number in range(start, start + 500)))
    await asyncio.to_thread(database._checkpointer.close)
    # What stands in the file itself, without its log.
    content = (tmp_path / "onereel.db").read_bytes()
    (tmp_path / "copy.db").write_bytes(content)
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT count(*) FROM numbers").fetchone()[0] >= 1000
    copy.close()
