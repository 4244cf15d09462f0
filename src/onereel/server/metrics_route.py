"""`GET /metrics`: what Prometheus collects.

Not here: what is counted (`onereel.metrics`), or how long requests take (`timing.py`).
"""

import logging
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from onereel.domain.clock import Clock
from onereel.errors import ErrorKind, RequestError, StoreError
from onereel.metrics.meters import CONTENT_TYPE, Meters, StoreFigures
from onereel.server.auth import authenticate
from onereel.server.bodies import refuse
from onereel.store.base import Store

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricsRoute:
    """The handler, with what it uses."""

    meters: Meters
    store: Store
    clock: Clock
    access: str
    """Who may look: open, operator, or off."""

    async def show(self, request: Request) -> Response:
        """`GET /metrics`, in Prometheus' text format."""
        if self.access == "off":
            raise RequestError(
                ErrorKind.NOT_FOUND, "There are no metrics here: the operator has turned them off (ONEREEL_METRICS)."
            )
        if self.access == "operator":
            key = await authenticate(request, keys=self.store.keys)
            if not key.is_operator:
                return refuse(
                    403, "access_denied", "Metrics take an operator's key: `onereel keys create --operator` makes one."
                )
        return Response(self.meters.render(await self._read(), at=self.clock()), media_type=CONTENT_TYPE)

    async def _read(self) -> StoreFigures | None:
        try:
            return StoreFigures(open_tasks=await self.store.tasks.summary(), totals=await self.store.ledger.totals())
        except StoreError as error:
            # What was counted in the process is wanted most when the store does not answer.
            _logger.warning("store failed", extra={"action": "store_failed", "error": type(error).__name__})
            return None
