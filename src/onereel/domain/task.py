"""One accepted request and its life: which states there are and which may follow which.

Not here: how a state is stored (`onereel.store`) or what a provider calls it (each dialect's status table).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from onereel.domain.media import Picture, StoredVideo
from onereel.domain.request import VideoRequest
from onereel.domain.usage import Charge

SKETCH_LANE: Final = "sketch"
"""Of tasks that the embedded engine draws."""
UPSTREAM_LANE: Final = "upstream"
"""Of tasks that are first put to somebody else."""


class State(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    """Accepted and on disk; nobody works on it."""
    RUNNING = "running"
    """An engine works on it."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing can follow."""
        return not TRANSITIONS[self]


TRANSITIONS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.FAILED, State.CANCELLED}),
    State.RUNNING: frozenset({State.QUEUED, State.SUCCEEDED, State.FAILED, State.CANCELLED}),
    State.SUCCEEDED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""Which state may follow which. RUNNING goes back to QUEUED when its worker is gone or is to try again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why a task failed. A value, not an exception: the system did its work, the generation did not succeed."""

    code: str
    """Stable and in our own words; a dialect may translate it."""
    message: str
    """Fit for the caller's eyes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The media of a task that succeeded."""

    video: StoredVideo
    cover: Picture
    watermarked: StoredVideo | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One accepted request. All times are aware and in UTC."""

    id: str
    """Ours, time-ordered; never shown in a dialect's reply."""
    key_id: str
    """The owner; for any other key the task does not exist."""
    provider: str
    model: str
    public_id: str
    """The id that the client was given, in the provider's shape."""
    request_id: str
    """The `request_id` of the reply to the submit."""
    request: VideoRequest
    echo: bytes
    """JSON of the fields that the dialect repeats in its replies; opaque to everyone else."""
    charge: Charge
    callback_url: str | None = None
    passed: tuple[str, ...] = ()
    """The servers that it came through before this one, the first of them first; see `domain/passage.py`."""
    state: State = State.QUEUED
    lane: str = SKETCH_LANE
    """Which workers may take it: those that serve this lane."""
    deadline_at: datetime | None = None
    """When it is failed, whatever it is doing then; none stays open for ever."""
    attempt: int = 0
    """How many times an engine was started on it. Fences workers that lost it."""
    strikes: int = 0
    """How many of those attempts ended with an engine or a worker that was gone, which the task may have caused."""
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None = None
    """When the first engine started."""
    finished_at: datetime | None = None
    failure: Failure | None = None
    result: Result | None = None

    @property
    def standing(self) -> tuple[State, int]:
        """State and attempt, which every change of a task changes."""
        return self.state, self.attempt

    def start(self, *, at: datetime) -> "Task":
        """The task as it is once an engine has taken it up."""
        return replace(
            self,
            state=State.RUNNING,
            attempt=self.attempt + 1,
            started_at=self.started_at or at,
            updated_at=at,
        )

    def requeue(self, *, at: datetime, strike: bool = False) -> "Task":
        """The task as it is once its worker is gone, or is to try again; `strike` when the attempt came to grief."""
        return replace(self, state=State.QUEUED, updated_at=at, strikes=self.strikes + strike)

    def succeed(self, result: Result, *, at: datetime) -> "Task":
        """The task as it is once its media are stored."""
        return replace(self, state=State.SUCCEEDED, result=result, updated_at=at, finished_at=at)

    def fail(self, failure: Failure, *, at: datetime) -> "Task":
        """The task as it is once it is certain that there will be no video."""
        return replace(self, state=State.FAILED, failure=failure, updated_at=at, finished_at=at)

    def cancel(self, *, at: datetime) -> "Task":
        """The task as it is once its owner has no more use for it."""
        return replace(self, state=State.CANCELLED, updated_at=at, finished_at=at)
