"""After a restart: queues again whatever the last process left unfinished.

Not here: any work on it; the worker takes it from the dispatcher like every other task.
"""

import logging

from onereel.domain.clock import Clock
from onereel.domain.task import State, Task
from onereel.errors import Conflict
from onereel.store.base import TaskStore
from onereel.tasks.dispatch import Dispatcher

logger = logging.getLogger(__name__)


async def recover(tasks: TaskStore, *, dispatcher: Dispatcher, clock: Clock) -> int:
    """Offer every unfinished task, oldest first, those that were running queued again; says how many.

    To be called before any worker runs on the same tasks: what is running now is taken for abandoned.
    """
    unfinished = await tasks.unfinished()
    for task in unfinished:
        if task.state is State.RUNNING:
            await _requeue(tasks, task, clock)
        await dispatcher.offer(task.id)
    logger.info("tasks recovered", extra={"action": "tasks_recovered", "tasks": len(unfinished)})
    return len(unfinished)


async def _requeue(tasks: TaskStore, task: Task, clock: Clock) -> None:
    try:
        await tasks.replace(task, task.requeue(at=clock()))
    except Conflict:
        # It has moved on since the list was read. The offer that follows does no harm: the worker looks at the state.
        logger.info("task moved on", extra={"action": "task_moved_on", "task_id": task.id})
