"""The console over the in-memory store, asked through its paths without a socket or a browser.

Not here: the parts beneath (`tests/server/world.py`).
"""

import re
from html import unescape

import httpx

from onereel.console.paths import ConsoleOptions, list_console_paths
from onereel.domain.chance import SystemChance
from onereel.server.app import build_app
from tests.server.world import MINE, OPERATOR, THEIRS, World

__all__ = ["MINE", "OPERATOR", "THEIRS", "House", "text_of"]

HOST = "http://here"


class House(World):
    """A world with a console, and a cookie jar for each key."""

    def __init__(self, *, base_url=HOST, lanes=("sketch",), accounts=(), avoided=tuple, **options):
        super().__init__(**options)
        console = list_console_paths(
            self.routes, ConsoleOptions(base_url=base_url, lanes=lanes, accounts=accounts, avoided=avoided)
        )
        self.app = build_app(self.routes, base_url=HOST, random=SystemChance(), beside=console)
        self.cookies: dict[str, dict[str, str]] = {}

    async def visit(self, path, *, key=MINE, headers=None, **fields) -> httpx.Response:
        """A page as somebody sees it; with `fields` a form is sent."""
        return await self._send(path, cookies=await self._cookies(key), headers=headers, fields=fields)

    async def sign_in(self, plain, *, headers=None, **fields) -> httpx.Response:
        """Try to get in."""
        return await self._send("/console/sign-in", headers=headers, fields={"key": plain} | fields)

    async def _cookies(self, key):
        if key is not None and key not in self.cookies:
            self.cookies[key] = dict((await self.sign_in(key)).cookies)
        return self.cookies.get(key, {})

    async def _send(self, path, *, cookies=None, headers=None, fields=None):
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, cookies=cookies) as client:
            if not fields:
                return await client.get(path, headers=headers)
            sent = {"sec-fetch-site": "same-origin", "origin": HOST} if headers is None else headers
            return await client.post(path, data=fields, headers=sent)


def text_of(response) -> str:
    """What somebody reads on a page, without tags, in one line."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
