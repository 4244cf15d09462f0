"""A task's life follows the one table of transitions, and its end is the end.

Not here: who refuses an illegal transition; the stores do (`tests/contracts/test_stores.py`).
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from onereel.domain.task import TRANSITIONS, Failure, State, Task
from tests.builders import NOON, build_result, build_task

LATER = NOON + timedelta(seconds=3)
FAILURE = Failure(code="internal_error", message="It broke.")
STEPS = {
    State.RUNNING: lambda task: task.start(at=LATER),
    State.QUEUED: lambda task: task.requeue(at=LATER),
    State.SUCCEEDED: lambda task: task.succeed(build_result(), at=LATER),
    State.FAILED: lambda task: task.fail(FAILURE, at=LATER),
}
"""Each method of a task by the state that it leads to. Nothing leads to CANCELLED yet."""
ALLOWED = [(before, after) for before in TRANSITIONS for after in STEPS if after in TRANSITIONS[before]]


def build_running(**changes) -> Task:
    return build_task(**{"state": State.RUNNING, "attempt": 1, "started_at": NOON, **changes})


def test_the_table_knows_every_state():
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize(
    ("before", "followers"),
    [
        (State.QUEUED, {State.RUNNING, State.FAILED, State.CANCELLED}),
        (State.RUNNING, {State.QUEUED, State.SUCCEEDED, State.FAILED, State.CANCELLED}),
        (State.SUCCEEDED, set()),
        (State.FAILED, set()),
        (State.CANCELLED, set()),
    ],
)
def test_a_state_is_followed_by_these(before, followers):
    assert TRANSITIONS[before] == followers


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_a_step_leads_along_the_table(before, after):
    task = STEPS[after](build_task(state=before))
    assert (task.state, task.updated_at) == (after, LATER)


def test_what_is_over_is_terminal_and_nothing_else():
    assert {state for state in State if state.is_terminal} == {State.SUCCEEDED, State.FAILED, State.CANCELLED}


def test_a_start_counts_an_attempt_and_keeps_the_first_time():
    first = build_task().start(at=NOON)
    again = first.requeue(at=NOON).start(at=LATER)
    assert first == build_running(updated_at=NOON)
    assert again == build_running(attempt=2, started_at=NOON, updated_at=LATER)


def test_a_requeue_changes_only_the_state_and_the_time():
    running = build_running()
    assert running.requeue(at=LATER) == replace(running, state=State.QUEUED, updated_at=LATER)


def test_a_success_has_a_result_and_an_end():
    running = build_running()
    assert running.succeed(build_result(), at=LATER) == replace(
        running, state=State.SUCCEEDED, result=build_result(), updated_at=LATER, finished_at=LATER
    )


def test_a_failure_has_a_reason_and_an_end():
    running = build_running()
    assert running.fail(FAILURE, at=LATER) == replace(
        running, state=State.FAILED, failure=FAILURE, updated_at=LATER, finished_at=LATER
    )
