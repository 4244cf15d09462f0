"""Every home of tasks, which one suite is run over.

Not here: the suite.
"""

from functools import partial

import pytest

from onereel.store.memory import MemoryStore
from onereel.store.observed import ObservedStore, Observer
from onereel.store.postgres.store import PostgresStore
from onereel.store.sqlite.store import SqliteStore


@pytest.fixture(params=["memory", "observed", "sqlite", "postgres"])
def opening(request, tmp_path):
    async def open_memory():
        return MemoryStore()

    async def open_observed():
        return ObservedStore(MemoryStore(), Observer())

    if request.param == "memory":
        return open_memory
    if request.param == "observed":
        return open_observed
    if request.param == "sqlite":
        return partial(SqliteStore.open, tmp_path / "onereel.db")
    return partial(PostgresStore.open, request.getfixturevalue("postgres_url"))


@pytest.fixture
async def store(opening):
    opened = await opening()
    yield opened
    await opened.close()
