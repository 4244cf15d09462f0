"""Kling: `kling-v2-6-text2video`.

Not here: what is the same for all models (`base.py`).

Sources: the document kling-v2-6-text2video (doc.dmxapi.cn); Kling's API specification for defaults and status words.
"""

from collections.abc import Mapping
from typing import Final

from onereel.client.dialects.base import Accepted, Body, Frames, Model, Sound, place_options, without_nones
from onereel.client.pictures import Picture
from onereel.client.reading import link_at, object_at, read_cost, read_seconds, require_id, text_at
from onereel.client.states import Failure, Reply, State, Told
from onereel.client.wish import Wish

SIZES: Final[Mapping[str, Mapping[str, str]]] = {
    "720p": {"mode": "std", "aspect_ratio": "16:9"},
    "1080p": {"mode": "pro", "aspect_ratio": "16:9"},
    "1280x720": {"mode": "std", "aspect_ratio": "16:9"},
    "720x1280": {"mode": "std", "aspect_ratio": "9:16"},
    "960x960": {"mode": "std", "aspect_ratio": "1:1"},
    "1920x1080": {"mode": "pro", "aspect_ratio": "16:9"},
    "1080x1920": {"mode": "pro", "aspect_ratio": "9:16"},
    "1440x1440": {"mode": "pro", "aspect_ratio": "1:1"},
}
"""std is 720p and pro 1080p (sourced); the square sizes are inferred."""

STATES: Final[Mapping[str, State]] = {
    "submitted": State.QUEUED,
    "processing": State.RUNNING,
    "succeed": State.SUCCEEDED,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
}
"""Kling's new API writes `succeeded`."""

OPTIONS: Final[Mapping[str, str]] = {"callback_url": ""}


def _write(wish: Wish, _pictures: tuple[Picture, ...]) -> Body:
    said = {
        "model": TEXT_TO_VIDEO.id,
        "input": wish.prompt,
        "negative_prompt": wish.negative_prompt,
        **(SIZES[wish.size] if wish.size else {}),
        "sound": None if wish.audio is None else "on" if wish.audio else "off",
        "duration": wish.duration,
    }
    return place_options(without_nones(said), wish, OPTIONS)


def _read_accepted(reply: Reply) -> Accepted:
    return Accepted(id=require_id(text_at(reply, "data", "task_id")), cost=read_cost(reply))


def read_task(reply: Reply) -> Told:
    """What a query told; a state that is not known is still going on."""
    state = STATES.get(text_at(reply, "data", "task_status") or "", State.RUNNING)
    video = object_at(reply, "data", "task_result", "videos", 0) or {}
    failure = None
    if state is State.FAILED:
        failure = Failure(code="failed", message=text_at(reply, "data", "task_status_msg") or "no reason was given")
    return Told(
        state=state,
        url=link_at(video, "url"),
        watermarked_url=link_at(video, "watermark_url"),
        seconds=read_seconds(text_at(video, "duration")),
        cost=read_cost(reply),
        failure=failure,
    )


TEXT_TO_VIDEO: Final = Model(
    id="kling-v2-6-text2video",
    query="kling-text2video-get",
    prompt_limit=2500,
    negative_limit=2500,
    frames=Frames.NONE,
    sizes=SIZES,
    durations=(5, 10),
    seeds=None,
    sounds=frozenset({Sound.OFF, Sound.ON}),
    options=OPTIONS,
    write=_write,
    read_accepted=_read_accepted,
    read_task=read_task,
)
MODELS: Final = (TEXT_TO_VIDEO,)
