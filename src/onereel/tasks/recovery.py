"""After a restart: queues again whatever the last process left unfinished.

Not here: any work on it; the worker takes it from the dispatcher like every other task.
"""

import logging

from onereel.domain.clock import Clock
from onereel.domain.task import UPSTREAM_LANE, State, Task
from onereel.errors import Conflict
from onereel.store.base import TaskStore
from onereel.tasks.dispatch import Dispatcher
from onereel.tasks.execution import INTERNAL_FAILURE, MAX_STRIKES
from onereel.tasks.telling import Teller

logger = logging.getLogger(__name__)


async def recover(tasks: TaskStore, *, dispatcher: Dispatcher, teller: Teller, clock: Clock) -> int:
    """Offer every unfinished task, oldest first, those that were running queued again; says how many.

    To be called before any worker runs on the same tasks: what is running now is taken for abandoned. A task that has
    taken its worker down with it too often ends here.
    """
    unfinished = await tasks.unfinished()
    for task in unfinished:
        if task.state is State.RUNNING:
            await _let_go(tasks, task, teller=teller, clock=clock)
        await dispatcher.offer(task.id, lane=task.lane)
    logger.info("tasks recovered", extra={"action": "tasks_recovered", "tasks": len(unfinished)})
    return len(unfinished)


async def _let_go(tasks: TaskStore, task: Task, *, teller: Teller, clock: Clock) -> None:
    at = clock()
    # A vendor may be at work on it, and be paid, however often servers are restarted meanwhile.
    strike = task.lane != UPSTREAM_LANE
    poisonous = strike and task.strikes + 1 >= MAX_STRIKES
    new = task.fail(INTERNAL_FAILURE, at=at) if poisonous else task.requeue(at=at, strike=strike)
    try:
        await tasks.replace(task, new, delivery=teller.of(task, new))
    except Conflict:
        # It has moved on since the list was read. The offer that follows does no harm: the worker looks at the state.
        logger.info("task moved on", extra={"action": "task_moved_on", "task_id": task.id})
