"""What every home of tasks asks of a change before it looks at what is stored.

Not here: which state may follow which; that table is `onereel.domain.task.TRANSITIONS`.
"""

from dataclasses import replace

from onereel.domain.task import TRANSITIONS, Task
from onereel.errors import Conflict


def check_change(old: Task, new: Task) -> None:
    """Raises Conflict when no task may go from `old` to `new`, and ValueError when more than its life would change."""
    if new.state not in TRANSITIONS[old.state]:
        raise Conflict(f"a task that is {old.state} cannot become {new.state}")
    if with_life_of(old, new) != new:
        raise ValueError("only the life of a task may change; what was accepted stays as it is")


def with_life_of(task: Task, new: Task) -> Task:
    """What was accepted in `task`, with the state, times and outcome of `new`."""
    return replace(
        task,
        state=new.state,
        attempt=new.attempt,
        strikes=new.strikes,
        updated_at=new.updated_at,
        started_at=new.started_at,
        finished_at=new.finished_at,
        failure=new.failure,
        result=new.result,
    )
