"""Alibaba's DashScope, as far as it makes videos.

Sources: help.aliyun.com/zh/model-studio/text-to-video-api-reference, /error-code, /async-task-api (EventBridge) and
/developer-reference/manage-asynchronous-tasks. Only the key, the header and the name of the model are looked at when an
order comes in; what else is wrong with it ends it as FAILED. Inferred: the most of a page of the list (100), texts of
those failures but `Field required: input.prompt`.

Not here: uploads to its own storage (`oss://`).
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from tests.fakes.base import Message, Route, Settings
from tests.fakes.checking import (
    Check,
    Problem,
    Wrong,
    find_wrong,
    flag,
    is_web_address,
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

_BEIJING = timezone(timedelta(hours=8))
SIZES = (
    "1280*720",
    "720*1280",
    "960*960",
    "1088*832",
    "832*1088",
    "1920*1080",
    "1080*1920",
    "1440*1440",
    "1632*1248",
    "1248*1632",
)
_PARAMETERS = {
    "prompt_extend": flag,
    "duration": whole(2, 15),
    "shot_type": one_of("single", "multi"),
    "watermark": flag,
    "seed": whole(0, 2_147_483_647),
}
_RESOLUTIONS = one_of("480P", "720P", "1080P")


def picture(value: Any) -> Problem | None:
    """An address, or a data URI of a picture."""
    if not isinstance(value, str):
        return Problem.TYPE
    content = read_data_uri(value)
    good = is_web_address(value) or value.startswith("oss://") or (content is not None and read_picture(content))
    return None if good else Problem.VALUE


class Model(msgspec.Struct, frozen=True):
    """What a model takes."""

    given: Mapping[str, Check]
    parameters: Mapping[str, Check]
    required: Sequence[str] = ("prompt",)


SHARED = {"prompt": text(), "negative_prompt": text(), "audio_url": web_address}
PATHS: Mapping[str, Mapping[str, Model]] = {
    "/api/v1/services/aigc/video-generation/video-synthesis": {
        "wan2.6-t2v": Model(SHARED, _PARAMETERS | {"size": one_of(*SIZES)}),
        "wan2.6-i2v": Model(
            SHARED | {"img_url": picture}, _PARAMETERS | {"resolution": one_of("720P", "1080P")}, ("img_url",)
        ),
    },
    "/api/v1/services/aigc/image2video/video-synthesis": {
        name: Model(
            {
                "prompt": text(),
                "negative_prompt": text(),
                "first_frame_url": picture,
                "last_frame_url": picture,
                "template": text(),
            },
            {"prompt_extend": flag, "resolution": _RESOLUTIONS, "watermark": flag, "seed": whole(0, 2_147_483_647)},
            ("first_frame_url",),
        )
        for name in ("wan2.2-kf2v-flash", "wanx2.1-kf2v-plus")
    },
}
_WORDS = {
    State.WAITING: "PENDING",
    State.RUNNING: "RUNNING",
    State.SUCCEEDED: "SUCCEEDED",
    State.FAILED: "FAILED",
    State.MODERATED: "FAILED",
    State.CANCELLED: "CANCELED",
}
_MODERATED = "Output data may contain inappropriate content."
_LIST_QUERY = frozenset(
    {"task_id", "start_time", "end_time", "model_name", "status", "page_no", "page_size", "api_key_id", "region"}
)
_DAY_SECONDS = 86_400


class DashScope:
    """See `Vendor`."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self._manners = Manners(
            fault=partial(self.error, 500, "InternalError", "An internal error has occured, please try again later."),
            limited=partial(self.error, 429, "Throttling.RateQuota", "Requests rate limit exceeded."),
            moderated=partial(self.error, 400, "DataInspectionFailed", "Input data may contain inappropriate content."),
        )

    def routes(self) -> Sequence[Route]:
        return [
            *(
                Route(method="POST", path=path, kind="create", handler=partial(self._create, models))
                for path, models in PATHS.items()
            ),
            Route(method="GET", path="/api/v1/tasks/", kind="list", handler=self._list),
            Route(method="GET", path="/api/v1/tasks", kind="list", handler=self._list),
            Route(method="GET", path="/api/v1/tasks/{id}", kind="check", handler=self._check),
            Route(method="POST", path="/api/v1/tasks/{id}/cancel", kind="cancel", handler=self._cancel),
        ]

    def lost(self, request: web.Request) -> Reply:
        return self.error(404, "InvalidParameter", "url error, please check url!")

    def listeners(self, job: Job) -> Sequence[str]:
        return self._settings.callback_urls

    def message(self, job: Job, state: State, url: str) -> Message | None:
        """A CloudEvent by EventBridge: of the end alone, and without the result."""
        if state not in ENDED:
            return None
        now = datetime.fromtimestamp(self._desk.now(), UTC)
        body = {
            "datacontenttype": "application/json;charset=utf-8",
            "aliyunaccountid": "1",
            "aliyunpublishtime": f"{now:%Y-%m-%dT%H:%M:%S.000Z}",
            "data": {
                "start_time": _local(job.taken_at)[:19],
                "user_api_unique_key": _unique_key(job),
                "task_status": _WORDS[state],
                "contain_result": False,
                "end_time": _local(job.ends_at)[:19],
                "task_id": job.id,
                "region": "cn-beijing",
                "request_id": self._desk.mint_uuid(),
                "api_key_id": "1250",
            },
            "aliyunoriginalaccountid": "1",
            "specversion": "1.0",
            "aliyuneventbusname": "default",
            "id": self._desk.mint_uuid(),
            "source": "acs.dashscope",
            "time": f"{now:%Y-%m-%dT%H:%M:%S.000Z}",
            "aliyunregionid": "cn-beijing",
            "type": "dashscope:System:AsyncTaskFinish",
        }
        return Message(headers={"Content-Type": "application/json"}, body=msgspec.json.encode(body))

    async def _create(self, models: Mapping[str, Model], request: web.Request) -> Answer:
        self._authenticate(request)
        if request.headers.get("X-DashScope-Async") != "enable":
            message = "current user api does not support synchronous calls."
            raise Refused(self.error(403, "AccessDenied", message))
        body = await read_json(request)
        if body is None or not isinstance(body.get("model"), str):
            raise Refused(self.error(400, "InvalidParameter", "Required body invalid, please check the request body."))
        model = models.get(body["model"])
        if model is None:
            raise Refused(self.error(400, "InvalidParameter", "Model not exist."))
        return await self._desk.take(
            request,
            order=fingerprint(body),
            kind=body["model"],
            wish={**_as_table(body.get("parameters")), "prompt": _as_table(body.get("input")).get("prompt", "")},
            manners=self._manners,
            make_id=lambda _number: self._desk.mint_uuid(),
            answer=self._acknowledge,
            flaw=find_flaw(body, model),
        )

    def _acknowledge(self, job: Job) -> Reply:
        return Reply(
            body={"output": {"task_status": "PENDING", "task_id": job.id}, "request_id": self._desk.mint_uuid()}
        )

    async def _check(self, request: web.Request) -> Answer:
        self._authenticate(request)
        job = self._desk.book.jobs.get(request.match_info["id"])
        if job is None or self._desk.now() - job.taken_at > _DAY_SECONDS:
            return self._told({"task_id": request.match_info["id"], "task_status": "UNKNOWN"})
        return await self._desk.look(request, job, self._manners, self._describe)

    def _describe(self, job: Job) -> Reply:
        if job.state(self._desk.now()) is State.SUCCEEDED:
            return self._told(self.output(job), usage=_usage(job))
        return self._told(self.output(job))

    def output(self, job: Job) -> dict[str, Any]:
        """What is told of a job."""
        state = job.tell(self._desk.now())
        found: dict[str, Any] = {"task_id": job.id, "task_status": _WORDS[state]}
        match state:
            case State.MODERATED:
                return found | {"code": "DataInspectionFailed", "message": _MODERATED}
            case State.FAILED if job.flaw:
                return found | {"code": "InvalidParameter", "message": job.flaw}
            case State.FAILED:
                return found | {"code": "InternalError", "message": "The video could not be generated."}
        found["submit_time"] = _local(job.taken_at)
        if state is not State.WAITING:
            found["scheduled_time"] = _local(job.runs_at)
        if state in ENDED:
            found["end_time"] = _local(job.ends_at)
        if state is State.SUCCEEDED:
            found |= {"orig_prompt": job.wish["prompt"], "video_url": self._desk.links.url(job)}
        return found

    async def _list(self, request: web.Request) -> Answer:
        self._authenticate(request)
        query = dict(request.query)
        page, size = query.get("page_no", "1"), query.get("page_size", "10")
        numbers = page.isdecimal() and size.isdecimal() and int(page) >= 1 and 1 <= int(size) <= 100
        if not numbers or not set(query) <= _LIST_QUERY:
            raise Refused(self.error(400, "InvalidParameter", "the query is invalid"))
        found = [job for job in self._desk.listed(self._manners) if self._is_wanted(job, query)]
        start = (int(page) - 1) * int(size)
        return Reply(
            body={
                "total": len(found),
                "data": [self._row(job) for job in found[start : start + int(size)]],
                "total_page": -(-len(found) // int(size)),
                "page_no": int(page),
                "request_id": self._desk.mint_uuid(),
                "page_size": int(size),
            }
        )

    def _is_wanted(self, job: Job, query: Mapping[str, str]) -> bool:
        now = self._desk.now()
        return (
            now - job.taken_at <= _DAY_SECONDS
            and query.get("task_id", job.id) == job.id
            and query.get("model_name", job.kind) == job.kind
            and ("status" not in query or query["status"] == _WORDS[job.state(now)])
            and ("start_time" not in query or query["start_time"] <= _stamp(job.taken_at))
            and ("end_time" not in query or query["end_time"] >= _stamp(job.taken_at))
        )

    def _row(self, job: Job) -> dict[str, Any]:
        state = job.tell(self._desk.now())
        found: dict[str, Any] = {
            "api_key_id": "15",
            "caller_parent_id": "1",
            "caller_uid": "1",
            "gmt_create": int(job.taken_at * 1000),
            "model_name": job.kind,
            "region": "cn-beijing",
            "request_id": self._desk.mint_uuid(),
            "status": _WORDS[state],
            "task_id": job.id,
            "user_api_unique_key": _unique_key(job),
        }
        if state is not State.WAITING:
            found["start_time"] = int(job.runs_at * 1000)
        if state in ENDED:
            found["end_time"] = int(job.ends_at * 1000)
        return found

    async def _cancel(self, request: web.Request) -> Answer:
        self._authenticate(request)
        job = self._desk.book.jobs.get(request.match_info["id"])
        if job is None or job.state(self._desk.now()) is not State.WAITING:
            message = "Failed to cancel the task, please confirm if the task is in PENDING status."
            raise Refused(self.error(400, "UnsupportedOperation", message))
        self._desk.book.cancel(job)
        return Reply(body={"request_id": self._desk.mint_uuid()})

    def _authenticate(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not given:
            raise Refused(self.error(401, "InvalidApiKey", "No API-key provided."))
        if not hmac.compare_digest(given.encode(), f"Bearer {self._settings.key}".encode()):
            raise Refused(self.error(401, "InvalidApiKey", "Invalid API-key provided."))

    def _told(self, output: Mapping[str, Any], **more: Any) -> Reply:
        return Reply(body={"request_id": self._desk.mint_uuid(), "output": output, **more})

    def error(self, status: int, code: str, message: str) -> Reply:
        return Reply(status=status, body={"code": code, "message": message, "request_id": self._desk.mint_uuid()})


def find_flaw(body: Mapping[str, Any], model: Model) -> str:
    """What is wrong with an order; it is told when the job has failed. A prompt that is too long is cut in silence."""
    given, parameters = _as_table(body.get("input")), _as_table(body.get("parameters"))
    for name in model.required:
        if name not in given:
            return f"Field required: input.{name}"
    unknown = [Wrong(name, Problem.UNKNOWN) for name in body if name not in {"model", "input", "parameters"}]
    wrong = find_wrong(given, model.given) or find_wrong(parameters, model.parameters) or next(iter(unknown), None)
    return "" if wrong is None else f"The parameter {wrong}"


def _usage(job: Job) -> dict[str, Any]:
    if "kf2v" in job.kind:
        return {"video_duration": 5, "video_count": 1, "SR": 720}
    size = job.wish.get("size", "1920*1080")
    seconds = job.wish.get("duration", 5)
    return {
        "duration": seconds,
        "size": size,
        "input_video_duration": 0,
        "output_video_duration": seconds,
        "video_count": 1,
        "SR": min(map(int, size.split("*"))),
    }


def _unique_key(job: Job) -> str:
    return f"apikey:v1:aigc:video-generation:video-synthesis:{job.kind}"


def _local(seconds: float) -> str:
    """Beijing time without a zone, to the millisecond."""
    return datetime.fromtimestamp(seconds, _BEIJING).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _stamp(seconds: float) -> str:
    """As the query of a list has it."""
    return f"{datetime.fromtimestamp(seconds, _BEIJING):%Y%m%d%H%M%S}"


def _as_table(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}
