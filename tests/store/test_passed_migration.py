"""Tasks that were accepted before servers were named: they have come through none that anybody knows of.

Not here: keeping the names of new ones (`tests/contracts/test_stores.py`).
"""

import pytest
from tests.builders import NOON, build_result, build_task
from tests.support.undoing import undoable_home

UNDO = "ALTER TABLE tasks DROP COLUMN passed; DELETE FROM migrations WHERE name = '0008_passed';"


@pytest.fixture(params=["sqlite", "postgres"])
def home(request, tmp_path):
    """How to open the store, and how to take the migration back."""
    return undoable_home(request, tmp_path, sqlite=UNDO, postgres=UNDO)


async def test_they_are_as_they_were(home):
    reopen, undo = home
    store, queued, waiting = await reopen(), build_task(1), build_task(2)
    running = queued.start(at=NOON)
    done = running.succeed(build_result(), at=NOON)
    for task in (queued, waiting):
        await store.tasks.add(task)
    await store.tasks.replace(queued, running)
    await store.tasks.replace(running, done)
    await store.close()

    await undo()
    store = await reopen()
    assert [await store.tasks.get(task.id) for task in (done, waiting)] == [done, waiting]
    assert (done.passed, waiting.passed) == ((), ())
    await store.close()
