"""What each path answers.

Not here: the paths themselves and what stands around every request (`app.py`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from onereel.assets.base import AssetStore
from onereel.assets.links import LinkSigner, LinkVerdict
from onereel.domain.clock import Clock
from onereel.domain.passage import HEADER, read_passed
from onereel.errors import ErrorKind, RequestError, StoreError
from onereel.gateway import Gateway, Snapshot
from onereel.hints import Hints
from onereel.metrics.meters import Meters
from onereel.providers.base import (
    Dialect,
    QueryModel,
    SubmitModel,
    UploadDialect,
    UploadModel,
    read_query,
)
from onereel.providers.reading import Parsed, parse_body, read_model_name
from onereel.server.auth import authenticate
from onereel.server.bodies import JSON_TYPE, json_response, read_body, refuse, retry_header
from onereel.server.sse import HEADERS, stream_task
from onereel.store.base import Store
from onereel.tracing.base import Tracing

_REFUSALS = {
    LinkVerdict.FORGED: "This link is not genuine: use it exactly as it was given.",
    LinkVerdict.EXPIRED: "This link has expired: links to videos live 24 hours, links to covers 1 hour.",
}
"""The stores behind the providers' own links answer 403 to both."""


def _none_known(_task_id: str) -> float:
    return 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Routes:
    """The handlers, with what they use."""

    gateway: Gateway
    store: Store
    assets: AssetStore
    signer: LinkSigner
    clock: Clock
    max_body_bytes: int
    wait_limit: float
    started_at: int
    """Seconds since 1970; the `created` of every model in the list."""
    meters: Meters = field(default_factory=Meters)
    tracing: Tracing = field(default_factory=Tracing)
    metrics: str = "operator"
    """Who may read the metrics: open, operator, or off."""
    share: Callable[[str], float] = _none_known
    """How much of a running task's work is done, 0.0 to 1.0, by its id."""
    hints: Hints | None = None
    """Who takes the callbacks of vendors; None where no account has any."""

    async def respond(self, request: Request) -> Response:
        """`POST /v1/responses`: every model."""
        key = await authenticate(request, keys=self.store.keys)
        parsed = parse_body(await read_body(request, limit=self.max_body_bytes))
        card = self.gateway.catalog.find(read_model_name(parsed))
        dialect = self.gateway.catalog.dialect(card.provider)
        request_id: str = request.state.request_id
        try:
            match card:
                case SubmitModel():
                    return await self._submit(card, parsed, key_id=key.id, request=request)
                case UploadModel():
                    return await self._upload(card, dialect, parsed, key_id=key.id)
                case QueryModel():
                    return await self._query(card, dialect, parsed, key_id=key.id, request_id=request_id)
        except RequestError as error:
            reference = str(parsed.get("input"))[:64] if isinstance(card, QueryModel) else None
            reply = dialect.write_error(error, request_id=request_id, reference=reference)
            return json_response(reply.body, status=reply.status, headers=retry_header(error))
        raise TypeError(card)

    async def _submit(self, model: SubmitModel, parsed: Parsed, *, key_id: str, request: Request) -> Response:
        outcome = ErrorKind.INTERNAL.value
        try:
            answer = await self.gateway.submit(
                model,
                parsed,
                key_id=key_id,
                request_id=request.state.request_id,
                idempotency_key=request.headers.get("idempotency-key"),
                passed=read_passed(request.headers.getlist(HEADER)),
            )
            outcome = "replayed" if answer.replayed else "accepted"
        except RequestError as error:
            outcome = error.kind.value
            raise
        except StoreError:
            outcome = ErrorKind.UNAVAILABLE.value
            raise
        finally:
            self.meters.submitted(provider=model.provider, model=model.id, outcome=outcome)
        headers = {"Idempotent-Replayed": "true"} if answer.replayed else None
        return Response(answer.body, media_type=JSON_TYPE, headers=headers)

    async def _upload(self, model: UploadModel, dialect: Dialect, parsed: Parsed, *, key_id: str) -> Response:
        if not isinstance(dialect, UploadDialect):
            raise TypeError(dialect)
        upload = await self.gateway.upload(model, parsed, key_id=key_id)
        return json_response(dialect.write_uploaded(upload, url=self.gateway.upload_link(upload)))

    async def _query(
        self, model: QueryModel, dialect: Dialect, parsed: Parsed, *, key_id: str, request_id: str
    ) -> Response:
        query = read_query(parsed)
        snapshot = await self.gateway.find(model, query.reference, key_id=key_id)
        if query.stream:
            events = stream_task(self.gateway, model, snapshot.task, response_id=request_id)
            return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)
        if model.waits:
            snapshot = await self._wait(snapshot)
        task = snapshot.task
        return json_response(dialect.write_task(task, links=self.gateway.links(task), request_id=request_id))

    async def _wait(self, snapshot: Snapshot) -> Snapshot:
        """The ended task, or the task as it stands when waiting has taken too long."""
        newest = snapshot
        try:
            async with asyncio.timeout(self.wait_limit):
                async for seen in self.gateway.watch(snapshot.task.id):
                    newest = seen
        except TimeoutError:
            return newest
        return newest

    async def models(self, request: Request) -> Response:
        """`GET /v1/models`, as OpenAI's clients read it."""
        await authenticate(request, keys=self.store.keys)
        listed = [
            {"id": card.id, "object": "model", "created": self.started_at, "owned_by": card.provider}
            for card in self.gateway.catalog.cards
        ]
        return json_response({"object": "list", "data": listed})

    async def asset(self, request: Request) -> Response:
        """`GET /assets/{asset_id}`: a stored file, for whoever holds a link that is genuine and still good."""
        asset_id, now = request.path_params["asset_id"], self.clock()
        expires = request.query_params.get("Expires", "")
        verdict = self.signer.verify(
            asset_id, expires=expires, signature=request.query_params.get("Signature", ""), now=now
        )
        if verdict is not LinkVerdict.VALID:
            return refuse(403, "access_denied", _REFUSALS[verdict])
        found = await self.assets.find(asset_id)
        if found is None:
            return refuse(404, ErrorKind.NOT_FOUND.value, "There is nothing at this address (yet).")
        headers = {"ETag": found.entity_tag, "Cache-Control": "private, max-age=3600"}
        if found.entity_tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if found.path is not None:
            return FileResponse(found.path, media_type=found.content_type, headers=headers)
        if request.method == "HEAD":
            length = {"Content-Length": str(found.size_bytes), "Accept-Ranges": "bytes"}
            return Response(media_type=found.content_type, headers=headers | length)
        # Looked at again: the store may have taken its time. S3 knows no life that is shorter than a second.
        left = timedelta(seconds=max(1.0, int(expires) - self.clock().timestamp()))
        address = await self.assets.address(asset_id, lasting=left)
        if address is None:
            raise TypeError(type(self.assets))
        return RedirectResponse(address, status_code=307, headers={"Cache-Control": "no-store"})

    async def health(self, _request: Request) -> Response:
        """`GET /healthz`: the process answers."""
        return json_response({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """`GET /readyz`: the store can be read and written."""
        await self.store.check()
        return json_response({"status": "ready"})
