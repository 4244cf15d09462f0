"""Serves the documentation: for people at `/docs`, for programs at `/openapi.json`. Made once, at start.

Not here: what it says (`docs.py`, `openapi.py`).
"""

from importlib.resources import files

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from onereel.catalog import Catalog
from onereel.server.bodies import JSON_TYPE
from onereel.server.docs import CONTENT_SECURITY_POLICY, render_docs
from onereel.server.openapi import build_openapi

_HEADERS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "X-Content-Type-Options": "nosniff"}


class HelpPages:
    """The documents, ready to be sent."""

    def __init__(self, catalog: Catalog, *, base_url: str) -> None:
        self._openapi = msgspec.json.encode(build_openapi(catalog, base_url=base_url))
        self._page = render_docs(catalog, base_url=base_url)
        self._style = (files("onereel.server") / "pages" / "style.css").read_text(encoding="utf-8")

    async def openapi(self, _request: Request) -> Response:
        """`GET /openapi.json`."""
        return Response(self._openapi, media_type=JSON_TYPE)

    async def page(self, _request: Request) -> Response:
        """`GET /docs`."""
        return Response(self._page, media_type="text/html", headers=_HEADERS)

    async def style(self, _request: Request) -> Response:
        """`GET /docs/style.css`."""
        return Response(self._style, media_type="text/css", headers=_HEADERS)
