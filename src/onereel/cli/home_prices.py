"""What the installed server would charge, without one that runs.

Not here: prices (each provider's `models.py`). This file needs the packages of `onereel[server]`.
"""

from random import Random

import msgspec

from onereel.catalog import Catalog
from onereel.cli.ending import refuse
from onereel.client.dialects.base import Body
from onereel.client.estimating import Estimate, read_estimate
from onereel.domain.clock import system_clock
from onereel.errors import RequestError
from onereel.providers.reading import parse_body
from onereel.providers.registry import build_dialects
from onereel.server.estimate_routes import estimate


def estimate_here(body: Body) -> Estimate:
    """The answer of `POST /v1/estimates`, by the code that answers there."""
    catalog = Catalog(build_dialects(clock=system_clock, random=Random(0)))  # noqa: S311 - nothing is kept
    try:
        record = estimate(catalog, parse_body(msgspec.json.encode(body)))
    except RequestError as error:
        refuse(error.message)
    return read_estimate(msgspec.to_builtins(record))
