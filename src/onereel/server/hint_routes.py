"""What the paths answer at which vendors call back.

Not here: what a callback is good for (`onereel.hints`).
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from onereel.errors import ErrorKind, RequestError
from onereel.hints import Hints
from onereel.server.bodies import read_body, refuse
from onereel.upstreams.base import Incoming

_MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class HintRoutes:
    """The handler, with what it uses."""

    hints: Hints

    async def take(self, request: Request) -> Response:
        """`POST /callbacks/{upstream}/{account}`: an order has moved on. PixVerse wants `ok` for an answer."""
        incoming = Incoming(
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            headers={name.lower(): value for name, value in request.headers.items()},
            content=await read_body(request, limit=_MOST_BYTES),
        )
        try:
            genuine = await self.hints.take(request.path_params["upstream"], request.path_params["account"], incoming)
        except KeyError as error:
            raise RequestError(ErrorKind.NOT_FOUND, "No account here takes callbacks at this path.") from error
        return PlainTextResponse("ok") if genuine else refuse(401, "not_genuine", "The signature does not match.")
