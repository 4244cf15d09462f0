"""The playground: a form made from a model's schema, its price, the request in code, and the clip.

Not here: the form itself (`fields.py`), or what follows a submit (`task_page.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from starlette.responses import Response

from onereel.console.again import values_of
from onereel.console.desk import Desk, Visit
from onereel.console.fields import FRAMES, NUMBERED_FRAMES, Field, build_body, list_fields
from onereel.console.frames import Frames, frame_of, refer_to
from onereel.console.pricing import price_of
from onereel.console.samples import Sample, Target, write_samples
from onereel.console.submitted import read_form
from onereel.console.task_page import TaskPage
from onereel.domain.task import Task
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import QueryModel, SubmitModel, UploadModel
from onereel.providers.reading import Parsed
from onereel.server.bodies import STATUS, json_response, read_body
from onereel.store.base import TaskFilter

_FIRST: Final = "kling-v2-6-text2video"
_LARGEST_QUOTED: Final = 1024 * 1024
"""Bytes of a form without its pictures; a prompt that is far too long is still to be told so."""
_LONGEST_FILE: Final = 255
"""Characters of a file's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """What the request comes to as it stands."""

    charge: Charge | None
    problem: RequestError | None
    """Why it has no price."""
    samples: tuple[Sample, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Playground:
    """The handlers, with what they use."""

    desk: Desk
    tasks: TaskPage
    frames: Frames

    async def show(self, visit: Visit) -> Response:
        """`GET /console/playground`: the form of `model`, filled in as `again` was."""
        again, values, pictures = visit.request.query_params.get("again", ""), dict[str, str](), dict[str, str]()
        name = visit.request.query_params.get("model", "")
        if again:
            task = await self.desk.find_task(visit, again)
            name, values = task.model, values_of(task)
        card = self._card(name or _FIRST)
        fields = list_fields(card)
        pictured = [field for field in fields if field.kind == "picture"]
        if again:
            for field in pictured:
                picture = frame_of(task, field)
                if picture is not None:
                    values[field.path], pictures[field.path] = refer_to(task), self.desk.frame(picture)
        started = {field.path: values.get(field.path, "" if again else field.start) for field in fields}
        if again:
            started |= {field.path: field.start for field in fields if field.path not in values}
        return self.desk.page(
            visit,
            "playground.html",
            models=self._cards(),
            card=card,
            fields=fields,
            values=started,
            pictures=pictures,
            pictured=pictured,
            most_picture_bytes=self.frames.most_bytes(card.provider),
            again=again,
            uploads=card.provider if any(field.path in NUMBERED_FRAMES for field in fields) else "",
            quote=self._quote(card, fields, started),
        )

    async def quote(self, visit: Visit) -> Response:
        """`POST /console/playground/quote`: the price and the code of the form as it stands."""
        form = await read_form(visit.request, limit=_LARGEST_QUOTED)
        card = self._card(form.get("model", ""))
        return self.desk.page(visit, "playground_quote.html", quote=self._quote(card, list_fields(card), form))

    async def submit(self, visit: Visit) -> Response:
        """`POST /console/playground`: the task is accepted as any client's would be, for the visitor's own key."""
        form = await read_form(visit.request, limit=self.desk.max_body_bytes)
        card = self._card(form.get("model", ""))
        fields = list_fields(card)
        try:
            values = await self.frames.fill_in(visit, fields, form, provider=card.provider)
            body = build_body(card, fields, values)
            answer = await self.desk.gateway.submit(
                card, body, key_id=visit.key.id, request_id=visit.request.state.request_id
            )
        except RequestError as error:
            dialect = self.desk.gateway.catalog.dialect(card.provider)
            refusal = dialect.write_error(error, request_id=visit.request.state.request_id)
            return self.desk.page(visit, "playground_refused.html", error=error, reply=refusal.body)
        reply = msgspec.json.decode(answer.body)
        task = await self._accepted(visit)
        values_of_page = await self.tasks.values(visit, task)
        return self.desk.page(visit, "playground_accepted.html", **values_of_page | {"reply": reply})

    async def upload(self, visit: Visit) -> Response:
        """`POST /console/pictures/{provider}`: keep a picture for a form that takes the number of an upload."""
        try:
            content = await read_body(visit.request, limit=self.desk.max_body_bytes)
            upload = await self.frames.keep(visit, content, provider=visit.request.path_params["provider"])
        except RequestError as error:
            said = visit.words.get(f"refused.{error.kind.value}", visit.words("refused.other"))
            told = visit.words.known(error.message) or error.message
            return json_response({"message": f"{said} {told}"}, status=STATUS.get(error.kind, 400))
        return json_response({"id": upload.id, "address": self.desk.frame(upload.picture)})

    async def _accepted(self, visit: Visit) -> Task:
        request_id: str = visit.request.state.request_id
        found = await self.desk.store.tasks.page(TaskFilter(key_id=visit.key.id, reference=request_id), limit=1)
        return found[0]

    def _cards(self) -> list[SubmitModel]:
        return [card for card in self.desk.gateway.catalog.cards if isinstance(card, SubmitModel)]

    def _card(self, name: str) -> SubmitModel:
        card = self.desk.gateway.catalog.find(name)
        if not isinstance(card, SubmitModel):
            raise RequestError(ErrorKind.UNKNOWN_MODEL, "This model makes no videos.", field="model")
        return card

    def _quote(self, card: SubmitModel, fields: tuple[Field, ...], values: Mapping[str, str]) -> Quote:
        body = build_body(card, fields, values)
        samples = self._samples(card, body, values)
        try:
            return Quote(charge=price_of(card, fields, body), problem=None, samples=samples)
        except RequestError as error:
            return Quote(charge=None, problem=error, samples=samples)

    def _samples(self, card: SubmitModel, body: Parsed, values: Mapping[str, str]) -> tuple[Sample, ...]:
        own = [one for one in self.desk.gateway.catalog.cards if one.provider == card.provider]
        asking = [one.id for one in own if isinstance(one, QueryModel)]
        uploading = [one.id for one in own if isinstance(one, UploadModel)]
        target = Target(
            base_url=self.desk.base_url, query_model=asking[0], upload_model=uploading[0] if uploading else ""
        )
        files = {
            frame: values[f"{path}.file"][:_LONGEST_FILE]
            for path, frame in FRAMES.items()
            # What has line breaks could end the command that it stands in.
            if values.get(f"{path}.file") and values[f"{path}.file"].isprintable()
        }
        return write_samples(body, target=target, files=files)
