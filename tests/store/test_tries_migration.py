"""Callbacks that were through before tries were counted: the last try of each is counted as it would be now.

Not here: counting new ones (`tests/contracts/test_stores.py`).
"""

from datetime import timedelta

import pytest
from tests.builders import build_delivery, build_task
from tests.support.undoing import undoable_home

from onereel.domain.clock import system_clock
from onereel.domain.tries import STEPS, TRIES_KEPT, tally_try

UNDO = "DROP TABLE tries; DELETE FROM migrations WHERE name = '0007_tries';"
LATENCIES = (0, *STEPS, *(step + 1 for step in STEPS))


@pytest.fixture(params=["sqlite", "postgres"])
def home(request, tmp_path):
    """How to open the store, and how to take the migration back."""
    return undoable_home(request, tmp_path, sqlite=UNDO, postgres=UNDO)


async def test_the_last_try_of_each_is_counted(home):
    reopen, undo = home
    store, now = await reopen(), system_clock()
    since = now - TRIES_KEPT
    for number, latency_ms in enumerate((*LATENCIES, 7), start=1):
        delivery = build_delivery(number, due_at=now)
        await store.tasks.add(build_task(number), delivery=delivery)
        (taken,) = await store.deliveries.claim(now=now, until=now + timedelta(minutes=1), limit=1)
        tried = taken.delivered(status=200, latency_ms=latency_ms, at=now)
        if number > len(LATENCIES):
            tried = taken.failed(status=410, error="gone", latency_ms=latency_ms, at=now, next_at=None)
        await store.deliveries.record(taken, tried, tally=tally_try(tried, at=now))
    counted = await store.deliveries.tries(since=since)
    await store.close()
    assert sum(tally.count for tally in counted) == len(LATENCIES) + 1

    await undo()
    store = await reopen()
    assert await store.deliveries.tries(since=since) == counted
    await store.close()
