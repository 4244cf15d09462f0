"""The rounds over all running attempts, in which changes are found that nobody announced.

Not here: what an attempt does then (`test_worker.py`).
"""

import asyncio
from contextlib import asynccontextmanager

import pytest
from tests.builders import NOON, build_task

from onereel.errors import StoreError
from onereel.store.memory import MemoryTasks
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.rounds import SECONDS, Rounds


class Round:
    """Rounds that are gone when the test says so."""

    def __init__(self, tasks):
        self.progress = ProgressBoard()
        self.rounds = Rounds(tasks=tasks, progress=self.progress, wait=self._wait)
        self.waits = []
        self._next = asyncio.Event()
        self._resting = asyncio.Event()

    async def _wait(self, seconds):
        self.waits.append(seconds)
        self._resting.set()
        await self._next.wait()
        self._next.clear()

    async def go(self):
        """One whole round."""
        await self._resting.wait()
        self._resting.clear()
        self._next.set()
        await self._resting.wait()

    @asynccontextmanager
    async def over(self, *running):
        for task in running:
            self.rounds.include(task)
        yield self
        for task in running:
            self.rounds.leave_out(task)


class Tasks(MemoryTasks):
    """Counts what it is asked, and may be away."""

    def __init__(self):
        super().__init__()
        self.asked = []
        self.is_away = False

    async def standings(self, task_ids):
        self.asked.append(len(task_ids))
        if self.is_away:
            raise StoreError("away")
        return await super().standings(task_ids)


@pytest.fixture
def tasks():
    return Tasks()


async def start(tasks, number=1):
    queued = build_task(number)
    running = queued.start(at=NOON)
    await tasks.add(queued)
    await tasks.replace(queued, running)
    return running


async def test_a_task_that_moved_on_is_announced_and_no_other(tasks):
    lost, ours = await start(tasks, 1), await start(tasks, 2)
    async with Round(tasks).over(lost, ours) as around:
        with around.progress.watch_state(lost.id) as told, around.progress.watch_state(ours.id) as not_told:
            await tasks.replace(lost, lost.cancel(at=NOON))
            await around.go()
            assert (told.is_set(), not_told.is_set()) == (True, False)


async def test_a_later_attempt_and_a_task_that_is_gone_are_changes_too(tasks):
    again, gone = await start(tasks, 1), build_task(2).start(at=NOON)
    async with Round(tasks).over(again, gone) as around:
        with around.progress.watch_state(again.id) as told, around.progress.watch_state(gone.id) as told_too:
            queued = again.requeue(at=NOON)
            await tasks.replace(again, queued)
            await tasks.replace(queued, queued.start(at=NOON))
            await around.go()
            assert (told.is_set(), told_too.is_set()) == (True, True)


async def test_a_thousand_tasks_are_a_few_questions(tasks):
    running = [build_task(number).start(at=NOON) for number in range(1, 1002)]
    async with Round(tasks).over(*running) as around:
        await around.go()
    assert tasks.asked == [500, 500, 1]
    assert around.waits == [SECONDS, SECONDS]


async def test_a_store_that_does_not_answer_is_asked_again(tasks, caplog):
    lost = await start(tasks)
    await tasks.replace(lost, lost.cancel(at=NOON))
    tasks.is_away = True
    async with Round(tasks).over(lost) as around:
        with around.progress.watch_state(lost.id) as told:
            await around.go()
            assert not told.is_set()
            tasks.is_away = False
            await around.go()
            assert told.is_set()
    assert [record.action for record in caplog.records] == ["storing_failed"]


async def test_nothing_is_asked_while_nothing_runs(tasks):
    running = await start(tasks)
    around = Round(tasks)
    async with around.over(running):
        await around.go()
    async with around.over(running):
        await around.go()
    await asyncio.sleep(0)
    assert tasks.asked == [1, 1]
    assert not [task for task in asyncio.all_tasks() if "_go_round" in repr(task.get_coro())]
