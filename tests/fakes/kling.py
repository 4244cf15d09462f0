"""Kling, of the generation that `kling-v2-6` belongs to.

Sources: app.klingai.com/global/dev/document-api for paths, fields, limits and codes; its page on callbacks for those.
Inferred: the code of a field that is not known (1201) and of an external_task_id that was used before (1201), texts of
errors.

Not here: the new generation of the API.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
from aiohttp import web
from standardwebhooks import Webhook

from tests.fakes.base import Message, Route, Settings
from tests.fakes.checking import (
    find_wrong,
    is_web_address,
    listed,
    one_of,
    read_base64,
    read_json,
    read_picture,
    table,
    text,
    web_address,
)
from tests.fakes.desk import Desk, Manners, fingerprint
from tests.fakes.jobs import Job, State
from tests.fakes.replies import Answer, Refused, Reply

STATUSES = {
    1000: (401, "Authentication failed"),
    1001: (401, "Authorization is empty"),
    1002: (401, "Authorization is invalid"),
    1003: (401, "Authorization is not yet valid"),
    1004: (401, "Authorization has expired"),
    1200: (400, "Invalid request parameters"),
    1201: (400, "Invalid parameters"),
    1202: (404, "The requested method is invalid"),
    1203: (404, "The requested resource does not exist"),
    1301: (400, "Trigger the content security policy of the platform"),
    1303: (429, "parallel task over resource pack limit"),
    5000: (500, "Server internal error"),
}
MODELS = (
    "kling-v1",
    "kling-v1-5",
    "kling-v1-6",
    "kling-v2-master",
    "kling-v2-1",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v3",
)
SHARED = {
    "model_name": text(empty=False),
    "prompt": text(longest=2500),
    "negative_prompt": text(longest=2500),
    "mode": one_of("std", "pro"),
    "sound": one_of("on", "off"),
    "duration": one_of("5", "10"),
    "voice_list": listed(least=0, most=2),
    "watermark_info": table,
    "callback_url": web_address,
    "external_task_id": text(),
}
FIELDS = {
    "text2video": SHARED | {"aspect_ratio": one_of("16:9", "9:16", "1:1"), "prompt": text(longest=2500, empty=False)},
    "image2video": SHARED | {"image": text(), "image_tail": text()},
}
"""Of kling-v2-6; cfg_scale and camera_control belong to kling-v1 alone."""
_PICTURE_BYTES = 10 * 1024 * 1024
_WORDS = {
    State.WAITING: "submitted",
    State.RUNNING: "processing",
    State.SUCCEEDED: "succeed",
    State.FAILED: "failed",
    State.MODERATED: "failed",
}
_REASONS = {
    State.FAILED: "Failure to generate the video",
    State.MODERATED: "Failure to pass the risk control system",
}


class Kling:
    """See `Vendor`."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self._manners = Manners(
            fault=partial(self.error, 5000), limited=partial(self.error, 1303), moderated=partial(self.error, 1301)
        )

    def routes(self) -> Sequence[Route]:
        found = []
        for kind in FIELDS:
            path = f"/v1/videos/{kind}"
            found += [
                Route(method="POST", path=path, kind="create", handler=partial(self._create, kind)),
                Route(method="GET", path=path, kind="list", handler=partial(self._list, kind)),
                Route(method="GET", path=f"{path}/{{reference}}", kind="check", handler=partial(self._check, kind)),
            ]
        return found

    def lost(self, request: web.Request) -> Reply:
        return self.error(1202)

    def listeners(self, job: Job) -> Sequence[str]:
        url = job.wish.get("callback_url")
        return [url] if url else []

    def message(self, job: Job, state: State, url: str) -> Message | None:
        """Standard Webhooks; the bare record, without an envelope."""
        body = msgspec.json.encode(self.record(job, state))
        now = datetime.fromtimestamp(int(self._desk.now()), UTC)
        name = f"{job.id}{list(State).index(state)}"
        signature = Webhook(self._settings.webhook_secret).sign(name, now, body.decode())
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
            "Content-Type": "application/json",
        }
        return Message(headers=headers, body=body)

    async def _create(self, kind: str, request: web.Request) -> Answer:
        self._authenticate(request)
        body = await read_json(request)
        if body is None:
            raise Refused(self.error(1200, "the body is no JSON object"))
        self._check_body(kind, body)
        name = body.get("external_task_id", "")
        if name and name in self._desk.book.by_order:
            raise Refused(self.error(1201, "external_task_id must be unique"))
        return await self._desk.take(
            request,
            order=name or fingerprint(body),
            kind=kind,
            wish={field: value for field, value in body.items() if not field.startswith("image")},
            manners=self._manners,
            make_id=lambda number: str(840_242_793_980_637_239 + number * 4_097),
            answer=partial(self._acknowledge, name),
        )

    def _acknowledge(self, name: str, job: Job) -> Reply:
        return self.succeed(
            {
                "task_id": job.id,
                "task_status": "submitted",
                "task_info": {"external_task_id": name} if name else {},
                "created_at": _milliseconds(job.taken_at),
                "updated_at": _milliseconds(job.taken_at),
            }
        )

    async def _check(self, kind: str, request: web.Request) -> Answer:
        self._authenticate(request)
        reference = request.match_info["reference"]
        job = self._desk.book.jobs.get(reference) or self._desk.book.by_order.get(reference)
        if job is None or job.kind != kind or self._desk.hides(job):
            raise Refused(self.error(1203, "task not found"))
        return await self._desk.look(request, job, self._manners, lambda found: self.succeed(self.record(found)))

    async def _list(self, kind: str, request: web.Request) -> Answer:
        self._authenticate(request)
        page, size = (request.query.get(name, usual) for name, usual in (("pageNum", "1"), ("pageSize", "30")))
        if not (page.isdecimal() and size.isdecimal() and 1 <= int(page) <= 1000 and 1 <= int(size) <= 500):
            raise Refused(self.error(1201, "pageNum or pageSize is out of range"))
        start = (int(page) - 1) * int(size)
        jobs = [job for job in self._desk.listed(self._manners) if job.kind == kind][start : start + int(size)]
        return self.succeed([self.record(job) for job in jobs])

    def record(self, job: Job, state: State | None = None) -> dict[str, Any]:
        """What is told of a job."""
        state = state or job.tell(self._desk.now())
        changed_at = {State.WAITING: job.taken_at, State.RUNNING: job.runs_at}.get(state, job.ends_at)
        found = {
            "task_id": job.id,
            "task_status": _WORDS[state],
            "task_status_msg": _REASONS.get(state, ""),
            "task_info": {"external_task_id": job.wish.get("external_task_id", "")},
            "created_at": _milliseconds(job.taken_at),
            "updated_at": _milliseconds(changed_at),
        }
        if state is State.SUCCEEDED:
            found["watermark_info"] = {"enabled": bool(job.wish.get("watermark_info", {}).get("enabled"))}
            found["final_unit_deduction"] = "9"
            found["task_result"] = {"videos": [self._video(job)]}
        return found

    def _video(self, job: Job) -> dict[str, str]:
        marked = job.wish.get("watermark_info", {}).get("enabled")
        return {
            "id": str(int(job.id) + 164),
            "url": self._desk.links.url(job),
            "watermark_url": self._desk.links.url(job, "watermarked.mp4") if marked else "",
            "duration": f"{job.wish.get('duration', '5')}.041",
        }

    def _authenticate(self, request: web.Request) -> None:
        """A JSON Web Token of the two keys, or the key alone. Raises Refused."""
        given = request.headers.get("Authorization", "")
        if not given:
            raise Refused(self.error(1001))
        scheme, _, token = given.partition(" ")
        if scheme != "Bearer" or not token:
            raise Refused(self.error(1002))
        if hmac.compare_digest(token.encode(), self._settings.key.encode()):
            return
        code = check_token(token, key=self._settings.key, secret=self._settings.second_key, now=self._desk.now())
        if code:
            raise Refused(self.error(code))

    def _check_body(self, kind: str, body: dict[str, Any]) -> None:
        if body.get("model_name", "kling-v1") not in MODELS:
            raise Refused(self.error(1203, "model is not found"))
        if body.get("model_name") != "kling-v2-6":
            raise Refused(self.error(1201, "this fake has kling-v2-6 only; without model_name, Kling takes kling-v1"))
        wrong = find_wrong(body, FIELDS[kind], required=["prompt"] if kind == "text2video" else [])
        if wrong is not None:
            raise Refused(self.error(1201, str(wrong)))
        if kind == "image2video":
            given = [body[name] for name in ("image", "image_tail") if body.get(name)]
            if not given or not all(map(is_good_picture, given)):
                raise Refused(self.error(1201, "image or image_tail is invalid"))

    def succeed(self, data: Any) -> Reply:
        return Reply(body={"code": 0, "message": "SUCCEED", "request_id": self._desk.mint_uuid(), "data": data})

    def error(self, code: int, message: str = "") -> Reply:
        status, usual = STATUSES[code]
        body = {"code": code, "message": message or usual, "request_id": self._desk.mint_uuid()}
        return Reply(status=status, body=body)


def check_token(token: str, *, key: str, secret: str, now: float) -> int:
    """The code of what is wrong with a JSON Web Token; 0 for nothing."""
    signed, _, signature = token.rpartition(".")
    try:
        header, claims = (json.loads(_decode_part(part)) for part in signed.split("."))
        given = _decode_part(signature)
    except (ValueError, binascii.Error):
        return 1002
    if not isinstance(header, dict) or not isinstance(claims, dict) or header != {"alg": "HS256", "typ": "JWT"}:
        return 1002
    if not hmac.compare_digest(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256), given):
        return 1000
    begins, ends = claims.get("nbf"), claims.get("exp")
    if claims.get("iss") != key or not isinstance(begins, int) or not isinstance(ends, int):
        return 1000
    if begins > now:
        return 1003
    return 1004 if ends <= now else 0


def _decode_part(part: str) -> bytes:
    if "=" in part:
        raise ValueError("tokens have no padding")
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def is_good_picture(given: str) -> bool:
    """An address, or raw base64 without `data:`, of a JPEG or PNG of which no side is under 300."""
    if is_web_address(given):
        return True
    content = read_base64(given)
    picture = read_picture(content) if content else None
    return (
        picture is not None
        and picture.kind in {"png", "jpeg"}
        and picture.size_bytes <= _PICTURE_BYTES
        and min(picture.width, picture.height) >= 300
        and 1 / 2.5 <= picture.ratio <= 2.5
    )


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)
