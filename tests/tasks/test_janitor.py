"""What is out of time ends, and what has run out is forgotten, in small steps.

Not here: taking over from dead workers.
"""

from datetime import timedelta

import pytest
from tests.builders import NOON, build_delivery, build_operation, build_task, build_teller

from onereel.assets.memory import MemoryAssetStore
from onereel.domain.files import FileKind, FileRecord
from onereel.domain.idempotency import Claim, ClaimVerdict
from onereel.domain.ledger import EntryKind
from onereel.domain.retention import Retention
from onereel.domain.task import UPSTREAM_LANE, State
from onereel.errors import StoreError
from onereel.store.base import DeliveryFilter
from onereel.store.memory import MemoryStore
from onereel.tasks.janitor import DEADLINE_PASSED, ROUND_SECONDS, Janitor
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.sweeper import Sweeper

LATER = NOON + timedelta(hours=1)


class End(Exception):
    """Enough rounds."""


def build_janitor(store, *, progress=None, assets=None, rounds=1):
    waits = []

    async def wait(seconds):
        waits.append(seconds)
        if waits.count(ROUND_SECONDS) == rounds:
            raise End

    return Janitor(
        store=store,
        sweeper=Sweeper(store=store, assets=assets or MemoryAssetStore(), retention=Retention(), clock=lambda: LATER),
        teller=build_teller(),
        progress=progress or ProgressBoard(),
        clock=lambda: LATER,
        wait=wait,
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


async def test_a_task_whose_order_is_open_at_a_vendor_outlives_its_deadline():
    store = MemoryStore()
    waiting, ordered, over = [build_task(number, deadline_at=NOON, lane=UPSTREAM_LANE) for number in (1, 2, 3)]
    for task in (waiting, ordered, over):
        await store.tasks.add(task)
    await store.operations.add(build_operation(task_id=ordered.id))
    refused = build_operation(task_id=over.id)
    await store.operations.add(refused)
    await store.operations.change(refused, refused.over("no", at=NOON))
    await go_round(build_janitor(store))
    states = [(await store.tasks.get(task.id)).state for task in (waiting, ordered, over)]
    assert states == [State.FAILED, State.QUEUED, State.FAILED]


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


LIVES = [
    (FileKind.UPLOAD, timedelta(hours=24)),
    (FileKind.INPUT, timedelta(days=7)),
    (FileKind.MEDIA, timedelta(days=7)),
]


async def put_file(store, assets, name, kind, since):
    await store.files.add(FileRecord(asset_id=name, kind=kind, since=since))
    await assets.write(name, b"bytes")


@pytest.mark.parametrize(("kind", "life"), LIVES)
async def test_a_file_is_removed_when_its_kinds_time_is_over(kind, life):
    store, assets = MemoryStore(), MemoryAssetStore()
    await put_file(store, assets, "old.mp4", kind, LATER - life - timedelta(seconds=1))
    await put_file(store, assets, "young.mp4", kind, LATER - life)
    await go_round(build_janitor(store, assets=assets, rounds=2))
    assert [await is_there(assets, name) for name in ("old.mp4", "young.mp4")] == [False, True]
    assert await store.files.get("old.mp4") is None
    assert await store.files.get("young.mp4") is not None


async def is_there(assets, name):
    try:
        async with assets.borrow(name):
            return True
    except KeyError:
        return False


async def test_what_was_condemned_is_not_removed_in_the_same_round():
    store, assets = MemoryStore(), MemoryAssetStore()
    await put_file(store, assets, "old.mp4", FileKind.UPLOAD, NOON - timedelta(days=2))
    await go_round(build_janitor(store, assets=assets, rounds=1))
    assert await is_there(assets, "old.mp4")
    assert await store.files.condemned(limit=10) == ["old.mp4"]


async def test_a_file_that_cannot_be_removed_stays_condemned_and_holds_up_nothing():
    store, assets = MemoryStore(), MemoryAssetStore()
    for name in ("first.mp4", "second.mp4"):
        await put_file(store, assets, name, FileKind.UPLOAD, NOON - timedelta(days=2))
    delete = assets.delete

    async def refuse_first(name):
        if name == "first.mp4":
            raise StoreError("not now")
        await delete(name)

    assets.delete = refuse_first
    await go_round(build_janitor(store, assets=assets, rounds=2))
    assert await store.files.condemned(limit=10) == ["first.mp4"]
    assert [await is_there(assets, name) for name in ("first.mp4", "second.mp4")] == [True, False]


async def test_a_backlog_is_worked_off_in_one_round():
    store, assets = MemoryStore(), MemoryAssetStore()
    for number in range(250):
        await put_file(store, assets, f"{number}.mp4", FileKind.MEDIA, NOON - timedelta(days=8))
    await go_round(build_janitor(store, assets=assets, rounds=2))
    assert await store.files.condemned(limit=1000) == []


async def test_a_task_is_forgotten_90_days_after_its_end():
    store = MemoryStore()
    for number, days in ((1, 91), (2, 89)):
        task = build_task(number)
        await store.tasks.add(task)
        await store.tasks.replace(task, task.cancel(at=LATER - timedelta(days=days)))
    await go_round(build_janitor(store))
    assert [await store.tasks.get(build_task(number).id) is None for number in (1, 2)] == [True, False]


async def test_what_is_kept_for_ever_is_never_looked_at():
    forever = Retention(media=None, uploads=None, tasks=None)
    assert list(forever.file_limits(NOON)) == []
    assert forever.task_limit(NOON) is None
