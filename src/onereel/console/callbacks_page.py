"""Callbacks: `/console/callbacks`: what was told to whom, how quick they answered, and sending it again.

Not here: sending (`onereel.callbacks`).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from onereel.console.charts import draw_columns, draw_latencies, first_of
from onereel.console.desk import Desk, Visit, go_to
from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.tries import latency_within
from onereel.errors import Conflict, ErrorKind, RequestError
from onereel.server.callback_routes import DELIVERY_ID
from onereel.server.records import bare_address
from onereel.server.task_routes import TASK_ID
from onereel.store.base import DeliveryFilter

_PAGE: Final = 40
_MOST_WAITING: Final = 99
_HOURS: Final = 48
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbacksPage:
    """The handlers, with what they use."""

    desk: Desk

    async def show(self, visit: Visit) -> Response:
        """`GET /console/callbacks`."""
        parameters = visit.request.query_params
        state, before, task_id = (parameters.get(name, "") for name in ("state", "before", "task"))
        wanted = DeliveryFilter(
            key_id=visit.reach,
            task_id=task_id if TASK_ID.fullmatch(task_id) else None,
            state=DeliveryState(state) if state in list(DeliveryState) else None,
            before=before if DELIVERY_ID.fullmatch(before) else None,
        )
        found = await self.desk.store.deliveries.page(wanted, limit=_PAGE + 1)
        shown = found[:_PAGE]
        return self.desk.page(
            visit,
            "callbacks.html",
            deliveries=shown,
            more=_older(wanted, shown[-1].id) if len(found) > _PAGE else "",
            state=wanted.state or "",
            states=[one.value for one in DeliveryState],
            bare=bare_address,
            **await self._figures(visit),
        )

    async def _figures(self, visit: Visit) -> dict[str, Any]:
        """How tries have gone: figures of a day, charts of two. Counted by the hour; no callback is read for them."""
        now, deliveries = self.desk.now(), self.desk.store.deliveries
        tries = await deliveries.tries(since=first_of(now, span=_HOUR, count=_HOURS), key_id=visit.reach)
        recent = [tally for tally in tries if tally.start > now - _DAY]
        answered = [tally for tally in recent if tally.is_delivered]
        waiting = await deliveries.page(
            DeliveryFilter(key_id=visit.reach, state=DeliveryState.PENDING), limit=_MOST_WAITING + 1
        )
        return {
            "waiting": f"{_MOST_WAITING}+" if len(waiting) > _MOST_WAITING else str(len(waiting)),
            "delivered": sum(tally.count for tally in answered),
            "failed": sum(tally.count for tally in recent if not tally.is_delivered),
            "usual": latency_within(answered, 0.5),
            "slow": latency_within(answered, 0.95),
            "by_hour": draw_columns(
                tries,
                now=now,
                span=_HOUR,
                count=_HOURS,
                kind_of=lambda tally: "delivered" if tally.is_delivered else "failed",
                amount_of=lambda tally: tally.count,
                kinds=("delivered", "failed"),
            ),
            "latencies": draw_latencies((tally for tally in tries if tally.is_delivered), now=now, count=_HOURS),
        }

    async def one(self, visit: Visit) -> Response:
        """`GET /console/callbacks/{id}`."""
        delivery = await self._find(visit)
        return self.desk.page(
            visit,
            "callback.html",
            delivery=delivery,
            address=bare_address(delivery.url),
            body=delivery.body.decode("utf-8", "replace"),
        )

    async def again(self, visit: Visit) -> Response:
        """`POST /console/callbacks/{id}/again`: send once more what was delivered or given up."""
        delivery = await self._find(visit)
        if delivery.state is not DeliveryState.PENDING:
            with suppress(Conflict):  # somebody else has asked for it this moment, which comes to the same
                await self.desk.store.deliveries.record(delivery, delivery.again(at=self.desk.now()))
        return go_to(visit, f"/console/callbacks/{delivery.id}")

    async def _find(self, visit: Visit) -> Delivery:
        delivery = await self.desk.store.deliveries.get(visit.request.path_params["id"])
        if delivery is None or visit.reach not in (None, delivery.key_id):
            raise RequestError(ErrorKind.NOT_FOUND, "There is no callback of yours with this id.", field="id")
        return delivery


def _older(wanted: DeliveryFilter, last: str) -> str:
    named = {"state": wanted.state, "task": wanted.task_id, "before": last}
    return f"/console/callbacks?{urlencode({name: value for name, value in named.items() if value})}"
