"""Reads Kling's requests and writes its replies.

Not here: limits, prices and codes (`models.py`), or field shapes (`wire.py`).
"""

from fractions import Fraction
from functools import partial
from random import Random

from msgspec import UNSET, UnsetType

from onereel.domain.clock import Clock, to_milliseconds
from onereel.domain.ids import Snowflake
from onereel.domain.request import Sound, VideoRequest
from onereel.domain.task import Task
from onereel.domain.usage import COST_PER_FEN, Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import ErrorReply, Found, Links, Plan, QueryModel, Reply, SubmitModel, Wish
from onereel.providers.checks import check_prompt
from onereel.providers.kling import models, wire
from onereel.providers.reading import Parsed, QueryBody, convert_body, user_text
from onereel.providers.replies import as_reply, count_usage
from onereel.providers.writing import write_ending, write_openai_error


def read_text_to_video(parsed: Parsed) -> Wish:
    """Understand a submit to `kling-v2-6-text2video`. Raises RequestError."""
    body = convert_body(parsed, wire.TextToVideo)
    prompt = check_prompt(user_text(body.input), field="input", limit=models.PROMPT_LIMIT)
    check_prompt(
        body.negative_prompt,
        field="negative_prompt",
        limit=models.PROMPT_LIMIT,
        kind=ErrorKind.NEGATIVE_PROMPT_TOO_LONG,
        required=False,
    )
    return Wish(needs={}, plan=partial(_plan, body, prompt), callback_url=body.callback_url or None)


CARDS = (
    SubmitModel(
        id=models.TEXT_TO_VIDEO,
        provider="kling",
        body=wire.TextToVideo,
        reply=wire.Accepted,
        read=read_text_to_video,
        summary="Kling 2.6: text to video.",
        example={
            "model": models.TEXT_TO_VIDEO,
            "input": "生成一个海边有一个人跳舞的视频",
            "mode": "pro",
            "sound": "off",
            "aspect_ratio": "16:9",
            "duration": 5,
        },
    ),
    QueryModel(
        id=models.TEXT_TO_VIDEO_GET,
        provider="kling",
        body=QueryBody,
        reply=wire.Queried,
        summary="The state and result of a Kling text-to-video task, by `task_id` or the `request_id` of its submit.",
        example={"model": models.TEXT_TO_VIDEO_GET, "input": "840242793980637239"},
    ),
)


class KlingDialect:
    """Kling, as `onereel.providers.base.Dialect`."""

    name = "kling"
    cards = CARDS

    def __init__(self, *, clock: Clock, random: Random) -> None:
        self._ids = Snowflake(epoch_ms=models.ID_EPOCH_MS, low_bits=models.ID_LOW_BITS, clock=clock, random=random)

    def mint_public_id(self) -> str:
        return str(self._ids.mint())

    def write_accepted(self, task: Task, *, links: Links) -> Reply:
        data = _data(task, task_info=wire.TaskInfo())
        usage = count_usage(output_tokens=task.charge.tokens)
        return as_reply(wire.Accepted(request_id=task.request_id, data=data, usage=usage))

    def write_task(self, task: Task, *, links: Links, request_id: str) -> Reply:
        return as_reply(wire.Queried(request_id=request_id, data=_data(task, task_result=_result(task, links))))

    def write_text(self, task: Task, *, links: Links) -> str:
        duration = ""
        if task.result:
            duration = f"时长: {_cut_to_milliseconds(task.result.video.facts.seconds)}"
        return write_ending(task, links=links, details=duration)

    def write_callback(self, task: Task, *, links: Links) -> Reply:
        """The bare record, at every change: Kling's callback page (klingai.com/document-api/api/get-started/callbacks).

        Its two `final_…_deduction` are left out: what a resource pack or a balance is charged is not known.
        """
        told = wire.Told(
            task_id=task.public_id,
            task_status=models.STATUS[task.state],
            task_status_msg=task.failure.message if task.failure else "",
            created_at=to_milliseconds(task.created_at),
            updated_at=to_milliseconds(task.updated_at),
            task_info=wire.TaskInfo(),
            task_result=_result(task, links),
        )
        return as_reply(told)

    def write_error(self, error: RequestError, *, request_id: str, reference: str | None = None) -> ErrorReply:
        status, code = models.ERRORS[error.kind]
        return ErrorReply(
            status=status,
            body={
                "code": code,
                "message": error.message,
                "request_id": request_id,
                "error": write_openai_error(error),
            },
        )


def _plan(body: wire.TextToVideo, prompt: str, _found: Found, drawn_seed: int) -> Plan:
    seconds = int(body.duration)
    width, height = models.SIZES[body.mode, body.aspect_ratio]
    fen = models.FEN_PER_CLIP[body.mode, body.sound, seconds]
    return Plan(
        request=VideoRequest(
            prompt=prompt,
            negative_prompt=body.negative_prompt,
            width=width,
            height=height,
            frame_rate=models.FRAME_RATE,
            frame_count=seconds * models.FRAME_RATE + models.EXTRA_FRAMES,
            seed=drawn_seed,
            sound=Sound.GENERATED if body.sound == "on" else Sound.SILENT,
        ),
        charge=Charge(tokens=fen * models.TOKENS_PER_CNY // 100, cost=fen * COST_PER_FEN),
        echo=b"{}",
    )


def _data(
    task: Task,
    *,
    task_info: wire.TaskInfo | UnsetType = UNSET,
    task_result: wire.TaskResult | UnsetType = UNSET,
) -> wire.TaskData:
    return wire.TaskData(
        task_id=task.public_id,
        task_status=models.STATUS[task.state],
        task_status_msg=task.failure.message if task.failure else "",
        task_info=task_info,
        task_result=task_result,
        created_at=to_milliseconds(task.created_at),
        updated_at=to_milliseconds(task.updated_at),
    )


def _result(task: Task, links: Links) -> wire.TaskResult | UnsetType:
    if task.result is None:
        return UNSET
    duration = _cut_to_milliseconds(task.result.video.facts.seconds)
    return wire.TaskResult(videos=[wire.Video(id=_video_id(task), url=links.video, duration=duration)])


def _video_id(task: Task) -> str:
    """A second id, near the task's as in the document, and the same at every query."""
    return str(int(task.public_id) + (int(task.id[-7:], 16) | 1))


def _cut_to_milliseconds(seconds: Fraction) -> str:
    """121 frames at 24 a second are 5.041666… s and "5.041" in the document: cut, not rounded."""
    whole, rest = divmod(int(seconds * 1000), 1000)
    return f"{whole}.{rest:03d}"
