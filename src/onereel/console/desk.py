"""What all pages share: the parts of the server, who is looking, and how a page is sent.

Not here: what any page shows.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from onereel.assets.base import AssetStore
from onereel.assets.links import LinkSigner
from onereel.console.guard import Refusals, comes_from_here
from onereel.console.rendering import Renderer
from onereel.console.session import Sessions
from onereel.console.wording import Wording, choose_language
from onereel.domain.clock import Clock
from onereel.domain.media import Picture
from onereel.domain.task import Task
from onereel.engines.upstream.breakers import Avoidance
from onereel.errors import ErrorKind, RequestError, StoreError
from onereel.gateway import Gateway
from onereel.server.auth import reach_of
from onereel.server.bodies import STATUS, excuse, retry_header
from onereel.store.base import Key, Store

_logger = logging.getLogger(__name__)

THEMES: Final = ("auto", "light", "dark")
THEME_COOKIE: Final = "onereel_theme"
_LINK_LIFE: Final = timedelta(hours=2)
_LONGEST_ADDRESS: Final = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    request: Request
    key: Key
    words: Wording

    @property
    def reach(self) -> str | None:
        """Whose records may be seen: those of this key id; None for everybody's."""
        return reach_of(self.key)

    @property
    def is_partial(self) -> bool:
        """Whether a page asks for a part of itself."""
        return _is_partial(self.request)


Handler: TypeAlias = Callable[[Visit], Awaitable[Response]]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """The parts of the server that pages use."""

    gateway: Gateway
    store: Store
    assets: AssetStore
    signer: LinkSigner
    clock: Clock
    share: Callable[[str], float]
    sessions: Sessions
    refusals: Refusals
    renderer: Renderer
    base_url: str
    max_body_bytes: int
    lanes: tuple[str, ...]
    accounts: tuple[str, ...]
    avoided: Callable[[], Sequence[Avoidance]]

    def guarded(self, handler: Handler) -> Endpoint:
        """The handler behind a sign-in; what changes something must come from a page of ours."""

        async def endpoint(request: Request) -> Response:
            words = Wording(choose_language(request))
            try:
                key = await self.sessions.find(request)
                if key is None:
                    return _send_to_sign_in(request, words)
                visit = Visit(request=request, key=key, words=words)
                if request.method == "POST" and not comes_from_here(request):
                    return self.page(visit, "refused.html", status=403, reason="foreign", message="")
                return await handler(visit)
            except RequestError as error:
                return self._refuse(request, words, key, error)
            except StoreError as error:
                _logger.exception("store_failed")
                return self._refuse(request, words, None, RequestError(excuse(error).kind, ""))

        return endpoint

    def page(self, visit: Visit, template: str, /, *, status: int = 200, **values: object) -> Response:
        """A page, or a part of one."""
        return self.renderer.respond(
            template, visit.request, words=visit.words, key=visit.key, status=status, values=values
        )

    def _refuse(self, request: Request, words: Wording, key: Key | None, error: RequestError) -> Response:
        """A page that says what was wrong, or one line of it where only a part of a page was asked for."""
        status = STATUS.get(error.kind, 400)
        response: Response
        if _is_partial(request):
            said = words.get(f"refused.{error.kind.value}", words("refused.other"))
            response = PlainTextResponse(said, status_code=status, headers={"Cache-Control": "no-store"})
        else:
            values = {"reason": error.kind.value, "message": error.message}
            response = self.renderer.respond(
                "refused.html", request, words=words, key=key, status=status, values=values
            )
        response.headers.update(retry_header(error) or {})
        return response

    def media(self, asset_id: str) -> str:
        """Where a stored file is, seen from a page; the same for an hour, so that browsers keep what they have."""
        hour = self.clock().replace(minute=0, second=0, microsecond=0)
        link = urlsplit(self.signer.sign(asset_id, expires_at=hour + _LINK_LIFE))
        return f"{link.path}?{link.query}"

    def clip(self, task: Task) -> str:
        """Where the video of a task that succeeded is."""
        return self.media(task.result.video.asset_id) if task.result else ""

    def cover(self, task: Task) -> str:
        """Where the cover of a task that succeeded is."""
        return self.media(task.result.cover.asset_id) if task.result else ""

    def thumb(self, task: Task) -> str:
        """Where a small picture of it is."""
        return f"/console/tasks/{task.id}/thumb" if task.result else ""

    def frame(self, picture: Picture | None) -> str:
        """Where a picture of a request is."""
        return self.media(picture.asset_id) if picture else ""

    async def find_task(self, visit: Visit, task_id: str) -> Task:
        """The task with our own id, if the visitor may see it. Raises RequestError(TASK_NOT_FOUND)."""
        task = await self.store.tasks.get(task_id)
        if task is None or visit.reach not in (None, task.key_id):
            raise RequestError(ErrorKind.TASK_NOT_FOUND, "There is no task of yours with this id.", field="id")
        return task

    def now(self) -> datetime:
        """The time."""
        return self.clock()


def go_to(visit: Visit, address: str) -> Response:
    """After a change: the page that shows what came of it."""
    if visit.is_partial:
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def _is_partial(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _send_to_sign_in(request: Request, words: Wording) -> Response:
    """To the door, and from there back to the page that was open; what was being filled in stays on its page."""
    if not _is_partial(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        address = "/console/sign-in" + (f"?next={quote(wanted, safe='')}" if request.method == "GET" else "")
        return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": "no-store"}
    if request.method != "GET":
        return PlainTextResponse(words("sign_in.over"), status_code=401, headers=headers)
    # Of that address nothing is believed: the door opens on pages of the console only.
    _, found, rest = request.headers.get("hx-current-url", "")[:_LONGEST_ADDRESS].partition("/console")
    address = "/console/sign-in" + (f"?next={quote(found + rest, safe='')}" if found else "")
    return Response(status_code=401, headers=headers | {"HX-Redirect": address})
