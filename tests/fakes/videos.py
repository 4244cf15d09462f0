"""Servers that speak OpenAI's `/v1/videos`: vLLM-Omni, which takes forms, and SGLang, which takes JSON and forms.

Sources: the two projects' documents and protocol files. Inferred: the bodies of errors (those of FastAPI and of
OpenAI), SGLang's ids.

Not here: remixes, editing, `/v1/videos/sync`.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from aiohttp import web

from tests.fakes.base import Message, Route, Settings
from tests.fakes.checking import (
    Check,
    Problem,
    find_wrong,
    flag,
    read_data_uri,
    read_json,
    read_picture,
    table,
    text,
    web_address,
    whole,
)
from tests.fakes.desk import Desk, Manners, fingerprint
from tests.fakes.jobs import ENDED, Job, State
from tests.fakes.replies import Answer, Refused, Reply

_WORDS = {
    State.WAITING: "queued",
    State.RUNNING: "in_progress",
    State.SUCCEEDED: "completed",
    State.FAILED: "failed",
    State.MODERATED: "failed",
    State.CANCELLED: "failed",
}


def number(value: Any) -> Problem | None:
    """Any number."""
    return None if isinstance(value, int | float) and not isinstance(value, bool) else Problem.TYPE


def size(value: Any) -> Problem | None:
    """Width and height, `1280x720`."""
    if not isinstance(value, str):
        return Problem.TYPE
    return None if re.fullmatch(r"[1-9]\d{1,3}x[1-9]\d{1,3}", value) else Problem.VALUE


def written(check: Check, read: Callable[[str], Any]) -> Check:
    """What a form holds as text."""

    def check_text(value: Any) -> Problem | None:
        try:
            return check(read(value)) if isinstance(value, str) else Problem.TYPE
        except ValueError:
            return Problem.TYPE

    return check_text


def reference(value: Any) -> Problem | None:
    """`{"image_url": …}`, an address or a data URI."""
    if not isinstance(value, dict) or set(value) != {"image_url"} or not isinstance(value["image_url"], str):
        return Problem.TYPE
    given = value["image_url"]
    content = read_data_uri(given)
    return None if web_address(given) is None or (content and read_picture(content)) else Problem.VALUE


def picture_address(value: Any) -> Problem | None:
    """An address, or a data URI with a picture in it (SGLang's `openai/utils.py` takes both)."""
    content = read_data_uri(value) if isinstance(value, str) else None
    return None if content and read_picture(content) else web_address(value)


_COUNT = whole(1, 10_000)
_SEED = whole(0, 2**32 - 1)
VLLM_FORM: Mapping[str, Check] = {
    "prompt": text(empty=False),
    "model": text(),
    "seconds": written(whole(1, 60), int),
    "size": size,
    "width": written(_COUNT, int),
    "height": written(_COUNT, int),
    "num_frames": written(_COUNT, int),
    "fps": written(whole(1, 120), int),
    "seed": written(_SEED, int),
    "num_inference_steps": written(whole(1, 1000), int),
    "guidance_scale": written(number, float),
    "guidance_scale_2": written(number, float),
    "negative_prompt": text(),
    "image_reference": written(reference, json.loads),
    "generate_sound": written(flag, json.loads),
    "enable_frame_interpolation": written(flag, json.loads),
    "lora": written(table, json.loads),
    "extra_params": written(table, json.loads),
}
SGLANG_JSON: Mapping[str, Check] = {
    "prompt": text(empty=False),
    "model": text(),
    "size": size,
    "seconds": whole(1, 60),
    "fps": whole(1, 120),
    "num_frames": _COUNT,
    "seed": _SEED,
    "reference_url": picture_address,
    "input_reference": text(empty=False),
    "num_inference_steps": whole(1, 1000),
    "guidance_scale": number,
    "guidance_scale_2": number,
    "negative_prompt": text(),
    "diffusers_kwargs": table,
}
SGLANG_FORM: Mapping[str, Check] = {
    "prompt": text(empty=False),
    "model": text(),
    "size": size,
    "seconds": written(whole(1, 60), int),
    "fps": written(whole(1, 120), int),
    "num_frames": written(_COUNT, int),
    "seed": written(_SEED, int),
    "reference_url": picture_address,
    "num_inference_steps": written(whole(1, 1000), int),
    "guidance_scale": written(number, float),
    "guidance_scale_2": written(number, float),
    "negative_prompt": text(),
    "diffusers_kwargs": written(table, json.loads),
}


def list_after(jobs: Sequence[Job], cursor: str | None) -> Sequence[Job]:
    """What follows in a list on the job with this id; nothing, as with both of them, where there is none."""
    if cursor is None:
        return jobs
    return jobs[next((number for number, job in enumerate(jobs, start=1) if job.id == cursor), len(jobs)) :]


def cursors(page: Sequence[Mapping[str, Any]], *, of: int) -> dict[str, Any]:
    """What vLLM-Omni says of a page beside its jobs; SGLang says nothing."""
    first, last = (page[0]["id"], page[-1]["id"]) if page else (None, None)
    return {"has_more": of > len(page), "first_id": first, "last_id": last}


class Videos:
    """See `Vendor`."""

    def __init__(self, desk: Desk, settings: Settings, *, json_fields: Mapping[str, Check] | None) -> None:
        """`json_fields` are those that may come as JSON; None where nothing may."""
        self._desk = desk
        self._settings = settings
        self._json = json_fields
        self._form = VLLM_FORM if json_fields is None else SGLANG_FORM
        self._manners = Manners(
            fault=partial(self._error, 500, "server_error", "the engine is dead"),
            limited=partial(self._error, 429, "rate_limit_error", "too many requests"),
            moderated=partial(self._error, 400, "invalid_request_error", "the prompt is not allowed"),
        )

    def routes(self) -> Sequence[Route]:
        return [
            Route(method="POST", path="/v1/videos", kind="create", handler=self._create),
            Route(method="GET", path="/v1/videos", kind="list", handler=self._list),
            Route(method="GET", path="/v1/videos/{id}", kind="check", handler=self._check),
            Route(method="DELETE", path="/v1/videos/{id}", kind="cancel", handler=self._delete),
            Route(method="GET", path="/v1/videos/{id}/content", kind="content", handler=self._content),
        ]

    def lost(self, request: web.Request) -> Reply:
        return Reply(status=404, body={"detail": "Not Found"})

    def listeners(self, job: Job) -> Sequence[str]:
        return ()

    def message(self, job: Job, state: State, url: str) -> Message | None:
        return None

    async def _create(self, request: web.Request) -> Answer:
        self._authenticate(request)
        if request.content_type == "multipart/form-data":
            body = await self._read_form(request)
            self._check_fields(body, self._form)
        else:
            found = await read_json(request) if self._json is not None else None
            if found is None or self._json is None:
                raise Refused(self._unprocessable("body", "missing", "Field required"))
            body = found
            self._check_fields(body, self._json)
        return await self._desk.take(
            request,
            order=fingerprint(body),
            kind="videos",
            wish=body,
            manners=self._manners,
            make_id=self._make_id,
            answer=lambda job: Reply(body=self.video(job)),
        )

    async def _read_form(self, request: web.Request) -> dict[str, str]:
        """The text of a form; a picture in it is looked at. Raises Refused."""
        found: dict[str, str] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, str):
                found[name] = value
            elif name != "input_reference" or read_picture(value.file.read()) is None:
                raise Refused(self._error(400, "invalid_request_error", f"{name} is no picture"))
        return found

    def _check_fields(self, body: Mapping[str, Any], fields: Mapping[str, Check]) -> None:
        wrong = find_wrong(body, fields, required=["prompt"])
        if wrong is not None:
            kind = "missing" if wrong.problem is Problem.MISSING else "value_error"
            raise Refused(self._unprocessable(wrong.field, kind, str(wrong)))

    def _make_id(self, number: int) -> str:
        code = f"{self._desk.book.random.getrandbits(128):032x}"
        return f"video_gen_{code}" if self._json is None else code

    async def _check(self, request: web.Request) -> Answer:
        job = self._find(request)
        return await self._desk.look(request, job, self._manners, lambda found: Reply(body=self.video(found)))

    def video(self, job: Job) -> dict[str, Any]:
        """What is told of a job."""
        now = self._desk.now()
        state = job.tell(now)
        failure = {"code": "generation_failed", "message": "CUDA out of memory"} if _WORDS[state] == "failed" else None
        return {
            "id": job.id,
            "object": "video",
            "created_at": int(job.taken_at),
            "status": _WORDS[state],
            "model": job.wish.get("model", "wan2.2"),
            "progress": 100 if state is State.SUCCEEDED else int(99 * job.share(now)),
            "seconds": str(job.wish.get("seconds", "4")),
            "size": job.wish.get("size", "720x1280"),
            "prompt": job.wish["prompt"],
            "completed_at": int(job.ends_at) if state in ENDED else None,
            "expires_at": None,
            "error": failure,
        }

    async def _list(self, request: web.Request) -> Answer:
        self._authenticate(request)
        limit, order = request.query.get("limit", "20"), request.query.get("order", "desc")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            raise Refused(self._unprocessable("limit", "value_error", "limit is out of range"))
        if order not in {"asc", "desc"}:
            raise Refused(self._unprocessable("order", "literal_error", "order is asc or desc"))
        jobs = list(self._desk.listed(self._manners))[:: 1 if order == "desc" else -1]
        left = list_after(jobs, request.query.get("after"))
        listed = {"object": "list", "data": [self.video(job) for job in left[: int(limit)]]}
        return Reply(body=listed if self._json is not None else listed | cursors(listed["data"], of=len(left)))

    async def _delete(self, request: web.Request) -> Answer:
        job = self._find(request)
        if job.state(self._desk.now()) not in ENDED:
            self._desk.book.cancel(job)
        return Reply(body={"id": job.id, "object": "video.deleted", "deleted": True})

    async def _content(self, request: web.Request) -> Answer:
        job = self._find(request)
        if job.state(self._desk.now()) is not State.SUCCEEDED:
            raise Refused(self._error(404, "invalid_request_error", "the video is not ready"))
        return await self._desk.links.send(request, job, "video.mp4")

    def _find(self, request: web.Request) -> Job:
        self._authenticate(request)
        job = self._desk.book.jobs.get(request.match_info["id"])
        if job is None:
            raise Refused(self._error(404, "invalid_request_error", "there is no such video"))
        return job

    def _authenticate(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._settings.key}".encode()):
            raise Refused(Reply(status=401, body={"error": "Unauthorized"}))

    def _error(self, status: int, kind: str, message: str) -> Reply:
        error = {"message": message, "type": kind, "param": None, "code": status}
        return Reply(status=status, body={"error": error})

    def _unprocessable(self, field: str, kind: str, message: str) -> Reply:
        return Reply(status=422, body={"detail": [{"type": kind, "loc": ["body", field], "msg": message}]})


vllm_omni = partial(Videos, json_fields=None)
sglang = partial(Videos, json_fields=SGLANG_JSON)
