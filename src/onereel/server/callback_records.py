"""What the record of a callback looks like, and how it is made out of a delivery.

Not here: the paths that answer it (`callback_routes.py`), or secrets; a signature is made anew at every try.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from onereel.domain.delivery import Delivery, DeliveryState
from onereel.server.records import StateName, bare_address

DeliveryStateName = Annotated[str, Meta(extra_json_schema={"enum": [state.value for state in DeliveryState]})]


class CallbackRecord(Struct, frozen=True, kw_only=True):
    """One callback. Times are RFC 3339, UTC."""

    id: str
    """The `webhook-id` of every try."""
    object: Literal["callback"] = "callback"
    task_id: str
    """The `id` of the task's record."""
    key_id: str | UnsetType = UNSET
    """The owner; only for operators."""
    sequence: int
    """1, 2, … within the task; they go out in this order."""
    task_state: StateName
    """What is told."""
    url: str
    """Without its query and user name, which may hold secrets."""
    body: str
    """JSON text, as it is sent."""
    state: DeliveryStateName
    tries: int
    status: int | None
    """HTTP status of the last answer."""
    error: str | None
    """Why the last try failed."""
    latency_ms: int | None
    """How long the last try took, in milliseconds."""
    created_at: datetime
    due_at: datetime | None
    """When the next try may start; null where there is none."""
    finished_at: datetime | None


class CallbackList(Struct, frozen=True, kw_only=True):
    """One page of callbacks, newest first."""

    object: Literal["list"] = "list"
    data: list[CallbackRecord]
    has_more: bool
    next_after: str | None
    """The `after` of the next page; null on the last one."""


def describe_delivery(delivery: Delivery, *, shows_owner: bool) -> CallbackRecord:
    """The record of a callback."""
    return CallbackRecord(
        id=delivery.id,
        task_id=delivery.task_id,
        key_id=delivery.key_id if shows_owner else UNSET,
        sequence=delivery.sequence,
        task_state=delivery.task_state.value,
        url=bare_address(delivery.url),
        body=delivery.body.decode("utf-8", "replace"),
        state=delivery.state.value,
        tries=delivery.tries,
        status=delivery.status,
        error=delivery.error,
        latency_ms=delivery.latency_ms,
        created_at=delivery.created_at,
        due_at=delivery.due_at if delivery.state is DeliveryState.PENDING else None,
        finished_at=delivery.finished_at,
    )
