"""Reads Vidu's requests and writes its replies.

Not here: limits, prices and codes (`models.py`), or field shapes (`wire.py`).
"""

from functools import partial
from random import Random

import msgspec

from onereel.domain.clock import Clock, to_milliseconds
from onereel.domain.ids import Snowflake
from onereel.domain.request import Amplitude, Sound, VideoRequest, Watermark
from onereel.domain.task import State, Task
from onereel.domain.usage import Charge
from onereel.errors import RequestError
from onereel.providers.base import (
    Address,
    ErrorReply,
    Found,
    Inline,
    Links,
    PictureSource,
    Plan,
    QueryModel,
    Reply,
    Role,
    SubmitModel,
    Wish,
)
from onereel.providers.checks import check_prompt, check_side_ratio, check_similar_size, choose_seed, fit_area
from onereel.providers.reading import Parsed, QueryBody, convert_body, user_text
from onereel.providers.replies import as_reply, count_usage
from onereel.providers.responses import Response, write_response
from onereel.providers.vidu import models, wire
from onereel.providers.writing import write_ending, write_openai_error


class Echo(msgspec.Struct, kw_only=True):
    """What the reply to a submit repeats of the request."""

    images: list[str]
    """Addresses as the caller gave them; empty where a picture came inline."""
    duration: int
    resolution: str
    movement_amplitude: str
    payload: str
    off_peak: bool
    watermark: bool
    is_rec: bool
    wm_position: str
    wm_url: str
    meta_data: str


def read_start_end_to_video(parsed: Parsed) -> Wish:
    """Understand a submit to `viduq2-pro`. Raises RequestError."""
    body = convert_body(parsed, wire.StartEndToVideo)
    prompt = check_prompt(user_text(body.input), field="input", limit=models.PROMPT_LIMIT, required=False)
    needs = {
        Role.FIRST_FRAME: _picture(body.images[0], field="images[0]"),
        Role.LAST_FRAME: _picture(body.images[1], field="images[1]"),
    }
    if body.watermark and body.wm_url:
        needs[Role.WATERMARK] = Address(url=body.wm_url, field="wm_url", max_bytes=models.IMAGE_MAX_BYTES)
    return Wish(needs=needs, plan=partial(_plan, body, prompt), callback_url=body.callback_url or None)


CARDS = (
    SubmitModel(
        id=models.START_END_TO_VIDEO,
        provider="vidu",
        body=wire.StartEndToVideo,
        reply=wire.Accepted,
        read=read_start_end_to_video,
        summary="Vidu Q2 Pro: first and last frame to video.",
        example={
            "model": models.START_END_TO_VIDEO,
            "input": "一直小猫在愉快的玩耍",
            "images": ["https://example.com/first.jpeg", "https://example.com/last.jpeg"],
            "duration": 5,
            "resolution": "720p",
        },
    ),
    *(
        QueryModel(
            id=name,
            provider="vidu",
            body=QueryBody,
            reply=Response,
            summary="The progress and result of a Vidu task, as a stream or in one answer at its end.",
            example={"model": name, "input": "900541207950696448", "stream": True},
            waits=True,
        )
        for name in (models.GET, models.GET_ALIAS)
    ),
)


class ViduDialect:
    """Vidu, as `onereel.providers.base.Dialect`."""

    name = "vidu"
    cards = CARDS

    def __init__(self, *, clock: Clock, random: Random) -> None:
        self._ids = Snowflake(epoch_ms=models.ID_EPOCH_MS, low_bits=models.ID_LOW_BITS, clock=clock, random=random)

    def mint_public_id(self) -> str:
        return str(self._ids.mint())

    def write_accepted(self, task: Task, *, links: Links) -> Reply:
        echo = msgspec.json.decode(task.echo, type=Echo)
        stored = (links.first_frame, links.last_frame)
        images = [given or link for given, link in zip(echo.images, stored, strict=True)]
        accepted = wire.Accepted(
            task_id=task.public_id,
            model=task.model,
            prompt=task.request.prompt,
            images=images,
            duration=echo.duration,
            seed=task.request.seed,
            resolution=echo.resolution,
            movement_amplitude=echo.movement_amplitude,
            created_at=to_milliseconds(task.created_at) // 1000,
            credits=task.charge.credits,
            payload=echo.payload,
            off_peak=echo.off_peak,
            watermark=echo.watermark,
            is_rec=echo.is_rec,
            wm_position=echo.wm_position,
            wm_url=echo.wm_url,
            meta_data=echo.meta_data,
            usage=count_usage(input_tokens=task.charge.prompt_tokens, output_tokens=task.charge.tokens),
        )
        return as_reply(accepted)

    def write_task(self, task: Task, *, links: Links, request_id: str) -> Reply:
        """A whole Responses object: the document only says that without `stream` the query answers once.

        The shape is what OpenAI's clients, LiteLLM and the AI SDK read from such a reply.
        """
        text = self.write_text(task, links=links)
        if not task.state.is_terminal:
            text = f"任务ID: {task.public_id}\n当前状态: {models.STATUS[task.state]}\n"
        return as_reply(write_response(task, model=models.GET, text=text, response_id=request_id))

    def write_text(self, task: Task, *, links: Links) -> str:
        return write_ending(task, links=links)

    def write_callback(self, task: Task, *, links: Links) -> Reply | None:
        """The form of the task query, for the three states that Vidu tells of (platform.vidu.cn/docs)."""
        if task.state is State.QUEUED:
            return None
        echo = msgspec.json.decode(task.echo, type=Echo)
        told = wire.Told(
            id=task.public_id,
            state=models.STATUS[task.state],
            err_code=_failure_code(task),
            credits=0 if task.state in models.FREE else task.charge.credits,
            payload=echo.payload,
            bgm=task.request.sound is Sound.MUSIC,
            off_peak=echo.off_peak,
            creations=_creations(task, links),
        )
        return as_reply(told)

    def write_error(self, error: RequestError, *, request_id: str, reference: str | None = None) -> ErrorReply:
        status, reason = models.ERRORS[error.kind]
        return ErrorReply(
            status=status,
            body={
                "code": status,
                "reason": reason,
                "message": error.message,
                "metadata": {"trace_id": request_id},
                "error": write_openai_error(error),
            },
        )


def _is_address(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


def _picture(text: str, *, field: str) -> PictureSource:
    if _is_address(text):
        return Address(url=text, field=field, max_bytes=models.IMAGE_MAX_BYTES)
    return Inline(text=text, field=field, max_bytes=models.INLINE_MAX_BYTES, data_uri_only=True)


def _plan(body: wire.StartEndToVideo, prompt: str, found: Found, drawn_seed: int) -> Plan:
    first, last = found.pictures[Role.FIRST_FRAME], found.pictures[Role.LAST_FRAME]
    for picture, field in ((first, "images[0]"), (last, "images[1]")):
        check_side_ratio(picture, field=field, limit=models.SIDE_RATIO_LIMIT)
    check_similar_size(first, last, field="images", low=models.FRAME_RATIO_LOW, high=models.FRAME_RATIO_HIGH)
    width, height = fit_area(first, area=models.AREA[body.resolution], widest=models.SIDE_RATIO_LIMIT)
    corner = models.CORNERS[body.wm_position]
    mark = Watermark(corner=corner, text=models.WATERMARK_TEXT, picture=found.pictures.get(Role.WATERMARK), twin=True)
    return Plan(
        request=VideoRequest(
            prompt=prompt,
            width=width,
            height=height,
            frame_rate=models.FRAME_RATE,
            frame_count=body.duration * models.FRAME_RATE,
            seed=choose_seed(body.seed or None, drawn_seed),
            first_frame=first,
            last_frame=last,
            sound=Sound.MUSIC if body.bgm else Sound.SILENT,
            watermark=mark if body.watermark else None,
            amplitude=Amplitude(body.movement_amplitude),
        ),
        charge=_price(body, prompt),
        echo=msgspec.json.encode(_echo(body, corner=corner.value)),
    )


def _price(body: wire.StartEndToVideo, prompt: str) -> Charge:
    one, two, more = models.CREDITS[body.resolution]
    price = one if body.duration == 1 else two + more * (body.duration - 2)
    price += models.RECOMMENDED_PROMPT_CREDITS if body.is_rec else 0
    price = (price + 1) // 2 if body.off_peak else price
    return Charge(
        tokens=price * models.TOKENS_PER_CREDIT,
        prompt_tokens=len(prompt),
        credits=price,
        cost=price * models.COST_PER_CREDIT,
    )


def _echo(body: wire.StartEndToVideo, *, corner: str) -> Echo:
    return Echo(
        images=[image if _is_address(image) else "" for image in body.images],
        duration=body.duration,
        resolution=body.resolution,
        movement_amplitude=body.movement_amplitude,
        payload=body.payload,
        off_peak=body.off_peak,
        watermark=body.watermark,
        is_rec=body.is_rec,
        wm_position=corner,
        wm_url=body.wm_url,
        meta_data=body.meta_data,
    )


def _failure_code(task: Task) -> str:
    if task.state is State.CANCELLED:
        return models.CANCELLED
    return models.FAILURE_CODES.get(task.failure.code, models.OUR_FAULT) if task.failure else ""


def _creations(task: Task, links: Links) -> list[wire.Creation]:
    if task.result is None:
        return []
    # The id of the one creation is ours: near the task's own, and the same at every time of asking.
    creation_id = str(int(task.public_id) + 1)
    watermarked = links.watermarked if task.result.watermarked else ""
    return [wire.Creation(id=creation_id, url=links.video, cover_url=links.cover, watermarked_url=watermarked)]
