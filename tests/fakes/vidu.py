"""Vidu.

Sources: platform.vidu.cn/docs (start-end-to-video, search-task, tasks-list, cancel-task, error-code,
callback-signature). Inferred: the status of each reason, the fields of a list beyond those of a single answer.

Not here: reference-to-video and multi-frame.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from tests.fakes.base import Message, Route, Settings
from tests.fakes.checking import (
    Check,
    Picture,
    Problem,
    find_wrong,
    flag,
    is_web_address,
    listed,
    one_of,
    read_data_uri,
    read_json,
    read_picture,
    text,
    web_address,
    whole,
)
from tests.fakes.desk import Desk, Manners, fingerprint
from tests.fakes.jobs import ENDED, Job, State
from tests.fakes.replies import Answer, Refused, Reply

_BODY_BYTES = 20 * 1024 * 1024
_CORNERS = {1: "top_left", 2: "top_right", 3: "bottom_right", 4: "bottom_left"}
SHARED: Mapping[str, Check] = {
    "prompt": text(longest=5000),
    "duration": whole(1, 8),
    "seed": whole(0, 2_147_483_647),
    "resolution": one_of("540p", "720p", "1080p"),
    "movement_amplitude": one_of("auto", "small", "medium", "large"),
    "bgm": flag,
    "audio": flag,
    "payload": text(longest=1_048_576),
    "off_peak": flag,
    "watermark": flag,
    "wm_position": whole(1, 4),
    "wm_url": text(),
    "meta_data": text(),
    "callback_url": web_address,
}
FRAMES = {"model": one_of("viduq2-pro", "viduq2-turbo", "viduq3-pro"), "is_rec": flag}
FIELDS: Mapping[str, Mapping[str, Check]] = {
    "text2video": SHARED
    | {
        "model": one_of("viduq2", "viduq3-pro"),
        "aspect_ratio": one_of("16:9", "9:16", "1:1", "4:3", "3:4"),
        "style": one_of("general", "anime"),
    },
    "img2video": SHARED | FRAMES | {"images": listed(least=1, most=1)},
    "start-end2video": SHARED | FRAMES | {"images": listed(least=2, most=2)},
}
TYPES = {"text2video": "text2video", "img2video": "img2video", "start-end2video": "headtailimg2video"}
CREDITS = {
    "viduq2-pro": {"540p": (8, 10, 5), "720p": (15, 25, 10), "1080p": (55, 70, 15)},
    "viduq2": {"540p": (10, 12, 2), "720p": (15, 20, 5), "1080p": (20, 30, 10)},
}
"""For one second, for two, and for each one more."""
_REASONS = {
    "BadRequest": 400,
    "FieldLacking": 400,
    "FieldUnwanted": 400,
    "FieldInvalid": 400,
    "FieldItemCountOutOfRange": 400,
    "PageSizeOutOfRange": 400,
    "ImageFormatInvalid": 400,
    "CODEC": 400,
    "TaskPromptPolicyViolation": 400,
    "Unauthorized": 401,
    "TaskNotFound": 404,
    "NotFound": 404,
    "Conflict": 409,
    "QuotaExceeded": 429,
    "InternalServiceFailure": 500,
}
_PROBLEMS = {Problem.UNKNOWN: "FieldUnwanted", Problem.MISSING: "FieldLacking"}
_WORDS = {
    State.WAITING: "queueing",
    State.RUNNING: "processing",
    State.SUCCEEDED: "success",
    State.FAILED: "failed",
    State.MODERATED: "failed",
    State.CANCELLED: "failed",
}
_CODES = {
    State.FAILED: "InternalServiceFailure",
    State.MODERATED: "CreationPolicyViolation",
    State.CANCELLED: "UserCancelled",
}


class Vidu:
    """See `Vendor`."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self.names_orders = True
        """Whether a list carries the caller's `payload`; no document says."""
        self._manners = Manners(
            fault=partial(self.error, "InternalServiceFailure"),
            limited=partial(self.error, "QuotaExceeded"),
            moderated=partial(self.error, "TaskPromptPolicyViolation"),
        )

    def routes(self) -> Sequence[Route]:
        return [
            *(
                Route(method="POST", path=f"/ent/v2/{kind}", kind="create", handler=partial(self._create, kind))
                for kind in FIELDS
            ),
            Route(method="GET", path="/ent/v2/tasks", kind="list", handler=self._list),
            Route(method="GET", path="/ent/v2/tasks/{id}/creations", kind="check", handler=self._check),
            Route(method="POST", path="/ent/v2/tasks/{id}/cancel", kind="cancel", handler=self._cancel),
        ]

    def lost(self, request: web.Request) -> Reply:
        return self.error("NotFound")

    def listeners(self, job: Job) -> Sequence[str]:
        url = job.wish.get("callback_url")
        return [url] if url else []

    def message(self, job: Job, state: State, url: str) -> Message | None:
        """The form of APISIX's hmac-auth: the address, the date and a nonce are signed, the body is not."""
        date = format_datetime(datetime.fromtimestamp(int(self._desk.now()), UTC), usegmt=True)
        nonce, parts = self._desk.mint_uuid(), urlsplit(url)
        lines = ["POST", parts.path, parts.query, "vidu", date, f"Date:{date}", f"x-request-nonce:{nonce}", ""]
        signature = hmac.digest(self._settings.key.encode(), "\n".join(lines).encode(), hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "Date": date,
            "X-HMAC-ALGORITHM": "hmac-sha256",
            "X-HMAC-ACCESS-KEY": "vidu",
            "X-HMAC-SIGNED-HEADERS": "Date;x-request-nonce",
            "x-request-nonce": nonce,
            "X-HMAC-SIGNATURE": base64.b64encode(signature).decode(),
        }
        return Message(headers=headers, body=msgspec.json.encode(self.creations(job, state)))

    async def _create(self, kind: str, request: web.Request) -> Answer:
        self._authenticate(request)
        body = await read_json(request)
        if body is None or (request.content_length or 0) > _BODY_BYTES:
            raise Refused(self.error("BadRequest", "the body is no JSON object, or too large"))
        self.check_body(kind, body)
        return await self._desk.take(
            request,
            order=body.get("payload") or fingerprint(body),
            kind=kind,
            wish=self.clean(body),
            manners=self._manners,
            make_id=make_id,
            answer=lambda job: Reply(body=self.receipt(job)),
        )

    def clean(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The wish without the pictures that came along, which would fill the memory."""
        return {**body, "images": [given if is_web_address(given) else "" for given in body.get("images", [])]}

    def receipt(self, job: Job) -> dict[str, Any]:
        """What a creation is answered with: more fields than the documents name."""
        wish = job.wish
        return {
            "task_id": job.id,
            "type": TYPES[job.kind],
            "state": "created",
            "model": wish["model"],
            "style": wish.get("style", "general"),
            "prompt": wish.get("prompt", ""),
            "images": wish["images"],
            "duration": wish.get("duration", 5),
            "seed": wish.get("seed") or 837_612_233,
            "aspect_ratio": wish.get("aspect_ratio", ""),
            "resolution": wish.get("resolution", "720p"),
            "movement_amplitude": wish.get("movement_amplitude", "auto"),
            "created_at": int(job.taken_at),
            "credits": count_credits(wish),
            "payload": wish.get("payload", ""),
            "cus_priority": 0,
            "off_peak": wish.get("off_peak", False),
            "watermark": wish.get("watermark", False),
            "is_rec": wish.get("is_rec", False),
            "wm_position": _CORNERS[wish.get("wm_position", 3)],
            "wm_url": wish.get("wm_url", ""),
            "meta_data": wish.get("meta_data", ""),
            "client_request_id": "",
        }

    async def _check(self, request: web.Request) -> Answer:
        job = self._find(request)
        return await self._desk.look(request, job, self._manners, lambda found: Reply(body=self.creations(found)))

    def creations(self, job: Job, state: State | None = None) -> dict[str, Any]:
        """What is told of a job."""
        now = self._desk.now()
        state = state or job.tell(now)
        free = state in ENDED and state is not State.SUCCEEDED
        return {
            "id": job.id,
            "state": _WORDS[state],
            "err_code": _CODES.get(state, ""),
            "credits": 0 if free else count_credits(job.wish),
            "payload": job.wish.get("payload", ""),
            "bgm": job.wish.get("bgm", False),
            "off_peak": job.wish.get("off_peak", False),
            "progress": 100 if state is State.SUCCEEDED else int(99 * job.share(now)),
            "creations": [self._creation(job)] if state is State.SUCCEEDED else [],
        }

    def _creation(self, job: Job) -> dict[str, str]:
        marked = job.wish.get("watermark", False)
        return {
            "id": str(int(job.id) + 1),
            "url": self._desk.links.url(job),
            "cover_url": self._desk.links.url(job, "cover.jpeg"),
            "watermarked_url": self._desk.links.url(job, "watermarked.mp4") if marked else "",
        }

    async def _list(self, request: web.Request) -> Answer:
        self._authenticate(request)
        size, start = request.query.get("pager.pagesz", "20"), request.query.get("pager.page_token", "0")
        if not size.isdecimal() or not 1 <= int(size) <= 100 or not (start or "0").isdecimal():
            raise Refused(self.error("PageSizeOutOfRange"))
        first = int(start or "0")
        found = []
        for position, job in enumerate(self._desk.listed(self._manners)):
            if first <= position < first + int(size):
                found.append(self._row(job))
            elif position >= first + int(size):
                break
        more = len(found) == int(size) and first + len(found) < len(self._desk.book.jobs)
        return Reply(body={"tasks": found, "next_page_token": str(first + len(found)) if more else ""})

    def _row(self, job: Job) -> dict[str, Any]:
        row = self.creations(job) | {"type": TYPES[job.kind], "created_at": int(job.taken_at)}
        if not self.names_orders:
            del row["payload"]
        return row

    async def _cancel(self, request: web.Request) -> Answer:
        job = self._find(request)
        body = await read_json(request)
        if body is None or body.get("id") != job.id:
            raise Refused(self.error("FieldInvalid", "id"))
        if job.state(self._desk.now()) in ENDED:
            raise Refused(self.error("Conflict", "the task has ended"))
        self._desk.book.cancel(job)
        return Reply(body={})

    def _find(self, request: web.Request) -> Job:
        self._authenticate(request)
        name = request.match_info["id"]
        if not name.isdecimal():
            raise Refused(self.error("CODEC", "parsing field id"))
        job = self._desk.book.jobs.get(name)
        if job is None:
            raise Refused(self.error("TaskNotFound"))
        return job

    def _authenticate(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Token {self._settings.key}".encode()):
            raise Refused(self.error("Unauthorized"))

    def check_body(self, kind: str, body: Mapping[str, Any]) -> None:
        required = ["model", "prompt"] if kind == "text2video" else ["model", "images"]
        wrong = find_wrong(body, FIELDS[kind], required=required)
        if wrong is not None:
            counted = wrong.field == "images" and wrong.problem is Problem.VALUE
            reason = "FieldItemCountOutOfRange" if counted else _PROBLEMS.get(wrong.problem, "FieldInvalid")
            raise Refused(self.error(reason, str(wrong)))
        pictures = []
        for given in body.get("images", []):
            if not isinstance(given, str):
                raise Refused(self.error("FieldInvalid", "images"))
            if not is_web_address(given):
                pictures.append(self._read_picture(given))
        if len(pictures) == 2 and not 0.8 <= _area(pictures[0]) / _area(pictures[1]) <= 1.25:
            raise Refused(self.error("ImageFormatInvalid", "the sizes of the two pictures are too different"))

    def _read_picture(self, given: str) -> Picture:
        content = read_data_uri(given)
        picture = read_picture(content) if content else None
        if picture is None or not 1 / 4 < picture.ratio < 4:
            raise Refused(self.error("ImageFormatInvalid"))
        return picture

    def error(self, reason: str, message: str = "") -> Reply:
        status = _REASONS[reason]
        body = {
            "code": status,
            "reason": reason,
            "message": message or reason,
            "metadata": {"trace_id": self._desk.mint_uuid()},
        }
        return Reply(status=status, body=body)


def count_credits(wish: Mapping[str, Any]) -> int:
    """By Vidu's price list; viduq3-pro costs by the second."""
    seconds, resolution = wish.get("duration", 5), wish.get("resolution", "720p")
    if wish["model"] == "viduq3-pro":
        return seconds * {"540p": 10, "720p": 25, "1080p": 30}[resolution]
    one, two, more = CREDITS.get(wish["model"], CREDITS["viduq2-pro"])[resolution]
    price = one if seconds == 1 else two + (seconds - 2) * more
    return -(-price // 2) if wish.get("off_peak") else price


def make_id(number: int) -> str:
    """A task_id."""
    return str(900_539_403_250_700_288 + number * 4_099)


def _area(picture: Picture) -> int:
    return picture.width * picture.height
