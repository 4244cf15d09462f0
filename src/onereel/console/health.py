"""How workers and accounts are: what this process knows of itself, and what the store knows of all.

Not here: the page (`overview.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from onereel.console.desk import Desk, Visit
from onereel.domain.delivery import DeliveryState
from onereel.domain.operation import OperationState
from onereel.domain.task import UPSTREAM_LANE
from onereel.domain.workers import WorkerSign
from onereel.engines.upstream.breakers import Avoidance
from onereel.store.base import DeliveryFilter

SILENT: Final = timedelta(seconds=10)
"""Workers that hold a task are heard of every five seconds; after ten their tasks are given to others."""
_ORDERS_OF: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountHealth:
    """The orders of one account in the last 24 hours, and for which models this process leaves it alone."""

    name: str
    started: int
    done: int
    over: int
    unclear: int
    avoided: tuple[Avoidance, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing about it wants an operator's eye."""
        return not (self.avoided or self.unclear or self.over > self.done)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Everything that the overview says of it."""

    lanes: tuple[str, ...]
    """What this process works on."""
    workers: Sequence[WorkerSign] | None
    """Who holds tasks, in all processes; None where there is only this one, or for whom it is no business."""
    accounts: Sequence[AccountHealth]
    knows_breakers: bool
    """Whether this process puts orders to accounts, and so knows which it leaves alone."""
    gave_up: bool
    """Whether any callback was given up."""


async def look(desk: Desk, visit: Visit, *, now: datetime) -> Health:
    """How everything is; what belongs to the operator is left out for everybody else."""
    stuck = DeliveryFilter(key_id=visit.reach, state=DeliveryState.GAVE_UP)
    is_operator = visit.key.is_operator
    return Health(
        lanes=desk.lanes,
        workers=await desk.store.workers() if is_operator else None,
        accounts=await _accounts(desk, now) if is_operator else (),
        knows_breakers=UPSTREAM_LANE in desk.lanes,
        gave_up=bool(await desk.store.deliveries.page(stuck, limit=1)),
    )


async def _accounts(desk: Desk, now: datetime) -> list[AccountHealth]:
    avoided = desk.avoided()
    found = []
    for name in desk.accounts:
        counts = await desk.store.operations.counts(name, since=now - _ORDERS_OF)
        found.append(
            AccountHealth(
                name=name,
                started=counts.get(OperationState.STARTED, 0) + counts.get(OperationState.INTENDED, 0),
                done=counts.get(OperationState.DONE, 0),
                over=counts.get(OperationState.OVER, 0),
                unclear=counts.get(OperationState.UNCLEAR, 0),
                avoided=tuple(one for one in avoided if one.account == name),
            )
        )
    return found
