"""A store or an asset store that breaks under the worker must not cost a finished video, nor a task.

Not here: engines that break; see `test_worker.py`.
"""

import asyncio

import pytest
from tests.builders import NOON, build_task
from tests.tasks.workshop import VIDEO

from onereel.assets.memory import MemoryAssetStore
from onereel.domain.naming import asset_names
from onereel.domain.task import State
from onereel.errors import StoreError
from onereel.store.memory import MemoryTasks
from onereel.tasks.execution import INTERNAL_FAILURE, MAX_STRIKES
from onereel.tasks.patience import A_FEW, patiently, without_end

TASK = build_task()
NAMES = asset_names(TASK)
FULL_DISK = OSError(28, "No space left on device")


class BreakingTasks(MemoryTasks):
    """Raises so many times, at a question or at a change to that state; before or after it has been stored."""

    def __init__(self, *, at, times, after=False):
        super().__init__()
        self.at, self.times, self.after = at, times, after

    def _break(self, where):
        if where == self.at and self.times:
            self.times -= 1
            raise StoreError("the disk has hiccups")

    async def get(self, task_id):
        self._break("get")
        return await super().get(task_id)

    async def standings(self, task_ids):
        self._break("standings")
        return await super().standings(task_ids)

    async def replace(self, old, new, **more):
        if not self.after:
            self._break(new.state)
        await super().replace(old, new, **more)
        if self.after:
            self._break(new.state)


class BreakingAssets(MemoryAssetStore):
    def __init__(self, *, times):
        super().__init__()
        self.times = times

    async def adopt(self, asset_id, source):
        if self.times and asset_id.startswith("video-"):
            self.times -= 1
            raise FULL_DISK
        await super().adopt(asset_id, source)


@pytest.mark.parametrize(
    "tasks",
    [
        BreakingTasks(at="get", times=2),
        BreakingTasks(at=State.RUNNING, times=2),
        BreakingTasks(at=State.RUNNING, times=1, after=True),
        BreakingTasks(at=State.SUCCEEDED, times=2),
        BreakingTasks(at=State.SUCCEEDED, times=1, after=True),
    ],
    ids=["read", "start", "start, stored all the same", "end", "end, stored all the same"],
)
async def test_a_hiccup_of_the_store_costs_no_video(workshop, tasks):
    breaks = tasks.times
    workshop.tasks = tasks
    await workshop.submit(TASK)
    async with workshop.running() as worker:
        assert (await workshop.ended(TASK.id)).state is State.SUCCEEDED
        await worker.drain(grace=10)
    assert (len(workshop.engine.calls), workshop.waits) == (1, list(A_FEW[:breaks]))


async def test_where_nobody_can_say_whether_a_task_is_still_its_own_an_attempt_goes_on(workshop, caplog):
    workshop.tasks = BreakingTasks(at="standings", times=1)
    ended = await workshop.work_through(TASK)
    assert (ended.state, ended.attempt, workshop.waits) == (State.SUCCEEDED, 1, [])
    assert [record.action for record in caplog.records if record.levelname == "WARNING"] == ["storing_failed"]


async def test_a_hiccup_of_the_asset_store_costs_no_video(workshop):
    workshop.assets = BreakingAssets(times=3)
    ended = await workshop.work_through(TASK)
    assert (ended.state, ended.attempt, workshop.waits) == (State.SUCCEEDED, 1, [0.1, 0.5, 2.0])
    assert await workshop.stored(NAMES.video) == VIDEO


async def test_a_longer_trouble_of_the_asset_store_costs_another_attempt(workshop):
    workshop.assets = BreakingAssets(times=len(A_FEW) + 1)
    ended = await workshop.work_through(TASK)
    assert (ended.state, ended.attempt) == (State.SUCCEEDED, 2)


async def test_an_asset_store_that_stays_broken_ends_the_task(workshop):
    workshop.assets = BreakingAssets(times=10_000)
    ended = await workshop.work_through(TASK)
    assert (ended.state, ended.failure, ended.attempt) == (State.FAILED, INTERNAL_FAILURE, MAX_STRIKES)


async def test_a_store_that_breaks_for_long_still_gets_the_task_back(workshop):
    workshop.tasks = BreakingTasks(at=State.SUCCEEDED, times=len(A_FEW) + 1)
    ended = await workshop.work_through(TASK)
    assert (ended.state, ended.attempt) == (State.SUCCEEDED, 2)


async def test_a_task_is_given_back_when_cancelled_while_it_is_stored(workshop):
    reached = asyncio.Event()

    class HangingAssets(MemoryAssetStore):
        async def adopt(self, asset_id, source):
            reached.set()
            await asyncio.Event().wait()

    workshop.assets = HangingAssets()
    await workshop.submit(TASK)
    async with workshop.running():
        await reached.wait()
    assert (await workshop.tasks.get(TASK.id)).state is State.QUEUED
    assert workshop.left_behind() == []


@pytest.mark.parametrize("state", [State.RUNNING, State.SUCCEEDED])
async def test_a_cancellation_while_a_change_is_on_its_way_to_the_disk(workshop, state):
    """The change is stored though nobody waits for it any more, as it is where a thread writes."""
    reached = asyncio.Event()

    class SlowTasks(MemoryTasks):
        async def replace(self, old, new, **more):
            await super().replace(old, new, **more)
            if new.state is state:
                reached.set()
                await asyncio.Event().wait()

    workshop.tasks = SlowTasks()
    await workshop.submit(TASK)
    async with workshop.running():
        await reached.wait()
    left = await workshop.tasks.get(TASK.id)
    assert left.state is (State.QUEUED if state is State.RUNNING else State.SUCCEEDED)


async def test_a_broken_store_at_shutdown_leaves_the_task_to_recovery(workshop, caplog):
    workshop.tasks = BreakingTasks(at=State.QUEUED, times=1)
    reached = asyncio.Event()

    async def hang(workspace, report):
        reached.set()
        await asyncio.Event().wait()

    workshop.engine.script = [hang]
    await workshop.submit(TASK)
    async with workshop.running():
        await reached.wait()
    assert (await workshop.tasks.get(TASK.id)).state is State.RUNNING
    assert [record.action for record in caplog.records] == ["task_left_to_recovery"]


async def test_nothing_is_begun_while_the_disk_is_full_and_no_attempt_is_counted(workshop):
    workshop.disk = [True, True]
    await workshop.submit(TASK)
    async with workshop.running():
        ended = await workshop.ended(TASK.id)
    assert (ended.state, ended.attempt, ended.strikes) == (State.SUCCEEDED, 1, 0)
    assert workshop.waits == [5.0, 5.0]


async def test_patience_has_an_end_and_then_the_error_goes_up():
    waits = []

    async def wait(seconds):
        waits.append(seconds)

    async def never():
        raise FULL_DISK

    with pytest.raises(OSError, match="No space left"):
        await patiently(never, wait=wait)
    assert waits == list(A_FEW)


async def test_patience_without_end_goes_on_until_it_works():
    waits = []

    async def wait(seconds):
        waits.append(seconds)

    async def at_last():
        if len(waits) < 20:
            raise StoreError("not yet")
        return NOON

    assert await patiently(at_last, wait=wait, pauses=without_end()) == NOON
    assert waits == [*A_FEW, *[5.0] * 15]
