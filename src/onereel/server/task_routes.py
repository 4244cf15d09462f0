"""What the paths of task records answer: list, show, cancel; the same for every dialect.

Not here: what a record looks like (`records.py`), or what cancelling does (`onereel.gateway`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from onereel.domain.task import State, Task
from onereel.errors import RequestError
from onereel.gateway import Gateway, Snapshot
from onereel.providers.base import SubmitModel
from onereel.server.auth import authenticate, reach_of
from onereel.server.bodies import json_response
from onereel.server.parameters import Parameters, chosen_key
from onereel.server.records import Details, TaskList, TaskRecord, describe_task
from onereel.store.base import DeliveryFilter, Key, Store, TaskFilter

TASK_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PARAMETERS: Final = ("limit", "after", "model", "state", "since", "until", "key_id")
_STATES: Final = tuple(state.value for state in State)
_DELIVERIES: Final = 100
"""Far more callbacks than one task can have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRoutes:
    """The handlers, with what they use."""

    gateway: Gateway
    store: Store
    share: Callable[[str], float]
    """How much of a running task's work is done, 0.0 to 1.0, by its id."""

    async def page(self, request: Request) -> Response:
        """`GET /v1/tasks`: the newest of one's own tasks; an operator's key sees everybody's."""
        key = await authenticate(request, keys=self.store.keys)
        wanted, limit = self._read_filter(request, key)
        found = await self.store.tasks.page(wanted, limit=limit + 1)
        records = [self._describe(task, self.share(task.id), key) for task in found[:limit]]
        has_more = len(found) > limit
        return json_response(TaskList(data=records, has_more=has_more, next_after=records[-1].id if has_more else None))

    async def one(self, request: Request) -> Response:
        """`GET` and `DELETE /v1/tasks/{id}`; one path, so that a 405 there names both."""
        return await (self.cancel(request) if request.method == "DELETE" else self.show(request))

    async def show(self, request: Request) -> Response:
        """`GET /v1/tasks/{id}`: one task, with its events; by our id or the provider's."""
        key = await authenticate(request, keys=self.store.keys)
        snapshot = await find_task(self.gateway, request.path_params["id"], key)
        return await self._answer(snapshot.task, snapshot.share, key)

    async def cancel(self, request: Request) -> Response:
        """`DELETE /v1/tasks/{id}` and `POST /v1/tasks/{id}/cancel`: nothing is charged, and the drawing stops."""
        key = await authenticate(request, keys=self.store.keys)
        snapshot = await find_task(self.gateway, request.path_params["id"], key)
        task = await self.gateway.cancel(snapshot.task.id, key_id=reach_of(key))
        return await self._answer(task, 0.0, key)

    def _read_filter(self, request: Request, key: Key) -> tuple[TaskFilter, int]:
        parameters = Parameters(request.query_params, known=_PARAMETERS)
        state = parameters.choice("state", _STATES)
        wanted = TaskFilter(
            key_id=chosen_key(parameters, key),
            model=parameters.choice("model", self._submitting_models()),
            state=None if state is None else State(state),
            since=parameters.moment("since"),
            until=parameters.moment("until"),
            before=parameters.after(TASK_ID),
        )
        return wanted, parameters.limit()

    def _submitting_models(self) -> tuple[str, ...]:
        return tuple(card.id for card in self.gateway.catalog.cards if isinstance(card, SubmitModel))

    async def _answer(self, task: Task, share: float, key: Key) -> Response:
        return json_response(self._describe(task, share, key, await read_details(self.store, task)))

    def _describe(self, task: Task, share: float, key: Key, details: Details | None = None) -> TaskRecord:
        return describe_task(
            task, links=self.gateway.links(task), share=share, shows_owner=key.is_operator, details=details
        )


async def find_task(gateway: Gateway, reference: str, key: Key) -> Snapshot:
    """The task that a key may see under this reference. Raises RequestError(TASK_NOT_FOUND).

    The ids of providers name one task for one key, so an operator finds by them only what is the operator's own.
    """
    try:
        return await gateway.find_own(reference, key_id=reach_of(key))
    except RequestError:
        if not key.is_operator:
            raise
    return await gateway.find_own(reference, key_id=key.id)


async def read_details(store: Store, task: Task) -> Details:
    """What the single record tells beyond the task itself."""
    has_callback = task.callback_url is not None
    return Details(
        entries=await store.ledger.entries(task.id),
        events=await store.tasks.events(task.id),
        orders=await store.operations.of_task(task.id),
        deliveries=await store.deliveries.page(DeliveryFilter(task_id=task.id), limit=_DELIVERIES)
        if has_callback
        else (),
    )
