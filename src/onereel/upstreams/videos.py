"""Servers that speak OpenAI's `/v1/videos`: vLLM-Omni and SGLang Diffusion, which operators run on GPUs of their own.

Sources: github.com/vllm-project/vllm-omni: docs/serving/videos_api.md, entrypoints/openai/protocol/videos.py and
api_server.py; github.com/sgl-project/sglang: multimodal_gen/runtime/entrypoints/openai/video_api.py, protocol.py and
utils.py; openai-python for the object and its four statuses. What no source states is marked inferred.

Both keep their jobs in memory only: a server that was started again knows none, and works on none. Neither takes a
picture for the end.

Not here: vLLM-Omni's `/v1/videos/sync`, and what single models take beyond that (LoRA, control, speech).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Self
from urllib.parse import quote

from onereel.domain.operation import Loss
from onereel.domain.request import Sound, VideoRequest
from onereel.upstreams.answers import (
    FilesGoAlong,
    NoCallbacks,
    is_id,
    judge,
    narrow,
    pick,
    share_at,
    text_at,
    trouble,
)
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Found,
    Order,
    Running,
    Secret,
    Started,
    Survey,
    Trouble,
    Verdict,
)
from onereel.upstreams.fitting import as_data_uri, common_losses, refuse_essential, seconds_of

PATH: Final = "/v1/videos"
_PAGE: Final = 100
"""Jobs; as many as one page may hold."""
_LIST: Final = Call(method="GET", path=f"{PATH}?limit={_PAGE}&order=desc")
"""The newest jobs."""
_NOT_READY: Final = 503
_CLOCK_SLACK: Final = timedelta(minutes=2)
"""Between its clock and ours, when recent jobs are searched."""
_FAR: Final = 1e11
"""Seconds since 1970 that no clock of ours will show; a few of them more and no date has a year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoServer(FilesGoAlong, NoCallbacks):
    """What both have in common; fills `Upstream` but for its beginning and its search, and `OwnServer`."""

    model: str = ""
    """What the server calls its model; it takes orders without, too."""

    @property
    def calls_per_second(self) -> float | None:
        return None

    @property
    def base_urls(self) -> Mapping[str, str]:
        return MappingProxyType({})

    def serving(self, model: str) -> Self:
        return replace(self, model=model)

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {secret.key}"} if secret.key else {}

    def losses(self, order: Order) -> Sequence[Loss]:
        request = order.request
        found = common_losses(order, amplitude=False, fast_motion=False, multi_shot=False, track=False)
        if order.last_frame is not None:
            found.append(Loss(field="last_frame", note="there is no field for a last frame", essential=True))
        if request.watermark is not None and request.watermark.picture is None:
            found.append(Loss(field="watermark", note="there is no field for a mark"))
        return found

    def read_start(self, answer: Answer) -> Started | Trouble:
        operation = text_at(answer.body, "id")
        if answer.status >= 300 or not is_id(operation):
            return _trouble(answer, starting=True)
        if text_at(answer.body, "status") == "failed":
            return _ending(answer)
        return Started(operation=operation)

    def check(self, order: Order, operation: str) -> Call:
        return Call(method="GET", path=_path(operation))

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        if answer.status >= 300:
            return _trouble(answer, starting=False)
        match text_at(answer.body, "status"):
            case "queued" | "in_progress":
                return Running(share=share_at(answer.body, "progress"), cancellable=True)
            case "completed":
                return _finished(answer)
            case "failed" | "cancelled" | "deleted":
                return _ending(answer)
            case _:
                return _trouble(answer, starting=False)

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        if page > 1 and not cursor:
            return None
        return replace(_LIST, path=f"{_LIST.path}&after={quote(cursor, safe='')}") if cursor else _LIST

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        listed = pick(answer.body, "data")
        if answer.status >= 300 or not isinstance(listed, list):
            return _trouble(answer, starting=False)
        named = [job for job in listed if text_at(job, "id")]
        return Survey(
            orders={text_at(job, "id"): self.read_check(replace(answer, body=job)) for job in named},
            cursor=_cursor(answer, named),
            oldest=_begun(named[-1]) if named else None,
        )

    def cancel(self, operation: str) -> Call | None:
        """vLLM-Omni stops the job; SGLang only forgets it, and works on."""
        return Call(method="DELETE", path=_path(operation))


@dataclass(frozen=True, kw_only=True, slots=True)
class VllmOmni(VideoServer):
    """See `Upstream`."""

    @property
    def name(self) -> str:
        return "vllm-omni"

    def losses(self, order: Order) -> Sequence[Loss]:
        # Called without `super()`, which a class with slots that was made by a decorator does not have.
        found = list(VideoServer.losses(self, order))
        if order.request.sound in {Sound.GENERATED, Sound.MUSIC}:
            found.append(Loss(field="sound", note="only where the server's model makes sound, and of its own kind"))
        return found

    def start(self, order: Order) -> Call:
        refuse_essential(self.losses(order))
        request = order.request
        fields = {"model": self.model} if self.model else {}
        fields |= {name: str(value) for name, value in _common(request).items()}
        if request.sound in {Sound.GENERATED, Sound.MUSIC}:
            fields["generate_sound"] = "true"
        parts = {} if order.first_frame is None else {"input_reference": order.first_frame}
        return Call(method="POST", path=PATH, fields=fields, parts=parts)

    def find(self, order: Order) -> Call | None:
        return _LIST

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        listed = pick(answer.body, "data")
        if answer.status >= 300 or not isinstance(listed, list):
            return _trouble(answer, starting=False)
        earliest = (since.astimezone(UTC) - _CLOCK_SLACK).timestamp()
        recent = [job for job in listed if _created(job) >= earliest and text_at(job, "id") not in known]
        ours = [text_at(job, "id") for job in recent if pick(job, "prompt") == order.request.prompt]
        return narrow(answer, ours, is_whole=pick(answer.body, "has_more") is False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SglangDiffusion(VideoServer):
    """See `Upstream`. Its list does not say what a job is of, so that an order cannot be searched for."""

    @property
    def name(self) -> str:
        return "sglang"

    def losses(self, order: Order) -> Sequence[Loss]:
        found = list(VideoServer.losses(self, order))
        if order.request.sound in {Sound.GENERATED, Sound.MUSIC}:
            found.append(Loss(field="sound", note="there is no field for sound"))
        return found

    def start(self, order: Order) -> Call:
        refuse_essential(self.losses(order))
        body: dict[str, Any] = {"model": self.model} if self.model else {}
        body |= _common(order.request)
        if order.first_frame is not None:
            body["reference_url"] = as_data_uri(order.first_frame)
        return Call(method="POST", path=PATH, json=body)

    def find(self, order: Order) -> Call | None:
        return None

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        return trouble(answer, Verdict.UNCLEAR, code="", message="SGLang has no way to search for an order")


_MESSAGES: Final = (("error", "message"), ("error",), ("detail",), ("detail", 0, "msg"))
"""Where vLLM and FastAPI write them; vLLM's refusal of a key is `{"error": "Unauthorized"}`."""


def _common(request: VideoRequest) -> dict[str, Any]:
    """The fields that both take; `num_frames` goes before `seconds`, which is whole ones."""
    fields: dict[str, Any] = {
        "prompt": request.prompt,
        "seconds": max(1, round(seconds_of(request))),
        "size": f"{request.width}x{request.height}",
        "num_frames": request.frame_count,
        "fps": request.frame_rate,
        "seed": request.seed,  # in any case: that of SGLang is a constant where none is sent
    }
    if request.negative_prompt:
        fields["negative_prompt"] = request.negative_prompt
    return fields


def _path(operation: str) -> str:
    return f"{PATH}/{quote(operation, safe='')}"


def _cursor(answer: Answer, jobs: Sequence[Any]) -> str:
    """What the next page is asked for with: the last job's id. SGLang does not say whether there is one."""
    has_more = pick(answer.body, "has_more")
    last = text_at(jobs[-1], "id") if jobs else ""
    is_last = has_more is False or (has_more is not True and len(jobs) < _PAGE)
    return "" if is_last or not is_id(last) else last


def _begun(job: Any) -> datetime | None:  # noqa: ANN401 - JSON of somebody else
    """When a job was begun, as far as it says so."""
    seconds = _created(job)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _FAR else None


def _created(job: Any) -> float:  # noqa: ANN401 - JSON of somebody else
    moment = pick(job, "created_at")
    return float(moment) if isinstance(moment, int | float) and abs(moment) < 1e15 else 0.0


def _finished(answer: Answer) -> Finished | Trouble:
    elsewhere, operation = text_at(answer.body, "url"), text_at(answer.body, "id")
    if elsewhere.startswith(("http://", "https://")):
        return Finished(video_url=elsewhere)  # SGLang has put it into a cloud store, and has it no longer itself
    if not is_id(operation):
        return _trouble(answer, starting=False)
    return Finished(video_path=f"{_path(operation)}/content")


def _ending(answer: Answer) -> Trouble:
    status = text_at(answer.body, "status")
    code = text_at(answer.body, "error", "code") or status
    return trouble(answer, Verdict.NEXT, code=code, message=text_at(answer.body, "error", "message"))


def _trouble(answer: Answer, *, starting: bool) -> Trouble:
    """By the status: neither has a table of codes. FastAPI refuses with `{"detail": …}`, vLLM with `{"error": {…}}`."""
    code = text_at(answer.body, "error", "code") or text_at(answer.body, "error", "type")
    message = next((text for path in _MESSAGES if (text := text_at(answer.body, *path))), "")
    known = (
        Verdict.RETRY if answer.status == _NOT_READY and message else None
    )  # itself, and no proxy before it (inferred)
    return judge(answer, known, code=code, message=message, moderated=False, starting=starting)
