"""PixVerse's OpenAPI, version 2, as far as it makes videos of v5.6.

Sources: docs.platform.pixverse.ai and github.com/PixVerseAI/PixVerse-MCP for paths, fields and codes; its page on
webhooks for those. Everything but a fault is HTTP 200 with an ErrCode. Inferred: the status of a wrong key (200), the
code of an Ai-trace-id that was used before (400017, for what makes something), most texts.

Not here: older models; extending, restyling, lips.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from tests.fakes.base import Message, Route, Settings
from tests.fakes.checking import (
    Check,
    Problem,
    find_wrong,
    flag,
    is_web_address,
    one_of,
    read_json,
    read_picture,
    text,
    whole,
)
from tests.fakes.desk import Desk, Manners, fingerprint
from tests.fakes.jobs import ENDED, Job, State
from tests.fakes.replies import Answer, Refused, Reply

TEXTS = {
    99999: "unknown error",
    400011: "empty param",
    400012: "invalid account",
    400013: "invalid param type",
    400017: "invalid param",
    400018: "prompt is too long",
    400019: "negative prompt is too long",
    400032: "invalid image id",
    500008: "data not found",
    500030: "image exceeds 20 MB or 10000 pixels",
    500032: "image format is not supported",
    500041: "upload failed",
    500044: "reached the limit for concurrent generations",
    500054: "content moderation failed",
}
SHARED: Mapping[str, Check] = {
    "prompt": text(longest=2048, empty=False),
    "negative_prompt": text(longest=2048),
    "model": one_of("v5.6"),
    "duration": one_of(5, 8, 10),
    "quality": one_of("360p", "540p", "720p", "1080p"),
    "motion_mode": one_of("normal", "fast"),
    "seed": whole(0, 2_147_483_647),
    "generate_audio_switch": flag,
    "water_mark": flag,
}
_IMAGE = whole(1, 2**63)
FIELDS: Mapping[str, Mapping[str, Check]] = {
    "text": SHARED | {"aspect_ratio": one_of("16:9", "9:16", "4:3", "3:4", "1:1")},
    "img": SHARED | {"img_id": _IMAGE},
    "transition": SHARED | {"first_frame_img": _IMAGE, "last_frame_img": _IMAGE},
}
REQUIRED = ("prompt", "model", "duration", "quality")
IMAGES = {"text": (), "img": ("img_id",), "transition": ("first_frame_img", "last_frame_img")}
CREDITS_SILENT = {"360p": (35, 70, 77), "540p": (35, 70, 77), "720p": (45, 90, 99), "1080p": (75, 150, 0)}
CREDITS_WITH_AUDIO = {"360p": (80, 115, 122), "540p": (80, 115, 122), "720p": (80, 135, 144), "1080p": (150, 195, 0)}
_PROBLEMS = {Problem.MISSING: 400011, Problem.TYPE: 400013}
_LONG = {"prompt": 400018, "negative_prompt": 400019}
_WORDS = {
    State.WAITING: 5,
    State.RUNNING: 5,
    State.SUCCEEDED: 1,
    State.FAILED: 8,
    State.MODERATED: 7,
    State.CANCELLED: 6,
}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_PICTURE_BYTES = 20 * 1024 * 1024
_MOST_PIXELS = 10_000


class PixVerse:
    """See `Vendor`."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self._traces: set[str] = set()
        self._images: set[int] = set()
        self._manners = Manners(
            fault=partial(self.error, 99999, status=500),
            limited=partial(self.error, 500044),
            moderated=partial(self.error, 500054),
        )

    def routes(self) -> Sequence[Route]:
        return [
            Route(method="POST", path="/openapi/v2/image/upload", kind="upload", handler=self._upload_image),
            Route(method="POST", path="/openapi/v2/media/upload", kind="upload", handler=self._upload_media),
            *(
                Route(
                    method="POST",
                    path=f"/openapi/v2/video/{kind}/generate",
                    kind="create",
                    handler=partial(self._create, kind),
                )
                for kind in FIELDS
            ),
            Route(method="GET", path="/openapi/v2/video/result/{id}", kind="check", handler=self._check),
        ]

    def lost(self, request: web.Request) -> Reply:
        return Reply(status=404, body={"ErrCode": 500008, "ErrMsg": TEXTS[500008], "Resp": None})

    def listeners(self, job: Job) -> Sequence[str]:
        return self._settings.callback_urls

    def message(self, job: Job, state: State, url: str) -> Message | None:
        """Of the end alone; signed over the time, a nonce and the body as a query string."""
        if state not in ENDED:
            return None
        body: dict[str, Any] = {"id": job.id, "status": _WORDS[state], "url": ""}
        if state is State.SUCCEEDED:
            body |= {"url": self._desk.links.url(job), "size": 10.5, "has_audio": _has_audio(job.wish)}
        body["credits"] = count_credits(job.wish)
        stamp, nonce = str(int(self._desk.now())), f"{self._desk.book.random.getrandbits(128):032x}"
        payload = urlencode({name: _as_query(value) for name, value in body.items()})
        signed = f"{stamp}\n{nonce}\n{payload}".encode()
        signature = hmac.digest(self._settings.webhook_secret.encode(), signed, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "Webhook-Timestamp": stamp,
            "Webhook-Nonce": nonce,
            "Webhook-Signature": base64.b64encode(signature).decode(),
            "Ai-Trace-Id": self._desk.mint_uuid(),
        }
        return Message(headers=headers, body=msgspec.json.encode(body))

    async def _upload_image(self, request: web.Request) -> Answer:
        self._authenticate(request)
        content = await self._read_part(request, "image")
        if isinstance(content, bytes):
            self.check_image(content)
        return self.succeed(self.keep_image())

    def keep_image(self) -> dict[str, Any]:
        """An id for a picture that was looked at."""
        image = 177_602_101 + len(self._images)
        self._images.add(image)
        return {"img_id": image, "img_url": f"{self._desk.links.base}/openapi/{image}.png"}

    def has_image(self, image: int) -> bool:
        return image in self._images

    async def _upload_media(self, request: web.Request) -> Answer:
        self._authenticate(request)
        await self._read_part(request, "file")
        media = 1 + self._desk.book.counts["upload"]
        url = f"{self._desk.links.base}/openapi/{media}.mp3"
        return self.succeed({"media_id": media, "media_type": "audio", "url": url})

    async def _read_part(self, request: web.Request, name: str) -> bytes | str:
        """The file of that name out of a form, or the address that is there for it. Raises Refused."""
        if request.content_type != "multipart/form-data":
            raise Refused(self.error(400017))
        form = await request.post()
        part, address = form.get(name), form.get(f"{name}_url")
        if isinstance(part, web.FileField):
            return part.file.read()
        if part is not None or not isinstance(address, str) or not is_web_address(address):
            raise Refused(self.error(400011))
        return address

    def check_image(self, content: bytes) -> None:
        """Raises Refused."""
        picture = read_picture(content)
        if picture is None:
            raise Refused(self.error(500032))
        if picture.size_bytes > _MOST_PICTURE_BYTES or max(picture.width, picture.height) > _MOST_PIXELS:
            raise Refused(self.error(500030))

    async def _create(self, kind: str, request: web.Request) -> Answer:
        self._authenticate(request)
        body = await read_json(request)
        if body is None:
            raise Refused(self.error(400017))
        self._check_body(kind, body)
        return await self._desk.take(
            request,
            order=fingerprint(body),
            kind=kind,
            wish=body,
            manners=self._manners,
            make_id=make_id,
            answer=lambda job: self.succeed(self.receipt(job)),
        )

    def receipt(self, job: Job) -> dict[str, Any]:
        """What a creation is answered with."""
        return {"video_id": int(job.id), "credits": count_credits(job.wish)}

    async def _check(self, request: web.Request) -> Answer:
        self._authenticate(request)
        job = self._desk.book.jobs.get(request.match_info["id"])
        if job is None:
            raise Refused(self.error(500008))
        return await self._desk.look(request, job, self._manners, lambda found: self.succeed(self.result(found)))

    def result(self, job: Job) -> dict[str, Any]:
        """What is told of a job. There is a url before there is a video."""
        state = job.tell(self._desk.now())
        done = state is State.SUCCEEDED
        return {
            "id": int(job.id),
            "prompt": job.wish["prompt"],
            "negative_prompt": job.wish.get("negative_prompt", ""),
            "url": self._desk.links.url(job) if done or state not in ENDED else "",
            "status": _WORDS[state],
            "seed": job.wish.get("seed", 0),
            "create_time": _zulu(job.taken_at),
            "modify_time": _zulu(job.ends_at if state in ENDED else job.taken_at),
            "outputWidth": 640 if done else 0,
            "outputHeight": 360 if done else 0,
            "has_audio": done and _has_audio(job.wish),
            "credits": count_credits(job.wish),
        }

    def _authenticate(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.headers.get("API-KEY", "").encode(), self._settings.key.encode()):
            raise Refused(self.error(400012))
        trace = request.headers.get("Ai-trace-id", "")
        if not _UUID.fullmatch(trace):
            raise Refused(self.error(400017, "Ai-trace-id must be a UUID"))
        if request.method == "POST":
            if trace in self._traces:
                raise Refused(self.error(400017, "Ai-trace-id was used before"))
            self._traces.add(trace)

    def _check_body(self, kind: str, body: Mapping[str, Any]) -> None:
        code = find_error(kind, body)
        if code:
            raise Refused(self.error(code))
        if not all(self.has_image(body[name]) for name in IMAGES[kind]):
            raise Refused(self.error(400032))

    def succeed(self, found: Mapping[str, Any]) -> Reply:
        return Reply(body={"ErrCode": 0, "ErrMsg": "success", "Resp": found})

    def error(self, code: int, message: str = "", *, status: int = 200) -> Reply:
        return Reply(status=status, body={"ErrCode": code, "ErrMsg": message or TEXTS[code], "Resp": None})


def find_error(kind: str, body: Mapping[str, Any]) -> int:
    """The code of what is wrong with an order; 0 for nothing."""
    wrong = find_wrong(body, FIELDS[kind], required=(*REQUIRED, *IMAGES[kind]))
    if wrong is not None and wrong.problem is Problem.LONG:
        return _LONG[wrong.field]
    if wrong is not None:
        return _PROBLEMS.get(wrong.problem, 400017)
    too_long = body["quality"] == "1080p" and body["duration"] == 10
    too_fast = body.get("motion_mode") == "fast" and body["duration"] != 5
    return 400017 if too_long or too_fast else 0


def count_credits(wish: Mapping[str, Any]) -> int:
    """By PixVerse's price list for v5.6."""
    prices = CREDITS_WITH_AUDIO if _has_audio(wish) else CREDITS_SILENT
    return prices[wish["quality"]][(5, 8, 10).index(wish["duration"])]


def make_id(number: int) -> str:
    """Past 2^53, as the documents warn."""
    return str(9_385_043_936_817_661 + number * 2_053)


def _has_audio(wish: Mapping[str, Any]) -> bool:
    return bool(wish.get("generate_audio_switch", False))


def _as_query(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _zulu(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
