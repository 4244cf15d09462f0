"""Alibaba's DashScope API for Wan.

Sources: help.aliyun.com/zh/model-studio/text-to-video-api-reference (submit, query), /error-code (codes) and
/developer-reference/manage-asynchronous-tasks (list, cancel). What no source states is marked inferred.

Not here: the rule in the console by which EventBridge calls back, account-wide and without a result.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from onereel.domain.operation import Loss
from onereel.domain.request import Sound
from onereel.upstreams.answers import FilesGoAlong, judge, narrow, pick, reference_in, states_in, text_at, trouble
from onereel.upstreams.base import (
    Answer,
    Call,
    Callbacks,
    Finished,
    Found,
    Incoming,
    Order,
    Running,
    Secret,
    Started,
    Survey,
    Trouble,
    Verdict,
)
from onereel.upstreams.fitting import (
    as_data_uri,
    common_losses,
    length_loss,
    nearest_seconds,
    nearest_size,
    refuse_essential,
    size_loss,
)
from onereel.upstreams.signatures import has_token

BASE_URLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "beijing": "https://dashscope.aliyuncs.com",
        "singapore": "https://dashscope-intl.aliyuncs.com",
        "virginia": "https://dashscope-us.aliyuncs.com",
    }
)
"""Key, model and address must be of one region."""
CALLS_PER_SECOND: Final = 20.0
"""Of an account that asks for tasks (the page on querying them); taken for all calls."""
SUBMIT: Final = "/api/v1/services/aigc/video-generation/video-synthesis"
TEXT_MODEL: Final = "wan2.6-t2v"
IMAGE_MODEL: Final = "wan2.6-i2v"
SECONDS: Final = range(2, 16)
SIZES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        f"{width}*{height}": (width, height)
        for width, height in (
            (1280, 720),
            (720, 1280),
            (960, 960),
            (1088, 832),
            (832, 1088),
            (1920, 1080),
            (1080, 1920),
            (1440, 1440),
            (1632, 1248),
            (1248, 1632),
        )
    }
)
_LARGER_THAN_720P: Final = 1280 * 720
_CLOCK_SLACK: Final = timedelta(minutes=2)
"""Between their clock and ours, when recent tasks are searched."""

VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        "InvalidApiKey": Verdict.BLOCKED,
        "InvalidParameter": Verdict.NEXT,
        "InvalidParameter.DataInspection": Verdict.NEXT,
        "Arrearage": Verdict.BLOCKED,
        "DataInspectionFailed": Verdict.GIVE_UP,
        "IPInfringementSuspect": Verdict.GIVE_UP,
        "isv.OUT_OF_SERVICE": Verdict.BLOCKED,
        "AccessDenied": Verdict.BLOCKED,
        "AccessDenied.Unpurchased": Verdict.BLOCKED,
        "Model.AccessDenied": Verdict.BLOCKED,
        "Workspace.AccessDenied": Verdict.BLOCKED,
        "ModelNotFound": Verdict.BLOCKED,
        "ModelUnavailable": Verdict.RETRY,
        "Throttling": Verdict.RETRY,
        "Throttling.RateQuota": Verdict.RETRY,
        "Throttling.BurstRate": Verdict.RETRY,
        "Throttling.AllocationQuota": Verdict.RETRY,
        "InternalError": Verdict.UNCLEAR,
        "RequestTimeOut": Verdict.UNCLEAR,
        "UnsupportedOperation": Verdict.NEXT,
        "InvalidVideo": Verdict.NEXT,
    }
)
"""By code; what is to be done is inferred from what each means. `InvalidImage.…` is NEXT, too."""
MODERATION: Final = frozenset({"DataInspectionFailed", "IPInfringementSuspect"})


class DashScope(FilesGoAlong):
    """See `Upstream`."""

    name = "dashscope"
    base_urls = BASE_URLS
    calls_per_second = CALLS_PER_SECOND
    callbacks = Callbacks.WITH_OWN

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {secret.key}"}

    def losses(self, order: Order) -> Sequence[Loss]:
        request = order.request
        found = common_losses(order, amplitude=False, fast_motion=False, multi_shot=True, track=bool(order.track_url))
        found += length_loss(request, nearest_seconds(request, SECONDS))
        if order.last_frame is not None:
            found.append(Loss(field="last_frame", note="wan2.6 takes no last frame", essential=True))
        if order.first_frame is None:
            found += size_loss(request, SIZES[nearest_size(request, SIZES)])
        if request.sound is Sound.SILENT:
            found.append(Loss(field="sound", note="wan2.6 makes sound in any case"))
        return found

    def start(self, order: Order) -> Call:
        refuse_essential(self.losses(order))
        request = order.request
        given: dict[str, Any] = {"prompt": request.prompt}
        if request.negative_prompt:
            given["negative_prompt"] = request.negative_prompt
        if order.track_url:
            given["audio_url"] = order.track_url
        if order.first_frame is not None:
            given["img_url"] = as_data_uri(order.first_frame)
        parameters: dict[str, Any] = {
            **_size(order),
            "prompt_extend": request.extend_prompt,
            "duration": nearest_seconds(request, SECONDS),
            "watermark": request.watermark is not None,
            "seed": request.seed,
        }
        if request.multi_shot:
            parameters |= {"prompt_extend": True, "shot_type": "multi"}  # the one works only with the other
        model = TEXT_MODEL if order.first_frame is None else IMAGE_MODEL
        return Call(
            method="POST",
            path=SUBMIT,
            headers={"X-DashScope-Async": "enable"},
            json={"model": model, "input": given, "parameters": parameters},
        )

    def read_start(self, answer: Answer) -> Started | Trouble:
        operation = text_at(answer.body, "output", "task_id")
        return Started(operation=operation) if operation else _trouble(answer, starting=True)

    def check(self, order: Order, operation: str) -> Call:
        return Call(method="GET", path=f"/api/v1/tasks/{operation}")

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        output = pick(answer.body, "output")
        match text_at(output, "task_status"):
            case "PENDING":
                return Running(cancellable=True)
            case "RUNNING" | "SUSPENDED":
                return Running()
            case "SUCCEEDED" if text_at(output, "video_url"):
                seconds = text_at(answer.body, "usage", "output_video_duration")
                return Finished(video_url=text_at(output, "video_url"), cost_note=f"{seconds} s" if seconds else "")
            case "FAILED" | "CANCELED" | "UNKNOWN" as status:
                return _ending(answer, status)
            case _:
                return _trouble(answer, starting=False)

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        return Call(method="GET", path=f"/api/v1/tasks/?model_name={_model(order)}&page_no={page}&page_size=100")

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        # There are no results in the list, so that what is over is asked for.
        running = {"PENDING": Running(cancellable=True), "RUNNING": Running(), "SUSPENDED": Running()}
        found = states_in(pick(answer.body, "data"), name="task_id", state="status", running=running)
        return _trouble(answer, starting=False) if found is None else found

    def find(self, order: Order) -> Call | None:
        return self.survey(order, page=1)

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        listed = pick(answer.body, "data")
        if not isinstance(listed, list):
            return _trouble(answer, starting=False)
        if _to_number(pick(answer.body, "total_page")) > 1:
            return trouble(answer, Verdict.UNCLEAR, code="many", message="more tasks than one page holds")
        earliest = (since.astimezone(UTC) - _CLOCK_SLACK).timestamp() * 1000
        ours = [
            text_at(task, "task_id")
            for task in listed
            if text_at(task, "model_name") == _model(order)
            and _to_number(pick(task, "gmt_create")) >= earliest
            and text_at(task, "task_id") not in known
        ]
        return narrow(answer, ours, is_whole=True)

    def cancel(self, operation: str) -> Call | None:
        return Call(method="POST", path=f"/api/v1/tasks/{operation}/cancel")

    def read_callback(self, incoming: Incoming, *, secret: Secret, signed_with: str, now: datetime) -> str:
        # EventBridge posts to any address that the console is given. How it signs no source of ours states, so that
        # the address itself is the secret: its query ends with `token=…`.
        if not has_token(incoming.query, secret=signed_with):
            raise ValueError("the token of the address is not the one that was agreed on")
        return reference_in(incoming.content, "data", "task_id")


def _model(order: Order) -> str:
    return TEXT_MODEL if order.first_frame is None else IMAGE_MODEL


def _size(order: Order) -> dict[str, str]:
    request = order.request
    if order.first_frame is None:
        return {"size": nearest_size(request, SIZES)}
    return {"resolution": "1080P" if request.width * request.height > _LARGER_THAN_720P else "720P"}


def _ending(answer: Answer, status: str) -> Trouble:
    if status == "UNKNOWN":
        # Expired after 24 hours: it may have been made, and paid for, so that nobody is to make it again.
        return replace(
            trouble(answer, Verdict.GIVE_UP, code=status, message="the vendor no longer knows it"), is_denial=True
        )
    if status == "CANCELED":
        return trouble(answer, Verdict.NEXT, code=status, message="somebody has cancelled it there")
    code = text_at(answer.body, "output", "code")
    verdict = VERDICTS.get(code, Verdict.NEXT)
    if verdict in {Verdict.RETRY, Verdict.UNCLEAR}:
        verdict = Verdict.NEXT  # this task is over, whatever the reason
    message = text_at(answer.body, "output", "message")
    return trouble(answer, verdict, code=code, message=message, moderated=code in MODERATION)


def _to_number(value: Any) -> float:  # noqa: ANN401 - JSON of somebody else
    return float(value) if isinstance(value, int | float) else 0.0


def _trouble(answer: Answer, *, starting: bool) -> Trouble:
    code = text_at(answer.body, "code")
    known = VERDICTS.get(code) or (Verdict.NEXT if code.startswith("InvalidImage") else None)
    message, moderated = text_at(answer.body, "message"), code in MODERATION
    return judge(answer, known, code=code, message=message, moderated=moderated, starting=starting)
