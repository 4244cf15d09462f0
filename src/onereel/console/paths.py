"""Every path of the console, with who answers there.

Not here: the paths of the API (`onereel.server.app`), which takes these in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onereel.console.callbacks_page import CallbacksPage
from onereel.console.desk import Desk, Handler, Visit
from onereel.console.frames import Frames
from onereel.console.guard import Refusals
from onereel.console.keys_page import KeysPage
from onereel.console.overview import Overview
from onereel.console.playground import Playground
from onereel.console.rendering import Renderer
from onereel.console.session import PURPOSE, Sessions
from onereel.console.signing_in import SigningIn
from onereel.console.statics import StaticFiles
from onereel.console.task_list import TaskList
from onereel.console.task_page import TaskPage
from onereel.console.thumbs import Thumbs
from onereel.engines.upstream.breakers import Avoidance
from onereel.errors import ErrorKind, RequestError
from onereel.server.routes import Routes


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleOptions:
    """What the console must know of the server around it."""

    base_url: str
    """Where clients reach it, for the samples of code."""
    lanes: tuple[str, ...] = ()
    """Which tasks are worked on here."""
    accounts: tuple[str, ...] = ()
    """The operator's accounts with vendors, by name."""
    avoided: Callable[[], Sequence[Avoidance]] = tuple
    """Which of them this process leaves alone at the moment; none, where it puts no orders to them."""
    media_sources: tuple[str, ...] = ()
    """Origins that clips come from, where media are not kept here."""


def list_console_paths(routes: Routes, options: ConsoleOptions) -> list[Route]:
    """The paths of the console over the parts that the API uses, too."""
    statics = StaticFiles()
    desk = _set_up(routes, options, statics)
    signing_in = SigningIn(desk=desk)
    return [
        Route("/console/sign-in", signing_in.show, methods=["GET"]),
        Route("/console/sign-in", signing_in.sign_in, methods=["POST"]),
        Route("/console/sign-out", signing_in.sign_out, methods=["POST"]),
        Route("/console/preferences", signing_in.prefer, methods=["POST"]),
        Route("/console/static/{name}", statics.show, methods=["GET"]),
        *(Route(path, desk.guarded(handler), methods=[method]) for method, path, handler in _pages(desk)),
    ]


def _pages(desk: Desk) -> list[tuple[str, str, Handler]]:
    overview, tasks, task, callbacks = (
        Overview(desk=desk),
        TaskList(desk=desk),
        TaskPage(desk=desk),
        CallbacksPage(desk=desk),
    )
    playground, keys = Playground(desk=desk, tasks=task, frames=Frames(desk=desk)), KeysPage(desk=desk)
    thumbs = Thumbs(desk=desk)
    return [
        ("GET", "/console", overview.show),
        ("GET", "/console/pulse", overview.pulse),
        ("GET", "/console/playground", playground.show),
        ("POST", "/console/playground", playground.submit),
        ("POST", "/console/playground/quote", playground.quote),
        ("POST", "/console/pictures/{provider}", playground.upload),
        ("GET", "/console/tasks", tasks.show),
        ("GET", "/console/tasks/pulse", tasks.pulse),
        ("GET", "/console/tasks/{id}", task.show),
        ("GET", "/console/tasks/{id}/live", task.live),
        ("GET", "/console/tasks/{id}/thumb", thumbs.show),
        ("POST", "/console/tasks/{id}/cancel", task.cancel),
        ("GET", "/console/callbacks", callbacks.show),
        ("GET", "/console/callbacks/{id}", callbacks.one),
        ("POST", "/console/callbacks/{id}/again", callbacks.again),
        ("GET", "/console/keys", keys.show),
        ("POST", "/console/keys", keys.create),
        ("GET", "/console/keys/{id}", keys.one),
        ("POST", "/console/keys/{id}/limits", keys.limit),
        ("POST", "/console/keys/{id}/revoke", keys.revoke),
        ("GET", "/console/{rest:path}", _nothing),
    ]


async def _nothing(visit: Visit) -> Response:
    """Any other path; with a slash too many it may be one of the others."""
    path: str = visit.request.url.path
    if path.endswith("/") and not path.endswith("//"):
        return RedirectResponse(path.removesuffix("/"), status_code=307)
    raise RequestError(ErrorKind.NOT_FOUND, "There is nothing at this path.")


def _set_up(routes: Routes, options: ConsoleOptions, statics: StaticFiles) -> Desk:
    return Desk(
        gateway=routes.gateway,
        store=routes.store,
        assets=routes.assets,
        signer=routes.signer,
        clock=routes.clock,
        share=routes.share,
        sessions=Sessions(
            routes.signer.derive(PURPOSE),
            keys=routes.store.keys,
            clock=routes.clock,
            is_secure=urlsplit(options.base_url).scheme == "https",
        ),
        refusals=Refusals(routes.clock),
        renderer=Renderer(statics, media_sources=options.media_sources),
        base_url=options.base_url,
        max_body_bytes=routes.max_body_bytes,
        lanes=options.lanes,
        accounts=options.accounts,
        avoided=options.avoided,
    )
