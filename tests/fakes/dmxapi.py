"""DMXAPI: everything behind `POST /v1/responses`, by the `model` that is named.

Sources: the pages of doc.dmxapi.cn on each model; one captured stream of another model for the order of events.
Inferred, since no page tells: that a provider's own error is passed on as it is, with its own status; the end of a
stream whose task has failed (`response.failed`); the answer of `vidu-get` without a stream.

Not here: callbacks, of which no page says how they are signed; what the providers behind it answer themselves
(`kling.py`, `pixverse.py`, `dashscope.py`, `vidu.py`).
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from tests.fakes import dashscope, pixverse, vidu
from tests.fakes.base import Message, Route, Settings
from tests.fakes.checking import find_wrong, is_web_address, one_of, read_base64, read_json
from tests.fakes.dashscope import DashScope
from tests.fakes.desk import Desk, Manners, fingerprint
from tests.fakes.jobs import Job, State
from tests.fakes.kling import FIELDS as KLING_FIELDS
from tests.fakes.kling import Kling, is_good_picture
from tests.fakes.pixverse import PixVerse
from tests.fakes.replies import Answer, Refused, Reply
from tests.fakes.streams import tell_progress
from tests.fakes.vidu import Vidu

PAIWO = {"paiwo-v5.6-ttv": "text", "paiwo-v5.6-itv": "img", "paiwo-v5.6-itv2": "transition"}
WAN = ("wan2.6-t2v", "wan2.6-i2v")
KLING = {"kling-v2-6-text2video": "text2video", "kling-v2-6-image2video": "image2video"}
VIDU = ("viduq2-pro", "viduq3-pro")
_KLING_PRICES = {("5", "off"): 2125, ("10", "off"): 4250, ("5", "on"): 4250, ("10", "on"): 8500}
"""Tokens of `pro`; those of `std` are not known and taken to be the same."""
_VIDU_TOKENS = {"viduq2-pro": 400.0, "viduq3-pro": 312.5}
"""For a credit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A submit that is right, in the provider's words."""

    wish: Mapping[str, Any]
    kind: str
    make_id: Callable[[int], str]
    answer: Callable[[Job], Reply]
    moderated: Callable[[], Reply]
    flaw: str = ""


class Dmxapi:
    """See `Vendor`."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self._pixverse, self._kling = PixVerse(desk, settings), Kling(desk, settings)
        self._dashscope, self._vidu = DashScope(desk, settings), Vidu(desk, settings)
        self._manners = Manners(
            fault=partial(error, 500, "server error"),
            limited=partial(error, 429, "upstream rate limit"),
            moderated=partial(error, 400, "content moderation"),
        )
        submits: dict[str, Callable[[dict[str, Any]], Order]] = {
            **dict.fromkeys(PAIWO, self._read_paiwo),
            **dict.fromkeys(WAN, self._read_wan),
            **dict.fromkeys(KLING, self._read_kling),
            **dict.fromkeys(VIDU, self._read_vidu),
        }
        self._models: dict[str, tuple[str, Callable[..., Awaitable[Answer]]]] = {
            **{name: ("create", partial(self._submit, read)) for name, read in submits.items()},
            "paiwo-picture": ("upload", self._upload),
            "paiwo-get": ("check", partial(self._query, PAIWO, self._tell_paiwo)),
            "wan2.6-get": ("check", partial(self._query, WAN, self._tell_wan)),
            "kling-text2video-get": ("check", partial(self._query, ["kling-v2-6-text2video"], self._tell_kling)),
            "kling-image2video-get": ("check", partial(self._query, ["kling-v2-6-image2video"], self._tell_kling)),
            "vidu-get": ("check", self._watch),
        }

    def routes(self) -> Sequence[Route]:
        return [Route(method="POST", path="/v1/responses", kind="call", handler=self._call)]

    def lost(self, request: web.Request) -> Reply:
        return error(404, f"Invalid URL ({request.method} {request.path})")

    def listeners(self, job: Job) -> Sequence[str]:
        return ()

    def message(self, job: Job, state: State, url: str) -> Message | None:
        return None

    async def _call(self, request: web.Request) -> Answer:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._settings.key.encode()):
            raise Refused(error(401, "invalid token"))
        body = await read_json(request)
        if body is None:
            raise Refused(error(400, "malformed request"))
        known = self._models.get(str(body.get("model")))
        if known is None:
            raise Refused(error(400, "Model not support"))
        kind, handler = known
        self._desk.book.count(kind)
        return await handler(request, body)

    async def _submit(
        self, read: Callable[[dict[str, Any]], Order], request: web.Request, body: dict[str, Any]
    ) -> Answer:
        order = read(body)
        return await self._desk.take(
            request,
            order=fingerprint(body),
            kind=order.kind,
            wish=order.wish | {"asked": body["model"]},
            manners=Manners(fault=self._manners.fault, limited=self._manners.limited, moderated=order.moderated),
            make_id=order.make_id,
            answer=order.answer,
            flaw=order.flaw,
        )

    async def _upload(self, request: web.Request, body: dict[str, Any]) -> Answer:
        """By address, or as base64; `local` names a file of the caller's machine."""
        if body.get("input") == "url":
            if not is_web_address(str(body.get("image_url"))):
                raise Refused(self._pixverse.error(400011))
        else:
            content = read_base64(str(body.get("input")))
            if not content:
                raise Refused(self._pixverse.error(400017))
            self._pixverse.check_image(content)
        return with_usage(self._pixverse.succeed(self._pixverse.keep_image()), 0)

    def _read_paiwo(self, body: dict[str, Any]) -> Order:
        kind = PAIWO[body["model"]]
        native = {name: value for name, value in body.items() if name not in {"model", "input"}}
        native |= {"prompt": body.get("input"), "model": "v5.6"}
        code = pixverse.find_error(kind, native)
        if not code and not all(self._pixverse.has_image(native[name]) for name in pixverse.IMAGES[kind]):
            code = 400032
        if code:
            raise Refused(self._pixverse.error(code))
        return Order(
            wish=native,
            kind=body["model"],
            make_id=pixverse.make_id,
            answer=lambda job: with_usage(
                self._pixverse.succeed(self._pixverse.receipt(job)), 3000 * pixverse.count_credits(native)
            ),
            moderated=partial(self._pixverse.error, 500054),
        )

    def _read_wan(self, body: dict[str, Any]) -> Order:
        model = next(models[body["model"]] for models in dashscope.PATHS.values() if body["model"] in models)
        parameters = body.get("parameters") if isinstance(body.get("parameters"), dict) else {}
        given = body.get("input")
        if not isinstance(given, dict):
            raise Refused(error(400, "malformed request"))
        return Order(
            wish=parameters | {"prompt": given.get("prompt", "")},
            kind=body["model"],
            make_id=lambda _number: self._desk.mint_uuid(),
            answer=lambda job: self._wrap({"task_id": job.id, "task_status": "PENDING"}, output=_wan_tokens(job)),
            moderated=partial(
                self._dashscope.error, 400, "DataInspectionFailed", "Input data may contain inappropriate content."
            ),
            flaw=dashscope.find_flaw(body, model),
        )

    def _read_kling(self, body: dict[str, Any]) -> Order:
        kind = KLING[body["model"]]
        native = {name: value for name, value in body.items() if name not in {"model", "input"}}
        native["prompt"] = body.get("input")
        fields = KLING_FIELDS[kind] | {"duration": one_of(5, 10)}
        wrong = find_wrong(native, fields)
        if wrong is None and kind == "image2video":
            given = [native[name] for name in ("image", "image_tail") if native.get(name)]
            wrong = None if given and all(map(is_good_picture, given)) else "image or image_tail is invalid"
        if wrong is not None:
            raise Refused(self._kling.error(1201, str(wrong)))
        seconds = str(native.get("duration", 5))
        return Order(
            wish={name: value for name, value in native.items() if not name.startswith("image")}
            | {"duration": seconds},
            kind=body["model"],
            make_id=lambda number: str(840_242_793_980_637_239 + number * 4_097),
            answer=lambda job: with_usage(
                self._kling.succeed(
                    {
                        "task_id": job.id,
                        "task_status": "submitted",
                        "task_status_msg": "",
                        "task_info": {},
                        "created_at": int(job.taken_at * 1000),
                        "updated_at": int(job.taken_at * 1000),
                    }
                ),
                _KLING_PRICES[seconds, native.get("sound", "off")],
            ),
            moderated=partial(self._kling.error, 1301),
        )

    def _read_vidu(self, body: dict[str, Any]) -> Order:
        native = {name: value for name, value in body.items() if name not in {"input", "prompt"}}
        if isinstance(body.get("input"), list):
            native |= {"images": body["input"], "prompt": body.get("prompt", "")}
        else:
            native["prompt"] = body.get("input")
        pictures = len(native["images"]) if isinstance(native.get("images"), list) else 0
        kind = ("text2video", "img2video", "start-end2video")[min(pictures, 2)]
        if body["model"] == "viduq2-pro":
            kind = "start-end2video"
        self._vidu.check_body(kind, native)
        tokens = _VIDU_TOKENS[body["model"]]
        prompt = native["prompt"] if body["model"] == "viduq2-pro" else ""
        return Order(
            wish=self._vidu.clean(native),
            kind=kind,
            make_id=vidu.make_id,
            answer=lambda job: with_usage(
                Reply(body=self._vidu.receipt(job)), int(tokens * vidu.count_credits(native)), given=len(prompt)
            ),
            moderated=partial(self._vidu.error, "TaskPromptPolicyViolation"),
        )

    async def _query(
        self,
        models: Sequence[str],
        tell: Callable[[Job | None, str], Reply],
        request: web.Request,
        body: dict[str, Any],
    ) -> Answer:
        reference = str(body.get("input"))
        job = self._desk.book.jobs.get(reference)
        if job is None or job.wish["asked"] not in models:
            return tell(None, reference)
        return await self._desk.look(request, job, self._manners, lambda found: tell(found, reference))

    def _tell_paiwo(self, job: Job | None, reference: str) -> Reply:
        return self._pixverse.error(500008) if job is None else self._pixverse.succeed(self._pixverse.result(job))

    def _tell_kling(self, job: Job | None, reference: str) -> Reply:
        if job is None:
            return self._kling.error(1203, "task not found")
        names = ("task_id", "task_status", "task_status_msg", "task_result", "created_at", "updated_at")
        record = self._kling.record(job)
        for video in record.get("task_result", {}).get("videos", []):
            del video["watermark_url"]
        return self._kling.succeed({name: record[name] for name in names if name in record})

    def _tell_wan(self, job: Job | None, reference: str) -> Reply:
        """Keys in alphabetical order, and what was settled as input."""
        if job is None:
            return self._wrap({"task_id": reference, "task_status": "UNKNOWN"})
        output = self._dashscope.output(job)
        settled = _wan_tokens(job) if output["task_status"] == "SUCCEEDED" else 0
        return self._wrap(dict(sorted(output.items())), given=settled)

    async def _watch(self, request: web.Request, body: dict[str, Any]) -> Answer:
        job = self._desk.book.jobs.get(str(body.get("input")))
        if job is None or job.wish["asked"] not in VIDU:
            raise Refused(error(404, "task not found"))
        looked = await self._desk.look(request, job, self._manners, lambda _job: Reply(body=None))
        if not isinstance(looked, Reply) or looked.body is not None:
            return looked
        return await tell_progress(request, job, self._desk, self._vidu.creations, stream=body.get("stream") is True)

    def _wrap(self, inner: Mapping[str, Any], *, given: int = 0, output: int = 0) -> Reply:
        written = msgspec.json.encode(inner).decode().replace("&", "\\u0026")
        content = [{"type": "output_text", "text": written}]
        body = {"request_id": self._desk.mint_uuid(), "output": [{"type": "message", "content": content}]}
        return with_usage(Reply(body=body), output, given=given)


def error(status: int, message: str) -> Reply:
    """As the platform itself says it."""
    return Reply(status=status, body={"error": {"message": message, "type": "rix_api_error"}})


def with_usage(reply: Reply, output: int, *, given: int = 0) -> Reply:
    """What it costs, in tokens that are money."""
    usage = {
        "total_tokens": given + output,
        "input_tokens": given,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    return Reply(status=reply.status, body={**reply.body, "usage": usage})


def _wan_tokens(job: Job) -> int:
    size = job.wish.get("size", "1920*1080")
    high = job.wish.get("resolution", "1080P") == "1080P" and (size.count("*") == 1 and _side(size) > 960)
    return int(job.wish.get("duration", 5) * (10_000 if high else 6_000))


def _side(size: str) -> int:
    return min(map(int, size.split("*")))
