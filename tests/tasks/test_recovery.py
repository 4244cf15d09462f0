"""After a restart every unfinished task is queued and offered, and nothing else happens.

Not here: the process that was killed; that is an acceptance test.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON, build_task, build_teller

from onereel.domain.task import State
from onereel.store.memory import MemoryTasks
from onereel.tasks.dispatch import LocalDispatcher
from onereel.tasks.execution import INTERNAL_FAILURE, MAX_STRIKES
from onereel.tasks.recovery import recover

LATER = NOON + timedelta(hours=1)


def clock():
    return LATER


async def offered(dispatcher, count):
    ids = [(await dispatcher.take()).task_id for _ in range(count)]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await dispatcher.take()
    return ids


async def test_unfinished_tasks_are_queued_and_offered_oldest_first():
    tasks, dispatcher = MemoryTasks(), LocalDispatcher()
    young = build_task(1, created_at=NOON + timedelta(seconds=1))
    running = build_task(2, state=State.RUNNING, attempt=3, started_at=NOON)
    ended = [build_task(number, state=state) for number, state in enumerate(State, 3) if state.is_terminal]
    for task in (young, running, *ended):
        await tasks.add(task)

    assert await recover(tasks, dispatcher=dispatcher, teller=build_teller(), clock=clock) == 2

    assert await offered(dispatcher, 2) == [running.id, young.id]
    assert await tasks.get(running.id) == replace(running, state=State.QUEUED, updated_at=LATER, strikes=1)
    assert await tasks.get(young.id) == young
    assert [await tasks.get(task.id) for task in ended] == ended


async def test_nothing_unfinished_is_nothing_to_do():
    dispatcher = LocalDispatcher()
    assert await recover(MemoryTasks(), dispatcher=dispatcher, teller=build_teller(), clock=clock) == 0
    assert await offered(dispatcher, 0) == []


async def test_a_task_that_moves_on_meanwhile_is_left_as_it_is():
    class MovingTasks(MemoryTasks):
        async def unfinished(self):
            listed = await super().unfinished()
            for task in listed:
                await self.replace(task, task.requeue(at=NOON))
            return listed

    tasks, dispatcher = MovingTasks(), LocalDispatcher()
    running = build_task(state=State.RUNNING, attempt=1)
    await tasks.add(running)
    await recover(tasks, dispatcher=dispatcher, teller=build_teller(), clock=clock)
    assert await tasks.get(running.id) == running.requeue(at=NOON)
    assert await offered(dispatcher, 1) == [running.id]


async def test_a_task_that_took_the_server_down_too_often_ends_failed():
    tasks, dispatcher = MemoryTasks(), LocalDispatcher()
    poison = build_task(state=State.RUNNING, attempt=9, strikes=MAX_STRIKES - 1)
    await tasks.add(poison)
    await recover(tasks, dispatcher=dispatcher, teller=build_teller(), clock=clock)
    assert await tasks.get(poison.id) == poison.fail(INTERNAL_FAILURE, at=LATER)
