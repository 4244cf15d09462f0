"""What the paths of callbacks answer: list, show, send again.

Not here: sending (`onereel.callbacks`), or what a record looks like (`callback_records.py`).
"""

import re
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from onereel.domain.clock import Clock
from onereel.domain.delivery import Delivery, DeliveryState
from onereel.errors import Conflict, ErrorKind, RequestError
from onereel.gateway import Gateway
from onereel.server.auth import authenticate, reach_of
from onereel.server.bodies import json_response, refuse
from onereel.server.callback_records import CallbackList, describe_delivery
from onereel.server.parameters import Parameters, chosen_key
from onereel.server.task_routes import find_task
from onereel.store.base import DeliveryFilter, Key, Store

DELIVERY_ID: Final = re.compile(r"msg_[0-9a-f]{32}", re.ASCII)
_PARAMETERS: Final = ("limit", "after", "task", "state", "key_id")
_STATES: Final = tuple(state.value for state in DeliveryState)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackRoutes:
    """The handlers, with what they use."""

    gateway: Gateway
    store: Store
    clock: Clock

    async def page(self, request: Request) -> Response:
        """`GET /v1/callbacks`: the newest of one's own callbacks; an operator's key sees everybody's."""
        key = await authenticate(request, keys=self.store.keys)
        parameters = Parameters(request.query_params, known=_PARAMETERS)
        limit, state = parameters.limit(), parameters.choice("state", _STATES)
        wanted = DeliveryFilter(
            key_id=chosen_key(parameters, key),
            task_id=await self._read_task(parameters, key),
            state=None if state is None else DeliveryState(state),
            before=parameters.after(DELIVERY_ID),
        )
        found = await self.store.deliveries.page(wanted, limit=limit + 1)
        records = [describe_delivery(one, shows_owner=key.is_operator) for one in found[:limit]]
        has_more = len(found) > limit
        return json_response(
            CallbackList(data=records, has_more=has_more, next_after=records[-1].id if has_more else None)
        )

    async def show(self, request: Request) -> Response:
        """`GET /v1/callbacks/{id}`."""
        key = await authenticate(request, keys=self.store.keys)
        delivery = await self._find(request.path_params["id"], key)
        return json_response(describe_delivery(delivery, shows_owner=key.is_operator))

    async def redeliver(self, request: Request) -> Response:
        """`POST /v1/callbacks/{id}/redeliver`: send once more what was delivered or given up."""
        key = await authenticate(request, keys=self.store.keys)
        delivery = await self._find(request.path_params["id"], key)
        if delivery.state is DeliveryState.PENDING:
            return _still_pending()
        again = delivery.again(at=self.clock())
        try:
            await self.store.deliveries.record(delivery, again)
        except Conflict:
            return _still_pending()  # somebody else has asked for it this moment
        return json_response(describe_delivery(again, shows_owner=key.is_operator))

    async def _find(self, delivery_id: str, key: Key) -> Delivery:
        delivery = await self.store.deliveries.get(delivery_id)
        if delivery is None or reach_of(key) not in (None, delivery.key_id):
            raise RequestError(
                ErrorKind.NOT_FOUND,
                "There is no callback of yours with this id. GET /v1/callbacks lists them.",
                field="id",
            )
        return delivery

    async def _read_task(self, parameters: Parameters, key: Key) -> str | None:
        reference = parameters.text("task")
        if reference is None:
            return None
        try:
            return (await find_task(self.gateway, reference, key)).task.id
        except RequestError as error:
            raise RequestError(error.kind, error.message, field="task") from error


def _still_pending() -> Response:
    return refuse(409, "callback_pending", "This callback is still to be sent; `due_at` says when.", field="id")
