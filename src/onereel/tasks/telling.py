"""Makes the callbacks that a change of a task calls for, to be stored together with the change.

Not here: what a body looks like (each dialect), or sending it (`onereel.callbacks`).
"""

from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from onereel.domain.delivery import Delivery
from onereel.domain.ids import mint_message_id
from onereel.domain.task import State, Task

Body: TypeAlias = Callable[[Task], bytes | None]
"""Writes what a callback says of a task as it stands; None where nothing is to be said."""

_SEQUENCE: Final = {State.QUEUED: 1, State.RUNNING: 2, State.SUCCEEDED: 3, State.FAILED: 3, State.CANCELLED: 3}
"""In which order the states are told; the three that end a task exclude each other."""


class Teller:
    """Knows who is to be told of a task, and what."""

    def __init__(self, *, body: Body, random: Random) -> None:
        self._body = body
        self._random = random

    def of(self, old: Task | None, new: Task) -> Delivery | None:
        """The callback for the change from `old` to `new`; None where nobody asked for one or nothing new began.

        That an attempt is given up and another begins is our own affair, so each state is told once.
        """
        if new.callback_url is None or _was_told(old, new):
            return None
        body = self._body(new)
        if body is None:
            return None
        return Delivery(
            id=mint_message_id(new.updated_at, self._random),
            task_id=new.id,
            key_id=new.key_id,
            sequence=_SEQUENCE[new.state],
            task_state=new.state,
            url=new.callback_url,
            body=body,
            created_at=new.updated_at,
            due_at=new.updated_at,
        )


def _was_told(old: Task | None, new: Task) -> bool:
    if new.state is State.QUEUED:
        return old is not None
    return new.state is State.RUNNING and new.attempt > 1
