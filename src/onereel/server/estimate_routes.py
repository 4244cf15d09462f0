"""What `POST /v1/estimates` answers: the price of a submit that is not made.

Not here: the price itself (`onereel.providers.estimating`, which is what charges a submit).
"""

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from onereel.catalog import Catalog
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import SubmitModel
from onereel.providers.estimating import charge_for
from onereel.providers.reading import Parsed, parse_body, read_model_name
from onereel.server.auth import authenticate
from onereel.server.bodies import json_response, read_body
from onereel.server.money import write_cny
from onereel.store.base import KeyStore


class EstimateRecord(Struct, frozen=True, kw_only=True):
    """What a submit would be charged."""

    object: Literal["estimate"] = "estimate"
    model: str
    price: str
    """In CNY, with six decimal places; what would be held until the task has ended."""
    currency: Literal["CNY"] = "CNY"
    tokens: int
    """The same as the reply's `usage` would tell it."""
    credits: int
    """The same in the provider's own unit; 0 where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EstimateRoutes:
    """The handler, with what it uses."""

    catalog: Catalog
    keys: KeyStore
    limit: int
    """Bytes of a body."""

    async def estimate(self, request: Request) -> Response:
        """`POST /v1/estimates`: takes what `POST /v1/responses` takes of a submit."""
        await authenticate(request, keys=self.keys)
        return json_response(estimate(self.catalog, parse_body(await read_body(request, limit=self.limit))))


def estimate(catalog: Catalog, body: Parsed) -> EstimateRecord:
    """The estimate for a submit. Raises RequestError when it will not do, or its model makes no videos."""
    card = catalog.find(read_model_name(body))
    if not isinstance(card, SubmitModel):
        raise RequestError(ErrorKind.INVALID_VALUE, f"{card.id} makes no videos and costs nothing.", field="model")
    return _describe(card.id, charge_for(card, body))


def _describe(model: str, charge: Charge) -> EstimateRecord:
    return EstimateRecord(
        model=model,
        price=write_cny(charge.cost),
        tokens=charge.tokens + charge.prompt_tokens,
        credits=charge.credits,
    )
