"""DMXAPI: another gateway, which takes all vendors' models at `POST /v1/responses`, as its documents show.

Its replies are the vendors' own, some of them inside a Responses envelope, so that each is recognised by its shape and
read as the vendor's. Sources: the documents that `documents.py` names; the page on errors (doc.dmxapi.cn, error-nub)
for statuses and `{"error": {"message", "type"}}`. How a vendor's refusal of a submit is passed on is not known: the
vendors' codes are looked for wherever one of them writes its own.

Not here: what is sent (`documents.py`). There is no list and no own id, so an order whose beginning was not answered
cannot be searched for.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from onereel.domain.operation import Loss
from onereel.domain.passage import write_passed
from onereel.upstreams import dashscope, kling, pixverse, vidu
from onereel.upstreams.answers import NoCallbacks, NoList, judge, pick, text_at, trouble
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Found,
    Media,
    Order,
    Running,
    Secret,
    Started,
    Trouble,
    Upstream,
    Verdict,
)
from onereel.upstreams.documents import FAMILIES, PATH, PICTURE, document_losses, pictures_of, write_submit
from onereel.upstreams.fitting import as_base64
from onereel.upstreams.streams import FAILED, LAST, ending, read_event, whole_text
from onereel.upstreams.texts import failure_in, read_text, tells_progress

BASE_URLS: Final[Mapping[str, str]] = MappingProxyType({"china": "https://www.dmxapi.cn"})
VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        **kling.VERDICTS,
        **dashscope.VERDICTS,
        **pixverse.VERDICTS,
        **vidu.VERDICTS,
        "routing_loop": Verdict.BLOCKED,  # of a onereel that is asked as if it were DMXAPI
    }
)
"""By the vendors' codes, of which no two vendors share one."""
MODERATION: Final = kling.MODERATION | dashscope.MODERATION | pixverse.MODERATION | vidu.MODERATION
_NO_MODEL: Final = 503
"""With an envelope of its own: the model is not to be had for this key."""


class DmxApi(NoCallbacks, NoList):
    """See `Upstream`."""

    name = "dmxapi"
    base_urls = BASE_URLS
    calls_per_second = None
    verdicts: Mapping[str, Verdict] = VERDICTS

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        return {"Authorization": secret.key}

    def losses(self, order: Order) -> Sequence[Loss]:
        return document_losses(order)

    def upload(self, media: Media, *, model: str) -> Call | None:
        family = FAMILIES.get(model)
        if family is None or not family.uploads:
            return None
        return Call(method="POST", path=PATH, json={"model": PICTURE, "input": as_base64(media)})

    def read_upload(self, answer: Answer) -> str | Trouble:
        reference = text_at(answer.body, "Resp", "img_id")
        if answer.status < 300 and text_at(answer.body, "ErrCode") == "0" and reference:
            return reference
        return self._trouble(answer, starting=False)  # a picture that was uploaded twice costs nothing

    def start(self, order: Order) -> Call:
        call = write_submit(order)
        return replace(call, headers={**call.headers, **write_passed(order.passed)})

    def read_start(self, answer: Answer) -> Started | Trouble:
        vendor, native = _recognise(answer)
        found = vendor.read_start(native) if vendor and answer.status < 300 else None
        if not isinstance(found, Started):
            return self._trouble(answer, starting=True)
        tokens = text_at(answer.body, "usage", "total_tokens")
        return replace(found, cost_note=found.cost_note or (f"{tokens} tokens" if tokens else ""))

    def check(self, order: Order, operation: str) -> Call:
        family = FAMILIES[order.model]
        question: dict[str, Any] = {"model": family.query(pictures_of(order)), "input": operation}
        if not family.streams:
            return Call(method="POST", path=PATH, json=question)
        return Call(method="POST", path=PATH, json=question | {"stream": True}, enough=_is_enough)

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        if answer.events:
            return self._read_stream(answer)
        text = text_at(answer.body, "output", 0, "content", 0, "text")
        vendor, native = _recognise(answer)
        if vendor is not None and answer.status < 300:
            return vendor.read_check(native)
        found = read_text(text, is_whole=True)
        if found is not None and answer.status < 300:
            return found
        if failure_in(text):
            return _ended(answer, pick(answer.body, "error"), failure_in(text))
        return self._trouble(answer, starting=False)

    def find(self, order: Order) -> Call | None:
        return None

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        return trouble(answer, Verdict.UNCLEAR, code="", message="DMXAPI has no way to search for an order")

    def cancel(self, operation: str) -> Call | None:
        return None

    def _read_stream(self, answer: Answer) -> Running | Finished | Trouble:
        last = ending(answer.events)
        text = whole_text(answer.events)
        kind = text_at(last, "type")
        found = read_text(text, is_whole=last is not None)
        if found is not None:
            return found
        if kind == "error":
            return self._trouble(replace(answer, body=last), starting=False)
        if kind in FAILED or failure_in(text):
            return _ended(answer, pick(last, "response", "error"), failure_in(text))
        return Running()

    def _trouble(self, answer: Answer, *, starting: bool) -> Trouble:
        codes = [code for path in _CODES if (code := text_at(answer.body, *path))]
        code = next((code for code in codes if code in self.verdicts), codes[0] if codes else "")
        message = next((text for path in _MESSAGES if (text := text_at(answer.body, *path))), "")
        known = self.verdicts.get(code)
        if known is None and answer.status == _NO_MODEL and pick(answer.body, "error", "type"):
            known = Verdict.NEXT
        return judge(answer, known, code=code, message=message, moderated=code in MODERATION, starting=starting)


_CODES: Final = (("error", "code"), ("ErrCode",), ("reason",), ("code",), ("error", "type"))
_MESSAGES: Final = (("error", "message"), ("ErrMsg",), ("message",))
"""Where DMXAPI and the vendors write them."""


def _is_enough(event: bytes) -> bool:
    """Of the stream of a query: it has told how far it is, or that it is over."""
    read = read_event(event)
    return text_at(read, "type") in LAST or tells_progress(text_at(read, "delta"))


def _recognise(answer: Answer) -> tuple[Upstream | None, Answer]:
    """Whose reply it is, by its shape, and the reply as that vendor itself would give it."""
    body = answer.body
    inner = _json_in(text_at(body, "output", 0, "content", 0, "text"))
    if isinstance(inner, dict):
        return dashscope.DashScope(), replace(answer, body={"output": inner})
    if isinstance(pick(body, "Resp"), dict):
        return pixverse.PixVerse(), answer
    if isinstance(pick(body, "data"), dict):
        return kling.Kling(), answer
    if text_at(body, "state"):
        return vidu.Vidu(), answer
    return None, answer


def _ended(answer: Answer, error: Any, reason: str) -> Trouble:  # noqa: ANN401 - JSON of somebody else
    """A task that has come to nothing, as a text tells it, or the last event of a stream."""
    code = text_at(error, "code") or "failed"
    moderated = code in MODERATION
    message = reason or text_at(error, "message")
    verdict = Verdict.GIVE_UP if moderated else Verdict.NEXT
    return trouble(answer, verdict, code=code, message=message, moderated=moderated)


def _json_in(text: str) -> Any:  # noqa: ANN401 - JSON of somebody else
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
