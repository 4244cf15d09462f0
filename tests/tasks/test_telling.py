"""Which changes of a task are told to its callback address, and how.

Not here: sending.
"""

import pytest
from tests.builders import NOON, build_delivery, build_result, build_task, build_teller

from onereel.domain.task import Failure, State

HOOK = "https://example.org/hook"
QUEUED = build_task(callback_url=HOOK)
RUNNING = QUEUED.start(at=NOON)
AGAIN = RUNNING.requeue(at=NOON)


def test_a_task_without_an_address_is_told_of_to_nobody():
    assert build_teller().of(None, build_task()) is None


def test_an_accepted_task_is_told_of_as_it_stands():
    told = build_teller().of(None, QUEUED)
    assert told == build_delivery(id=told.id, task_id=QUEUED.id, url=HOOK, body=b"queued")
    assert told.id.startswith("msg_")
    assert len(told.id) == len("msg_") + 32


@pytest.mark.parametrize(
    ("old", "new", "sequence"),
    [
        (None, QUEUED, 1),
        (QUEUED, RUNNING, 2),
        (RUNNING, RUNNING.succeed(build_result(), at=NOON), 3),
        (RUNNING, RUNNING.fail(Failure(code="x", message="y"), at=NOON), 3),
        (QUEUED, QUEUED.cancel(at=NOON), 3),
    ],
    ids=["accepted", "started", "succeeded", "failed", "cancelled"],
)
def test_each_state_has_its_place_in_the_order(old, new, sequence):
    told = build_teller().of(old, new)
    assert (told.sequence, told.task_state, told.body) == (sequence, new.state, new.state.value.encode())


@pytest.mark.parametrize(("old", "new"), [(RUNNING, AGAIN), (AGAIN, AGAIN.start(at=NOON))], ids=["again", "restarted"])
def test_that_an_attempt_is_repeated_is_nobodys_business(old, new):
    assert build_teller().of(old, new) is None


def test_a_task_cancelled_after_it_was_queued_again_is_told_of():
    assert build_teller().of(AGAIN, AGAIN.cancel(at=NOON)).task_state is State.CANCELLED
