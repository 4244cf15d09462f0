"""What the neutral record of a task looks like, the same for every dialect, and how it is made out of a task.

Not here: the paths that answer it (`task_routes.py`), or callbacks (`callback_records.py`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import UNSET, Meta, Struct, UnsetType

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.event import Event
from onereel.domain.ledger import Entry, end_for, hold_for
from onereel.domain.operation import Operation, OperationState
from onereel.domain.task import Failure, Result, State, Task
from onereel.linking import VIDEO_LINK_LIFE
from onereel.providers.base import Links
from onereel.server.money import write_cny

StateName = Annotated[str, Meta(extra_json_schema={"enum": [state.value for state in State]})]


class RequestSummary(Struct, frozen=True, kw_only=True):
    """What was asked for, in our own words."""

    prompt: str
    negative_prompt: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    seconds: float
    """Length of the video."""
    frame_rate: int
    """Frames a second."""
    seed: int
    """Drawn by the server where the request named none."""
    sound: str
    """silent, generated, music, or track for the caller's own."""
    has_first_frame: bool
    has_last_frame: bool


class CostRecord(Struct, frozen=True, kw_only=True):
    """What the task costs; the three amounts add up to its price."""

    held: str
    """Set aside while the task is open; decimal text."""
    captured: str
    """Paid for what was made; decimal text."""
    released: str
    """Given back at the end; decimal text."""
    currency: Literal["CNY"] = "CNY"
    unit: str = "1 is one CNY; six decimal places"


class ResultRecord(Struct, frozen=True, kw_only=True):
    """The media, and what the file of the video truly holds."""

    url: str
    """The video; a signed link."""
    cover_url: str
    watermarked_url: str | None
    """The marked twin, where one was asked for."""
    seconds: float
    width: int
    height: int
    frame_rate: float
    size_bytes: int
    has_audio: bool
    sha256: str | None
    """Of the video's file, hex; null for a video that was made before checksums were kept."""
    expires_at: datetime
    """Until when the links to the videos are good."""


class ErrorRecord(Struct, frozen=True, kw_only=True):
    """Why there is no video."""

    code: str
    """Stable."""
    message: str


class DeliveryCounts(Struct, frozen=True, kw_only=True):
    """How many callbacks of the task stand how."""

    pending: int
    delivered: int
    gave_up: int


class CallbackSummary(Struct, frozen=True, kw_only=True):
    """Where the task is told of."""

    url: str
    """Without its query and user name, which may hold secrets."""
    deliveries: DeliveryCounts | UnsetType = UNSET
    """Only in the single record."""


class EventRecord(Struct, frozen=True, kw_only=True):
    """One change of state."""

    state: StateName
    attempt: int
    at: datetime
    note: str | None
    """The code of the failure, where there was one."""


class LossRecord(Struct, frozen=True, kw_only=True):
    """Something of a request that a vendor cannot do."""

    field: str
    note: str


class OrderRecord(Struct, frozen=True, kw_only=True):
    """One order that was put to an account of a vendor."""

    number: int
    account: str
    state: Literal["intended", "started", "unclear", "done", "over"]
    """Where it is unclear, an operator is to decide: `onereel tasks resolve`."""
    reference: str
    """What the vendor calls it; empty before it has said so."""
    note: str
    """What the vendor said last."""
    losses: list[LossRecord]
    """What of the request it cannot do, and does otherwise."""
    created_at: datetime
    updated_at: datetime


class TaskRecord(Struct, frozen=True, kw_only=True):
    """One task. Times are RFC 3339, UTC."""

    id: str
    """Ours, time-ordered."""
    object: Literal["task"] = "task"
    provider: str
    model: str
    task_id: str
    """The id that the submit was answered with, in the provider's shape."""
    request_id: str
    """The id of the reply to the submit."""
    key_id: str | UnsetType = UNSET
    """The owner; only for operators."""
    state: StateName
    progress: int
    """0 to 100."""
    request: RequestSummary
    created_at: datetime
    started_at: datetime | None
    """When the first attempt began."""
    finished_at: datetime | None
    deadline_at: datetime | None
    """When the task is failed if it is still open."""
    attempts: int
    """How many times an engine was started on it."""
    strikes: int
    """How many attempts ended with an engine or a worker that was gone."""
    cost: CostRecord
    result: ResultRecord | None
    error: ErrorRecord | None
    callback: CallbackSummary | None
    events: list[EventRecord] | UnsetType = UNSET
    """Oldest first; only in the single record."""
    losses: list[LossRecord] | UnsetType = UNSET
    """What of the request its engine cannot do, and does otherwise; only in the single record, where there is any."""
    orders: list[OrderRecord] | UnsetType = UNSET
    """What was put to vendors for it, oldest first; only in the single record, for operators, where there are any."""


class TaskList(Struct, frozen=True, kw_only=True):
    """One page of tasks, newest first."""

    object: Literal["list"] = "list"
    data: list[TaskRecord]
    has_more: bool
    next_after: str | None
    """The `after` of the next page; null on the last one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """What the single record tells and a list does not, as the store has it."""

    entries: Sequence[Entry]
    events: Sequence[Event]
    deliveries: Sequence[Delivery]
    orders: Sequence[Operation] = ()


def describe_task(
    task: Task, *, links: Links, share: float, shows_owner: bool, details: Details | None = None
) -> TaskRecord:
    """The record of a task. `share` is how much of its work is done, 0.0 to 1.0; without `details` it is a list's."""
    return TaskRecord(
        id=task.id,
        provider=task.provider,
        model=task.model,
        task_id=task.public_id,
        request_id=task.request_id,
        key_id=task.key_id if shows_owner else UNSET,
        state=task.state.value,
        progress=_progress(task, share),
        request=_summarise(task),
        created_at=task.created_at,
        started_at=task.started_at,
        finished_at=task.finished_at,
        deadline_at=task.deadline_at,
        attempts=task.attempt,
        strikes=task.strikes,
        cost=add_up(_expected_entries(task) if details is None else details.entries),
        result=None if task.result is None else _describe_result(task, task.result, links),
        error=None if task.failure is None else _describe_failure(task.failure),
        callback=None if task.callback_url is None else _describe_callback(task.callback_url, details),
        events=UNSET if details is None else [_describe_event(event) for event in details.events],
        losses=_describe_losses(details) if details else UNSET,
        orders=_describe_orders(details) if details and shows_owner else UNSET,
    )


def add_up(entries: Sequence[Entry]) -> CostRecord:
    """What the entries of one task come to."""
    return CostRecord(
        held=write_cny(sum(entry.held for entry in entries)),
        captured=write_cny(sum(entry.spent for entry in entries)),
        released=write_cny(sum(max(entry.available, 0) for entry in entries)),
    )


def bare_address(url: str) -> str:
    """An address without user name, password, query and fragment."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _expected_entries(task: Task) -> list[Entry]:
    """What the ledger holds of a task, without asking it: each change of a task writes exactly this."""
    end = end_for(task)
    return [hold_for(task)] if end is None else [hold_for(task), end]


def _progress(task: Task, share: float) -> int:
    if task.state is State.SUCCEEDED:
        return 100
    return int(share * 100) if task.state is State.RUNNING else 0


def _summarise(task: Task) -> RequestSummary:
    request = task.request
    return RequestSummary(
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        width=request.width,
        height=request.height,
        seconds=round(request.seconds, 3),
        frame_rate=request.frame_rate,
        seed=request.seed,
        sound=request.sound.value,
        has_first_frame=request.first_frame is not None,
        has_last_frame=request.last_frame is not None,
    )


def _describe_result(task: Task, result: Result, links: Links) -> ResultRecord:
    facts = result.video.facts
    return ResultRecord(
        url=links.video,
        cover_url=links.cover,
        watermarked_url=links.watermarked if result.watermarked else None,
        seconds=round(float(facts.seconds), 3),
        width=facts.width,
        height=facts.height,
        frame_rate=round(float(facts.frame_rate), 3),
        size_bytes=facts.size_bytes,
        has_audio=facts.has_audio,
        sha256=result.video.sha256 or None,
        expires_at=(task.finished_at or task.updated_at) + VIDEO_LINK_LIFE,
    )


def _describe_failure(failure: Failure) -> ErrorRecord:
    return ErrorRecord(code=failure.code, message=failure.message)


def _describe_callback(url: str, details: Details | None) -> CallbackSummary:
    if details is None:
        return CallbackSummary(url=bare_address(url))
    counts = Counter(delivery.state for delivery in details.deliveries)
    return CallbackSummary(
        url=bare_address(url),
        deliveries=DeliveryCounts(
            pending=counts[DeliveryState.PENDING],
            delivered=counts[DeliveryState.DELIVERED],
            gave_up=counts[DeliveryState.GAVE_UP],
        ),
    )


def _describe_losses(details: Details) -> list[LossRecord] | UnsetType:
    """Of the newest order, unless that has come to nothing."""
    newest = details.orders[-1] if details.orders else None
    if newest is None or newest.state is OperationState.OVER:
        return UNSET
    return _list_losses(newest) or UNSET


def _list_losses(order: Operation) -> list[LossRecord]:
    return [LossRecord(field=loss.field, note=loss.note) for loss in order.losses]


def _describe_orders(details: Details) -> list[OrderRecord] | UnsetType:
    return [_describe_order(order) for order in details.orders] or UNSET


def _describe_order(order: Operation) -> OrderRecord:
    return OrderRecord(
        number=order.number,
        account=order.account,
        state=order.state.value,
        reference=order.reference,
        note=order.note,
        losses=_list_losses(order),
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def _describe_event(event: Event) -> EventRecord:
    return EventRecord(state=event.state.value, attempt=event.attempt, at=event.at, note=event.note)
