"""The homes that are filled for measuring hold what a server would have put there.

Not here: what is measured (`bench/console_pages.py`).
"""

import asyncio
from functools import partial

import pytest
from bench.many_tasks import COMMON, fill_postgres, fill_sqlite, make_tasks

from onereel.store.base import TaskFilter
from onereel.store.postgres.store import PostgresStore
from onereel.store.sqlite.store import SqliteStore

COUNT = 300


@pytest.fixture(params=["sqlite", "postgres"])
def home(request, tmp_path):
    """How to open a store, and how to fill its home."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        return partial(PostgresStore.open, url), partial(fill_postgres, url, COUNT)
    path = tmp_path / "onereel.db"
    return partial(SqliteStore.open, path), partial(asyncio.to_thread, fill_sqlite, path, COUNT)


@pytest.fixture
async def filled(home):
    opening, fill = home
    await (await opening()).close()
    await fill()
    store = await opening()
    yield store
    await store.close()


async def test_tasks_are_there_as_they_were_made_and_found_by_their_words(filled):
    made = list(make_tasks(COUNT))
    stored = await filled.tasks.page(TaskFilter(), limit=COUNT + 1)
    found = await filled.tasks.page(TaskFilter(words=COMMON), limit=COUNT)

    assert [(task.public_id, task.model, task.state) for task in stored] == [
        (task.public_id, task.model, task.state) for task in reversed(made)
    ]
    assert [task.public_id for task in found] == [
        task.public_id for task in reversed(made) if COMMON in task.request.prompt
    ]
