"""How orders end that end their tasks, too: what is written down of them, and how whoever takes the task over reads it.

A worker may die between writing down that an order is over and failing its task. Whoever comes next must fail it as
well: what moderation has refused is put to nobody else, and what was paid for is not made again.

Not here: finding out that an order has ended (`following.py`, `conduct.py`).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from onereel.domain.operation import Operation
from onereel.domain.task import Failure
from onereel.errors import ErrorKind
from onereel.upstreams.base import Trouble, Verdict

REFUSED: Final = Failure(code="content_refused", message="The provider's moderation refused this request.")
RESULT_LOST: Final = Failure(
    code="result_lost", message="The provider made the video, but its link died before the file could be fetched."
)
NEVER_HEARD_OF: Final = Failure(
    code="result_lost",
    message="Whether the provider took this request could not be found out; nothing is charged.",
)
EXHAUSTED: Final = Failure(
    code="upstream_failed", message="No provider could make this video; nothing is charged. Please try again later."
)
IN_A_CIRCLE: Final = Failure(
    code=ErrorKind.ROUTING_LOOP.value,
    message="The servers that were to make this video send it to each other in a circle; nothing is charged."
    f" Whoever runs them has to mend their routes ({ErrorKind.ROUTING_LOOP}).",
)
"""The code stands in the text, too, since some dialects tell no more of a failure than that."""

NOT_FETCHED: Final = "the result could not be fetched"
ASSUMED_RUNNING: Final = "assumed running"
_MODERATED: Final = "refused by moderation"
_GIVEN_UP: Final = "given up"
_FINAL: Final[Mapping[str, Failure]] = {
    NOT_FETCHED: RESULT_LOST,
    ASSUMED_RUNNING: NEVER_HEARD_OF,
    _MODERATED: REFUSED,
    _GIVEN_UP: RESULT_LOST,
}


def note_of(trouble: Trouble) -> str:
    """What is written down of an order that has come to nothing."""
    said = f"{trouble.code}: {trouble.message}"
    if trouble.verdict is not Verdict.GIVE_UP:
        return said
    return f"{_MODERATED if trouble.moderated else _GIVEN_UP}: {said}"


def failure_in(note: str) -> Failure | None:
    """The failure of the task whose order is over with this note; None where the next engine is to be asked."""
    return _FINAL.get(note.partition(":")[0])


def is_circle(note: str) -> bool:
    """Whether an order is over because servers are routed to each other."""
    return ErrorKind.ROUTING_LOOP.value in note


def failure_of(history: Iterable[Operation]) -> Failure:
    """The failure of a task that nobody is left for, by the orders that were put for it."""
    notes = [one.note for one in history]
    if any(failure_in(note) == REFUSED for note in notes):
        return REFUSED
    return IN_A_CIRCLE if any(is_circle(note) for note in notes) else EXHAUSTED
