"""What is out of time ends, and what has run out is forgotten, in small steps.

Not here: taking over from dead workers.
"""

from datetime import timedelta

from tests.builders import NOON, build_delivery, build_task, build_teller

from onereel.domain.idempotency import Claim, ClaimVerdict
from onereel.domain.ledger import EntryKind
from onereel.domain.task import State
from onereel.errors import StoreError
from onereel.store.base import DeliveryFilter
from onereel.store.memory import MemoryStore
from onereel.tasks.janitor import DEADLINE_PASSED, ROUND_SECONDS, Janitor
from onereel.tasks.progress import ProgressBoard

LATER = NOON + timedelta(hours=1)


class End(Exception):
    """Enough rounds."""


def build_janitor(store, *, progress=None, rounds=1):
    waits = []

    async def wait(seconds):
        waits.append(seconds)
        if waits.count(ROUND_SECONDS) == rounds:
            raise End

    return Janitor(
        store=store, teller=build_teller(), progress=progress or ProgressBoard(), clock=lambda: LATER, wait=wait
    )


async def go_round(janitor):
    try:
        await janitor.run()
    except End:
        return


async def test_an_open_task_ends_at_its_deadline_and_is_not_charged():
    store, progress = MemoryStore(), ProgressBoard()
    late = build_task(1, deadline_at=LATER, callback_url="https://example.org/hook")
    early = build_task(2, deadline_at=LATER + timedelta(seconds=1))
    for task in (late, early):
        await store.tasks.add(task)
    with progress.watch_state(late.id) as changed:
        await go_round(build_janitor(store, progress=progress))
        assert changed.is_set()
    assert await store.tasks.get(late.id) == late.fail(DEADLINE_PASSED, at=LATER)
    assert await store.tasks.get(early.id) == early
    assert [entry.kind for entry in await store.ledger.entries(late.id)] == [EntryKind.HOLD, EntryKind.RELEASE]
    (told,) = await store.deliveries.page(DeliveryFilter(task_id=late.id), limit=10)
    assert told.task_state is State.FAILED


async def test_a_long_list_is_worked_through_in_one_round():
    store = MemoryStore()
    for number in range(1, 231):
        await store.tasks.add(build_task(number, deadline_at=NOON))
    await go_round(build_janitor(store))
    assert list(await store.tasks.unfinished()) == []


async def test_claims_that_ran_out_are_forgotten():
    store = MemoryStore()
    claim = Claim(key_id="key-1", idempotency_key="once", digest="a" * 64, owner="first", until=NOON)
    await store.claims.claim(claim, at=NOON - timedelta(hours=1))
    await go_round(build_janitor(store))
    assert await store.claims.forget(before=LATER, limit=10) == 0
    assert (await store.claims.claim(claim, at=LATER)).verdict is ClaimVerdict.OURS


async def test_what_breaks_is_tried_again_in_the_next_round():
    store, broken = MemoryStore(), [StoreError("hiccup"), ValueError("worse")]
    late = build_task(deadline_at=NOON)
    await store.tasks.add(late, delivery=build_delivery())
    overdue = store.tasks.overdue

    async def break_first(**bounds):
        if broken:
            raise broken.pop(0)
        return await overdue(**bounds)

    store.tasks.overdue = break_first
    await go_round(build_janitor(store, rounds=3))
    assert (await store.tasks.get(late.id)).state is State.FAILED
