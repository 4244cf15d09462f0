"""One callback on its way: what is told of a task, to which address, and how the tries have gone so far.

Not here: what a body looks like (each dialect), when to try again (`onereel.callbacks.schedule`), or any sending.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from onereel.domain.task import State


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    """To be sent, for the first time or again."""
    DELIVERED = "delivered"
    """The receiver answered with a 2xx status."""
    GAVE_UP = "gave_up"
    """It will not be tried again unless somebody asks for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One callback. All times are aware and in UTC."""

    id: str
    """The `webhook-id`: `msg_` and 32 hex digits, time-ordered; the same at every try."""
    task_id: str
    key_id: str
    """The owner, whose secrets sign it."""
    sequence: int
    """1, 2, … within its task; they go out in this order."""
    task_state: State
    """What is told."""
    url: str
    body: bytes
    """As it is sent and signed, the same at every try."""
    created_at: datetime
    due_at: datetime
    """When the next try may start; pushed ahead while somebody tries."""
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    status: int | None = None
    """HTTP status of the last answer; None when there was none."""
    error: str | None = None
    """Why the last try failed, fit for the caller's eyes."""
    latency_ms: int | None = None
    """How long the last try took, in milliseconds."""
    finished_at: datetime | None = None

    def delivered(self, *, status: int, latency_ms: int, at: datetime) -> "Delivery":
        """The delivery once its receiver has it."""
        return replace(
            self,
            state=DeliveryState.DELIVERED,
            tries=self.tries + 1,
            status=status,
            error=None,
            latency_ms=latency_ms,
            finished_at=at,
        )

    def failed(
        self,
        *,
        status: int | None,
        error: str,
        latency_ms: int | None,
        at: datetime,
        next_at: datetime | None,
    ) -> "Delivery":
        """The delivery after a try that did not succeed; it is given up where there is no `next_at`."""
        return replace(
            self,
            state=DeliveryState.GAVE_UP if next_at is None else DeliveryState.PENDING,
            tries=self.tries + 1,
            status=status,
            error=error,
            latency_ms=latency_ms,
            due_at=next_at or self.due_at,
            finished_at=at if next_at is None else None,
        )

    def again(self, *, at: datetime) -> "Delivery":
        """The delivery once somebody has asked for it again: due now, its tries counted anew."""
        return replace(self, state=DeliveryState.PENDING, tries=0, due_at=at, finished_at=None)
