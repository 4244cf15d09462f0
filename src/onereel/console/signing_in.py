"""The way in and out, and what a visitor may set for their own eyes: language and colours.

Not here: the cookie (`session.py`).
"""

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onereel.console.desk import THEME_COOKIE, THEMES, Desk
from onereel.console.guard import comes_from_here
from onereel.console.session import PATH
from onereel.console.submitted import read_form
from onereel.console.wording import COOKIE, LANGUAGES, Wording, choose_language
from onereel.errors import RequestError
from onereel.keys import digest_key
from onereel.server.bodies import STATUS

_A_YEAR: Final = 365 * 24 * 3600
_START: Final = "/console"


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningIn:
    """The handlers, with what they use."""

    desk: Desk

    async def show(self, request: Request) -> Response:
        """`GET /console/sign-in`."""
        return self._page(request, wanted=request.query_params.get("next", _START))

    async def sign_in(self, request: Request) -> Response:
        """`POST /console/sign-in`."""
        address = request.client.host if request.client else ""
        wait = self.desk.refusals.wait(address)
        if wait is not None:
            return self._page(request, status=429, problem="too_many", wait=wait)
        if not comes_from_here(request):
            return self._page(request, status=403, problem="foreign")
        try:
            form = await read_form(request)
        except RequestError as error:
            return self._page(request, status=STATUS.get(error.kind, 400), problem="malformed")
        wanted = form.get("next", _START)
        key = await self.desk.store.keys.find(digest_key(form.get("key", "").strip()))
        if key is None or key.revoked_at is not None:
            self.desk.refusals.note(address)
            return self._page(request, status=401, problem="unknown", wanted=wanted)
        response = RedirectResponse(_inside(wanted), status_code=303)
        self.desk.sessions.begin(response, key)
        return response

    async def sign_out(self, request: Request) -> Response:
        """`POST /console/sign-out`."""
        response = RedirectResponse("/console/sign-in", status_code=303)
        if comes_from_here(request):
            self.desk.sessions.end(response)
        return response

    async def prefer(self, request: Request) -> Response:
        """`POST /console/preferences`: language and colours, which need no sign-in."""
        form = await read_form(request)
        response = RedirectResponse(_inside(form.get("next", _START)), status_code=303)
        for name, value, allowed in (
            (COOKIE, form.get("language"), tuple(LANGUAGES)),
            (THEME_COOKIE, form.get("theme"), THEMES),
        ):
            if value in allowed:
                response.set_cookie(name, value, max_age=_A_YEAR, path=PATH, httponly=True, samesite="lax")
        return response

    def _page(
        self, request: Request, *, status: int = 200, problem: str = "", wanted: str = _START, wait: int = 0
    ) -> Response:
        words = Wording(choose_language(request))
        values: dict[str, Any] = {"problem": problem, "wait": wait, "wanted": _inside(wanted)}
        response = self.desk.renderer.respond(
            "sign_in.html", request, words=words, key=None, status=status, values=values
        )
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response


def _inside(address: str) -> str:
    """The address, if it is one of the console's pages; its beginning otherwise."""
    is_ours = address == _START or address.startswith(("/console/", "/console?"))
    is_plain = address.isascii() and address.isprintable() and "\\" not in address and "//" not in address
    return address if is_ours and is_plain and not address.startswith("/console/sign-in") else _START
