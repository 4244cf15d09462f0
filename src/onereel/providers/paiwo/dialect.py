"""Reads PixVerse's requests and writes its replies.

Not here: limits, prices and codes (`models.py`), or field shapes (`wire.py`).
"""

from datetime import UTC, datetime
from functools import partial
from random import Random

from onereel.domain.clock import Clock
from onereel.domain.ids import Snowflake
from onereel.domain.media import Upload
from onereel.domain.request import Sound, VideoRequest
from onereel.domain.task import State, Task
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import (
    Address,
    ErrorReply,
    Found,
    Inline,
    Links,
    LocalPath,
    PictureSource,
    Plan,
    QueryModel,
    Reply,
    Role,
    SubmitModel,
    Uploaded,
    UploadModel,
    Wish,
)
from onereel.providers.checks import check_prompt, choose_seed, fit_short_side
from onereel.providers.paiwo import models, wire
from onereel.providers.reading import Parsed, QueryBody, convert_body, user_text
from onereel.providers.replies import as_reply, count_usage
from onereel.providers.writing import write_ending, write_openai_error


def read_picture(parsed: Parsed) -> PictureSource:
    """Understand an upload to `paiwo-picture`. Raises RequestError."""
    body = convert_body(parsed, wire.Picture)
    if body.input == "url":
        if not body.image_url:
            raise _missing("image_url", 'with `input: "url"` it is the address of the picture')
        return Address(url=body.image_url, field="image_url", max_bytes=models.IMAGE_MAX_BYTES)
    if body.input == "local":
        if not body.image_path:
            raise _missing("image_path", 'with `input: "local"` it is the path of the picture')
        return LocalPath(path=body.image_path, field="image_path", max_bytes=models.IMAGE_MAX_BYTES)
    if not body.input:
        raise _missing("input", 'it takes "url", "local" or the picture in base64')
    return Inline(text=body.input, field="input", max_bytes=models.INLINE_MAX_BYTES)


def read_transition(parsed: Parsed) -> Wish:
    """Understand a submit to `paiwo-v5.6-itv2`. Raises RequestError."""
    body = convert_body(parsed, wire.Transition)
    prompt = check_prompt(user_text(body.input), field="input", limit=models.PROMPT_LIMIT)
    check_prompt(
        body.negative_prompt,
        field="negative_prompt",
        limit=models.PROMPT_LIMIT,
        kind=ErrorKind.NEGATIVE_PROMPT_TOO_LONG,
        required=False,
    )
    if body.quality == "1080p" and body.duration == 10:
        raise _conflict("duration", "10 seconds are not made at 1080p: take 5 or 8, or a lower quality")
    if body.motion_mode == "fast" and body.duration == 8:
        raise _conflict("motion_mode", "`fast` is not made with 8 seconds: take 5 or 10, or `normal`")
    needs = {
        Role.FIRST_FRAME: Uploaded(id=body.first_frame_img, field="first_frame_img"),
        Role.LAST_FRAME: Uploaded(id=body.last_frame_img, field="last_frame_img"),
    }
    return Wish(needs=needs, plan=partial(_plan, body, prompt), callback_url=body.callback_url or None)


CARDS = (
    UploadModel(
        id=models.PICTURE,
        provider="paiwo",
        body=wire.Picture,
        reply=wire.PictureKept,
        read=read_picture,
        summary="PixVerse: upload a picture, for its img_id.",
        example={"model": models.PICTURE, "input": "url", "image_url": "https://example.com/first.png"},
    ),
    SubmitModel(
        id=models.TRANSITION,
        provider="paiwo",
        body=wire.Transition,
        reply=wire.Accepted,
        read=read_transition,
        summary="PixVerse 5.6: first and last frame to video, with sound if wanted.",
        example={
            "model": models.TRANSITION,
            "input": "一只小奶猫在跟大人玩耍",
            "duration": 5,
            "quality": "540p",
            "motion_mode": "normal",
            "seed": 937433858,
            "first_frame_img": 177602101,
            "last_frame_img": 177602101,
            "generate_audio_switch": True,
        },
    ),
    QueryModel(
        id=models.GET,
        provider="paiwo",
        body=QueryBody,
        reply=wire.Queried,
        summary="The state and result of a PixVerse task; status 5 is in progress, 1 done, 7 and 8 failed.",
        example={"model": models.GET, "input": "385193132999855"},
    ),
)


class PaiwoDialect:
    """PixVerse, as `onereel.providers.base.UploadDialect`."""

    name = "paiwo"
    cards = CARDS

    def __init__(self, *, clock: Clock, random: Random) -> None:
        self._ids = Snowflake(epoch_ms=models.ID_EPOCH_MS, low_bits=models.ID_LOW_BITS, clock=clock, random=random)

    def mint_public_id(self) -> str:
        return str(self._ids.mint())

    def write_uploaded(self, upload: Upload, *, url: str) -> Reply:
        stored = wire.StoredPicture(img_id=upload.id, img_url=url)
        return as_reply(wire.PictureKept(Resp=stored, usage=count_usage()))

    def write_accepted(self, task: Task, *, links: Links) -> Reply:
        started = wire.Started(video_id=int(task.public_id), credits=task.charge.credits)
        return as_reply(wire.Accepted(Resp=started, usage=count_usage(output_tokens=task.charge.tokens)))

    def write_task(self, task: Task, *, links: Links, request_id: str) -> Reply:
        facts = task.result.video.facts if task.result else None
        gone = task.state in {State.FAILED, State.CANCELLED}
        video = wire.Video(
            id=int(task.public_id),
            prompt=task.request.prompt,
            negative_prompt=task.request.negative_prompt,
            url="" if gone else links.video,
            status=models.STATUS[task.state],
            seed=task.request.seed,
            create_time=_timestamp(task.created_at),
            modify_time=_timestamp(task.updated_at),
            output_width=facts.width if facts else 0,
            output_height=facts.height if facts else 0,
            has_audio=facts.has_audio if facts else False,
            credits=task.charge.credits,
        )
        return as_reply(wire.Queried(Resp=video))

    def write_text(self, task: Task, *, links: Links) -> str:
        return write_ending(task, links=links)

    def write_callback(self, task: Task, *, links: Links) -> Reply | None:
        """PixVerse's webhook body (docs.platform.pixverse.ai, how to use webhook); it has no status for the queue."""
        if task.state is State.QUEUED:
            return None
        facts = task.result.video.facts if task.result else None
        told = wire.Told(
            id=task.public_id,
            status=models.STATUS[task.state],
            url=links.video if facts else "",
            size=round(facts.size_bytes / 1_000_000, 2) if facts else 0.0,
            has_audio=facts.has_audio if facts else False,
            credits=task.charge.credits if facts else 0,
        )
        return as_reply(told)

    def write_error(self, error: RequestError, *, request_id: str, reference: str | None = None) -> ErrorReply:
        status, code = models.ERRORS[error.kind]
        return ErrorReply(
            status=status,
            body={"ErrCode": code, "ErrMsg": error.message, "Resp": None, "error": write_openai_error(error)},
        )


def _plan(body: wire.Transition, prompt: str, found: Found, drawn_seed: int) -> Plan:
    first, last = found.pictures[Role.FIRST_FRAME], found.pictures[Role.LAST_FRAME]
    width, height = fit_short_side(first, short_side=models.SHORT_SIDE[body.quality], widest=models.WIDEST)
    prices = models.CREDITS_WITH_AUDIO if body.generate_audio_switch else models.CREDITS_SILENT
    price = prices[body.quality, body.duration]
    return Plan(
        request=VideoRequest(
            prompt=prompt,
            negative_prompt=body.negative_prompt,
            width=width,
            height=height,
            frame_rate=models.FRAME_RATE,
            frame_count=body.duration * models.FRAME_RATE,
            seed=choose_seed(body.seed, drawn_seed),
            first_frame=first,
            last_frame=last,
            sound=Sound.GENERATED if body.generate_audio_switch else Sound.SILENT,
            fast_motion=body.motion_mode == "fast",
        ),
        charge=Charge(tokens=price * models.TOKENS_PER_CREDIT, credits=price, cost=price * models.COST_PER_CREDIT),
        echo=b"{}",
    )


def _timestamp(moment: datetime) -> str:
    """`2026-02-04T11:35:38Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _missing(field: str, cure: str) -> RequestError:
    return RequestError(ErrorKind.MISSING_FIELD, f"`{field}` is missing: {cure}.", field=field)


def _conflict(field: str, cure: str) -> RequestError:
    return RequestError(ErrorKind.INVALID_VALUE, f"`{field}` is not acceptable: {cure}.", field=field)
