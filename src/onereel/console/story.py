"""What has happened to a task and what it costs, line by line, as its page tells it.

Not here: the page (`task_page.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.event import Event
from onereel.domain.ledger import Entry, EntryKind, end_for
from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import State, Task
from onereel.server.records import Details, bare_address


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    kind: str
    """What happened, as the words are called in `words/`: `timeline.<kind>`."""
    number: int = 0
    """Which attempt, order or callback it was."""
    detail: str = ""
    after: timedelta | None = None
    """Since the line before."""
    tone: str = "plain"
    """plain, good or bad."""
    lost: tuple[str, ...] = ()
    """What of the wish cannot be done where an order was put."""
    price: str = ""
    """What a vendor says that it costs there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostLine:
    """One line of what a task costs."""

    kind: str
    """As the words are called: `cost.<kind>`."""
    amount: int
    """Millionths of one CNY; what is given back is negative."""
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceLine:
    """What the price is made of."""

    kind: str
    """As the words are called: `cost.<kind>`."""
    count: int
    unit: int
    """The price of one, in millionths of one CNY."""


def tell(details: Details) -> list[Moment]:
    """Everything in the order in which it happened."""
    moments = [
        *(_of_event(event, is_first=number == 0) for number, event in enumerate(details.events)),
        *(moment for order in details.orders for moment in _of_order(order)),
        *(moment for delivery in details.deliveries for moment in _of_delivery(delivery)),
    ]
    ordered = sorted(moments, key=lambda moment: moment.at)
    befores = [None, *(moment.at for moment in ordered)]
    return [
        replace(moment, after=None if before is None else moment.at - before)
        for moment, before in zip(ordered, befores, strict=False)
    ]


def explain_cost(entries: Sequence[Entry]) -> list[CostLine]:
    """The price, what of it was given back, and what was paid."""
    lines = []
    for entry in entries:
        if entry.kind is EntryKind.HOLD:
            lines.append(CostLine(kind="held", amount=entry.held, at=entry.at))
            continue
        if entry.available:
            lines.append(CostLine(kind="released", amount=-entry.available, at=entry.at))
        if entry.kind is EntryKind.CAPTURE:
            lines.append(CostLine(kind="paid", amount=entry.spent, at=entry.at))
    return lines


def cost_of(task: Task) -> int:
    """What the task costs as it stands, in millionths of one CNY: its price, then what was paid in the end."""
    end = end_for(task)
    return task.charge.cost if end is None else end.spent


def explain_price(task: Task) -> PriceLine:
    """How the price comes about: so many of the provider's credits, or so many seconds."""
    charge = task.charge
    if charge.credits:
        return PriceLine(kind="credits", count=charge.credits, unit=charge.cost // charge.credits)
    seconds = max(1, round(task.request.seconds))
    return PriceLine(kind="seconds", count=seconds, unit=charge.cost // seconds)


def as_accepted(task: Task) -> Task:
    """The task as it was when its submit was answered."""
    return replace(
        task,
        state=State.QUEUED,
        attempt=0,
        strikes=0,
        updated_at=task.created_at,
        started_at=None,
        finished_at=None,
        failure=None,
        result=None,
    )


def running_time(task: Task, *, now: datetime) -> timedelta:
    """From acceptance to the end, or until now."""
    return max((task.finished_at or now) - task.created_at, timedelta())


def _of_event(event: Event, *, is_first: bool) -> Moment:
    kind = {
        State.QUEUED: "accepted" if is_first else "queued_again",
        State.RUNNING: "started",
        State.SUCCEEDED: "stored",
        State.FAILED: "failed",
        State.CANCELLED: "cancelled",
    }[event.state]
    tone = {State.SUCCEEDED: "good", State.FAILED: "bad"}.get(event.state, "plain")
    return Moment(at=event.at, kind=kind, number=event.attempt, detail=event.note or "", tone=tone)


def _of_order(order: Operation) -> list[Moment]:
    is_priced = order.state in (OperationState.STARTED, OperationState.DONE)
    said = (order.account, order.reference, "" if is_priced else order.note)
    lost = tuple(loss.note for loss in order.losses)
    return [
        Moment(at=order.created_at, kind="ordered", number=order.number, detail=order.account, lost=lost),
        Moment(
            at=order.updated_at,
            kind=f"order_{order.state.value}",
            number=order.number,
            detail=" · ".join(part for part in said if part),
            price=order.note if is_priced else "",
        ),
    ]


def _of_delivery(delivery: Delivery) -> list[Moment]:
    if delivery.finished_at is None or delivery.state is DeliveryState.PENDING:
        detail = delivery.error or bare_address(delivery.url)
        return [Moment(at=delivery.created_at, kind="callback_pending", number=delivery.sequence, detail=detail)]
    is_good = delivery.state is DeliveryState.DELIVERED
    parts = (f"HTTP {delivery.status}" if delivery.status else "", delivery.error or "")
    return [
        Moment(
            at=delivery.finished_at,
            kind="callback_delivered" if is_good else "callback_gave_up",
            number=delivery.sequence,
            detail=" · ".join(part for part in parts if part),
            tone="good" if is_good else "bad",
        )
    ]
