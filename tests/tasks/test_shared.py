"""Many processes as one: turns out of a shared queue, and what each hears of the others.

Not here: the queue and the messages themselves (`tests/store/test_postgres_queue.py`).
"""

import asyncio

import pytest

from onereel.tasks.shared_board import SharedBoard
from onereel.tasks.shared_dispatch import SharedDispatcher


class Queue:
    """Gives out the jobs that it is told, and notes which come back."""

    def __init__(self, *jobs):
        self.jobs = jobs
        self.again = {}
        self.stopped = False

    async def run(self, work):
        async def give(job):
            self.again[job] = await work(job)

        await asyncio.gather(*(give(job) for job in self.jobs))

    def stop(self):
        self.stopped = True


class Air:
    """Carries every message to every board at once."""

    def __init__(self):
        self.boards = []

    def send(self, message):
        for board in self.boards:
            board.hear(message)

    def board(self, process):
        self.boards.append(SharedBoard(self, process=process))
        return self.boards[-1]


@pytest.mark.parametrize("again", [True, False])
async def test_a_job_is_held_until_its_turn_is_finished(again):
    queue = Queue("task")
    dispatcher = SharedDispatcher(queue)
    running = asyncio.create_task(dispatcher.run())
    turn = await dispatcher.take()
    assert (turn.task_id, turn.inherits, queue.again) == ("task", True, {})
    turn.finish(again)
    turn.finish(not again)  # what is said twice counts once
    await running
    assert queue.again == {"task": again}


async def test_what_nobody_has_begun_goes_back_when_it_is_stopped():
    queue = Queue("begun", "waiting")
    dispatcher = SharedDispatcher(queue)
    running = asyncio.create_task(dispatcher.run())
    turn = await dispatcher.take()
    await asyncio.sleep(0)
    dispatcher.stop()
    turn.finish(False)
    await running
    assert (queue.again, queue.stopped) == ({"begun": False, "waiting": True}, True)


def test_progress_is_heard_elsewhere_in_steps_of_five_percent():
    air = Air()
    here, there = air.board("here"), air.board("there")
    with there.watch("task") as changed:
        here.report("task", 0.04)
        assert (there.share("task"), changed.is_set()) == (0.0, False)
        here.report("task", 0.05)
        assert (there.share("task"), changed.is_set()) == (0.05, True)
    assert here.share("task") == 0.05


def test_a_change_of_state_is_heard_elsewhere_and_begins_the_share_anew():
    air = Air()
    here, there = air.board("here"), air.board("there")
    here.report("task", 0.5)
    with there.watch_state("task") as changed:
        here.announce("task")
        assert changed.is_set()
    assert (here.share("task"), there.share("task")) == (0.5, 0.0)


def test_a_hint_is_heard_by_whoever_listens_anywhere_and_changes_nothing():
    air = Air()
    here, there = air.board("here"), air.board("there")
    heard = []
    for name, board in (("here", here), ("there", there)):
        board.listen(lambda task_id, name=name: heard.append((name, task_id)))
    with there.watch_state("task") as changed:
        here.hint("task")
        here.announce("task")
        assert changed.is_set()
    assert heard == [("here", "task"), ("there", "task")]


@pytest.mark.parametrize("message", ["", "there", "x task nonsense", "x task 7e999", "x task -3"])
def test_messages_that_are_none_do_no_harm(message):
    board = Air().board("here")
    board.hear(message)
    assert 0.0 <= board.share("task") <= 1.0
