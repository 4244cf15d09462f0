"""How PostgreSQL searches prompts: three ways, of which each must find the same.

Not here: what is found (`tests/contracts/test_searching.py`), or how quick it is (`bench/console_pages.py`).
"""

from datetime import timedelta

import asyncpg
import pytest
from tests.builders import NOON, build_request, build_task

from onereel.domain.task import State
from onereel.store.base import TaskFilter
from onereel.store.postgres.searching import LOOK, complete
from onereel.store.postgres.store import PostgresStore

PROMPTS = ("A red boat", "an old, red-boat", "只小猫在海边", "海边的小红猫", "小 A猫")
ODD_KEY = "key-'\\2"
COPY = """
INSERT INTO tasks
SELECT (json_populate_record(tasks, json_build_object(
    'id', lpad(to_hex(number), 32, '0'), 'public_id', number, 'request_id', number
))).*
FROM tasks CROSS JOIN generate_series(1000, 999 + $1) AS number WHERE id = $2
"""


@pytest.fixture
async def store(postgres_url):
    opened = await PostgresStore.open(postgres_url, pool_size=2)
    yield opened
    await opened.close()


@pytest.fixture
async def connection(store, postgres_url):
    opened = await asyncpg.connect(postgres_url)
    yield opened
    await opened.close()


async def fill(store):
    for number, prompt in enumerate(PROMPTS, start=1):
        task = build_task(
            number,
            request=build_request(prompt=prompt),
            key_id=ODD_KEY if number % 2 else "key-1",
            model="wan2.6-t2v" if number > 2 else "kling-v2-6-text2video",
            created_at=NOON + timedelta(minutes=number),
        )
        await store.tasks.add(task)
        if number == 4:
            await store.tasks.replace(task, task.cancel(at=NOON + timedelta(hours=1)))


@pytest.mark.parametrize("way", ["search_newest", "search_wanted", "search_index"])
async def test_every_way_finds_the_same(store, connection, way):
    await fill(store)

    async def find(limit=10, **wanted):
        statement, parameters = complete(way, TaskFilter(**wanted), limit=limit)
        return [int(row["id"], 16) for row in await connection.fetch(statement, *parameters)]

    assert {
        "word": await find(words="red"),
        "words": await find(words="boat OLD"),
        "standing together": await find(words="red-boat"),
        "characters": await find(words="小猫"),
        "characters and a word": await find(words="小A猫"),
        "characters apart": await find(words="小 猫"),
        "characters in another order": await find(words="猫小"),
        "no word": await find(words="!"),
        "key": await find(words="小", key_id=ODD_KEY),
        "somebody else's key": await find(words="boat", key_id="key-3"),
        "model": await find(words="小", model="wan2.6-t2v"),
        "key and model": await find(words="red", key_id="key-1", model="kling-v2-6-text2video"),
        "state": await find(words="小", state=State.CANCELLED),
        "time": await find(words="小", since=NOON + timedelta(minutes=4), until=NOON + timedelta(minutes=5)),
        "between": await find(words="小", before=build_task(5).id, after=build_task(4).id),
        "some": await find(words="小", limit=2),
    } == {
        "word": [2, 1],
        "words": [2],
        "standing together": [2, 1],
        "characters": [3],
        "characters and a word": [5],
        "characters apart": [5, 4, 3],
        "characters in another order": [],
        "no word": [],
        "key": [5, 3],
        "somebody else's key": [],
        "model": [5, 4, 3],
        "key and model": [2],
        "state": [4],
        "time": [4],
        "between": [4],
        "some": [5, 4],
    }


async def test_what_is_rare_is_found_behind_all_the_prompts_that_are_looked_through(store, connection):
    await fill(store)
    common = build_task(6, request=build_request(prompt="a train"), key_id="key-1")
    await store.tasks.add(common)
    await connection.execute(COPY, LOOK, common.id)

    async def find(**wanted):
        return [int(task.id, 16) for task in await store.tasks.page(TaskFilter(**wanted), limit=3)]

    newest = [LOOK + 999, LOOK + 998, LOOK + 997]
    assert {
        "common": await find(words="train"),
        "common, of a key": await find(words="train", key_id="key-1", state=State.QUEUED),
        "rare": await find(words="red"),
        "rare, of a key": await find(words="red", key_id="key-1"),
        "cancelled": await find(words="小", state=State.CANCELLED),
        "common, before": await find(words="train", before=common.id + "0"),
        "in none": await find(words="zeppelin"),
    } == {
        "common": newest,
        "common, of a key": newest,
        "rare": [2, 1],
        "rare, of a key": [2],
        "cancelled": [4],
        "common, before": [6],
        "in none": [],
    }


async def test_the_words_of_a_prompt_go_with_their_task(store, connection):
    await fill(store)

    await store.tasks.forget(before=NOON + timedelta(days=1), limit=10)

    kept = await connection.fetch("SELECT task_id FROM prompts ORDER BY task_id")
    assert [int(row["task_id"], 16) for row in kept] == [1, 2, 3, 5]
