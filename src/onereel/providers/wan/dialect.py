"""Reads Wan's requests and writes its replies.

Not here: limits, prices and codes (`models.py`), or field shapes (`wire.py`).
"""

from datetime import datetime
from functools import partial
from random import Random

import msgspec

from onereel.domain.clock import Clock
from onereel.domain.ids import mint_uuid
from onereel.domain.request import Corner, Sound, VideoRequest, Watermark
from onereel.domain.task import State, Task
from onereel.domain.usage import COST_PER_FEN, Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import (
    ErrorReply,
    Found,
    Links,
    Plan,
    QueryModel,
    Reply,
    Role,
    SoundAddress,
    SubmitModel,
    Wish,
)
from onereel.providers.checks import check_prompt, choose_seed
from onereel.providers.reading import Parsed, QueryBody, convert_body, user_text
from onereel.providers.replies import Usage, as_reply, count_usage
from onereel.providers.wan import models, wire
from onereel.providers.writing import write_ending, write_openai_error


def read_text_to_video(parsed: Parsed) -> Wish:
    """Understand a submit to `wan2.6-t2v`. Raises RequestError."""
    body = convert_body(parsed, wire.TextToVideo)
    options = body.input if isinstance(body.input, wire.Input) else wire.Input(prompt=user_text(body.input))
    field = "input.prompt" if options is body.input else "input"
    check_prompt(options.prompt, field=field, limit=len(options.prompt))
    needs = {}
    if options.audio_url:
        needs[Role.TRACK] = SoundAddress(
            url=options.audio_url,
            field="input.audio_url",
            max_bytes=models.AUDIO_MAX_BYTES,
            formats=models.AUDIO_FORMATS,
            shortest=models.AUDIO_SHORTEST,
            longest=models.AUDIO_LONGEST,
        )
    return Wish(needs=needs, plan=partial(_plan, options, body.parameters), callback_url=body.callback_url or None)


CARDS = (
    SubmitModel(
        id=models.TEXT_TO_VIDEO,
        provider="wan",
        body=wire.TextToVideo,
        reply=wire.Wrapper,
        read=read_text_to_video,
        summary="Wan 2.6: text to video, with sound.",
        example={
            "model": models.TEXT_TO_VIDEO,
            "input": {"prompt": "一只小巧可爱的卡通小猫将军，勇敢地站在悬崖上", "negative_prompt": ""},
            "parameters": {"size": "1280*720", "duration": 5, "shot_type": "multi", "seed": 666},
        },
    ),
    QueryModel(
        id=models.TEXT_TO_VIDEO_GET,
        provider="wan",
        body=QueryBody,
        reply=wire.Wrapper,
        summary="The state and result of a Wan task; the state stands in a JSON string inside the reply.",
        example={"model": models.TEXT_TO_VIDEO_GET, "input": "3a7d8355-ef78-48cd-863c-6cdb9707ba91"},
    ),
)


class WanDialect:
    """Wan, as `onereel.providers.base.Dialect`."""

    name = "wan"
    cards = CARDS

    def __init__(self, *, clock: Clock, random: Random) -> None:
        del clock  # the ids of this provider do not hold the time
        self._random = random

    def mint_public_id(self) -> str:
        return mint_uuid(self._random)

    def write_accepted(self, task: Task, *, links: Links) -> Reply:
        output: Reply = {"task_id": task.public_id, "task_status": models.STATUS[State.QUEUED]}
        return _wrap(output, request_id=task.request_id, usage=count_usage(output_tokens=task.charge.tokens))

    def write_task(self, task: Task, *, links: Links, request_id: str) -> Reply:
        settled = task.charge.tokens if task.state is State.SUCCEEDED else 0
        return _wrap(_output(task, links), request_id=request_id, usage=count_usage(input_tokens=settled))

    def write_text(self, task: Task, *, links: Links) -> str:
        return write_ending(task, links=links)

    def write_callback(self, task: Task, *, links: Links) -> Reply:
        """DashScope's own reply to a task query, less its `usage`. That it is sent at all is an extension of ours."""
        return {"request_id": task.request_id, "output": _output(task, links)}

    def write_error(self, error: RequestError, *, request_id: str, reference: str | None = None) -> ErrorReply:
        status, code = models.ERRORS[error.kind]
        body: Reply = {"code": code, "message": error.message, "request_id": request_id}
        if error.kind is ErrorKind.TASK_NOT_FOUND:
            output: Reply = {"task_id": reference or "", "task_status": models.UNKNOWN}
            body |= _wrap(output, request_id=request_id, usage=count_usage())
        return ErrorReply(status=status, body={**body, "error": write_openai_error(error)})


def _plan(options: wire.Input, parameters: wire.Parameters, found: Found, drawn_seed: int) -> Plan:
    width, height = (int(side) for side in parameters.size.split("*"))
    fen = models.FEN_PER_SECOND[parameters.size] * parameters.duration
    return Plan(
        request=VideoRequest(
            prompt=options.prompt[: models.PROMPT_LIMIT],
            negative_prompt=options.negative_prompt[: models.NEGATIVE_PROMPT_LIMIT],
            width=width,
            height=height,
            frame_rate=models.FRAME_RATE,
            frame_count=parameters.duration * models.FRAME_RATE,
            seed=choose_seed(parameters.seed, drawn_seed),
            sound=Sound.TRACK if found.track else Sound.GENERATED,
            track=found.track,
            watermark=Watermark(corner=Corner.BOTTOM_RIGHT, text=models.WATERMARK_TEXT)
            if parameters.watermark
            else None,
            multi_shot=parameters.prompt_extend and parameters.shot_type == "multi",
            extend_prompt=parameters.prompt_extend,
        ),
        charge=Charge(tokens=fen * models.TOKENS_PER_CNY // 100, cost=fen * COST_PER_FEN),
        echo=b"{}",
    )


def _wrap(output: Reply, *, request_id: str, usage: Usage) -> Reply:
    message = wire.OutputMessage(content=[wire.OutputText(text=_encode_as_go(output))])
    return as_reply(wire.Wrapper(request_id=request_id, output=[message], usage=usage))


def _output(task: Task, links: Links) -> Reply:
    """DashScope's `output` object: what is not known yet is left out, as DashScope does."""
    output: Reply = {
        "task_id": task.public_id,
        "task_status": models.STATUS[task.state],
        "submit_time": _beijing(task.created_at),
    }
    if task.started_at:
        output["scheduled_time"] = _beijing(task.started_at)
    if task.finished_at:
        output["end_time"] = _beijing(task.finished_at)
    if task.result:
        output |= {"orig_prompt": task.request.prompt, "video_url": links.video}
    if task.failure:
        code = models.FAILURE_CODES.get(task.failure.code, "InternalError")
        output |= {"code": code, "message": task.failure.message}
    return output


_GO_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "&<>\u2028\u2029"}


def _encode_as_go(output: Reply) -> str:
    """JSON as the document's inner string has it: keys sorted, and some characters escaped, which is Go's habit."""
    return msgspec.json.encode(output, order="sorted").decode().translate(_GO_ESCAPES)


def _beijing(moment: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS.mmm`, without a zone."""
    return moment.astimezone(models.BEIJING).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
