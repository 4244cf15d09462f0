"""One order that was put to an account of a vendor, written down before the vendor is called, so that none is paid
twice.

Not here: what is said to a vendor (`onereel.upstreams`), or who calls it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class OperationState(StrEnum):
    """Where an order stands."""

    INTENDED = "intended"
    """About to be sent, or sent and not answered: it may have been taken."""
    STARTED = "started"
    """The vendor has said that it has it."""
    UNCLEAR = "unclear"
    """Nobody can say whether it was taken; an operator is to decide."""
    DONE = "done"
    """The vendor has made the video."""
    OVER = "over"
    """It will come to nothing: refused, failed, cancelled, or never taken."""

    @property
    def is_open(self) -> bool:
        """Whether the vendor may be at work on it, and paid for it."""
        return self in {OperationState.INTENDED, OperationState.STARTED, OperationState.UNCLEAR}


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """Something of a wish that whom it is put to cannot do."""

    field: str
    """In our own words, as in VideoRequest."""
    note: str
    essential: bool = False
    """Whether the wish is pointless without it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One order. All times are aware and in UTC."""

    task_id: str
    number: int
    """1, 2, … within its task."""
    account: str
    """The operator's name for whom it was put to."""
    state: OperationState = OperationState.INTENDED
    reference: str = ""
    """What the vendor calls it, once it has said so."""
    note: str = ""
    """What the vendor said last, for the operator's eyes: a code and words, or what it costs."""
    losses: tuple[Loss, ...] = ()
    """What of the wish the vendor cannot do."""
    created_at: datetime
    updated_at: datetime

    def started(self, reference: str, *, note: str, at: datetime) -> "Operation":
        """The order once the vendor has taken it."""
        return replace(self, state=OperationState.STARTED, reference=reference, note=note, updated_at=at)

    def unclear(self, note: str, *, at: datetime) -> "Operation":
        """The order once it is certain that nobody can say."""
        return replace(self, state=OperationState.UNCLEAR, note=note, updated_at=at)

    def done(self, note: str, *, at: datetime) -> "Operation":
        """The order once there is a video."""
        return replace(self, state=OperationState.DONE, note=note or self.note, updated_at=at)

    def over(self, note: str, *, at: datetime) -> "Operation":
        """The order once it has come to nothing."""
        return replace(self, state=OperationState.OVER, note=note, updated_at=at)
