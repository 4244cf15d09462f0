"""Wan (DashScope): `wan2.6-t2v`.

Not here: what is the same for all models (`base.py`).

Sources: the document wan2.6-t2v (doc.dmxapi.cn); Alibaba's text-to-video API reference of 2026-02-10 for limits.
"""

from collections.abc import Mapping
from typing import Final

from onereel.client.dialects.base import SEEDS, Accepted, Body, Frames, Model, Sound, place_options, without_nones
from onereel.client.pictures import Picture
from onereel.client.reading import link_at, parse_object, read_cost, require_id, text_at
from onereel.client.states import Failure, Reply, State, Told
from onereel.client.wish import Wish

_PAIRS: Final = (
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
SIZES: Final[Mapping[str, Mapping[str, str]]] = {
    "720p": {"size": "1280*720"},
    "1080p": {"size": "1920*1080"},
    **{pair.replace("*", "x"): {"size": pair} for pair in _PAIRS},
}

STATES: Final[Mapping[str, State]] = {
    "PENDING": State.QUEUED,
    "SUSPENDED": State.QUEUED,
    "RUNNING": State.RUNNING,
    "SUCCEEDED": State.SUCCEEDED,
    "FAILED": State.FAILED,
    "CANCELED": State.CANCELLED,
    "UNKNOWN": State.FAILED,
}
"""UNKNOWN is a task that does not exist, or no longer does."""

OPTIONS: Final[Mapping[str, str]] = {
    "prompt_extend": "parameters",
    "shot_type": "parameters",
    "watermark": "parameters",
    "callback_url": "",
}


def _write(wish: Wish, _pictures: tuple[Picture, ...]) -> Body:
    track = wish.audio if isinstance(wish.audio, str) else None
    size = SIZES[wish.size] if wish.size else {}
    parameters = without_nones({**size, "duration": wish.duration, "seed": wish.seed})
    body: Body = {
        "model": TEXT_TO_VIDEO.id,
        "input": without_nones(
            {"prompt": wish.prompt, "negative_prompt": wish.negative_prompt, "audio_url": track},
        ),
    }
    return place_options(body | ({"parameters": parameters} if parameters else {}), wish, OPTIONS)


def _read_accepted(reply: Reply) -> Accepted:
    return Accepted(id=require_id(text_at(_inner(reply), "task_id")), cost=read_cost(reply))


def read_task(reply: Reply) -> Told:
    """What a query told; a state that is not known is still going on."""
    inner = _inner(reply)
    word = text_at(inner, "task_status") or ""
    state = STATES.get(word, State.RUNNING)
    failure = None
    if state is State.FAILED:
        failure = Failure(
            code=text_at(inner, "code") or ("task_not_found" if word == "UNKNOWN" else "failed"),
            message=text_at(inner, "message") or ("the server knows no such task" if word == "UNKNOWN" else word),
        )
    return Told(state=state, url=link_at(inner, "video_url"), cost=read_cost(reply), failure=failure)


def _inner(reply: Reply) -> Reply:
    """DashScope's own object: in a JSON string, as DMXAPI wraps it, or bare."""
    text = text_at(reply, "output", 0, "content", 0, "text")
    if text is None:
        bare = reply.get("output")
        return bare if isinstance(bare, dict) else {}
    return parse_object(text)


TEXT_TO_VIDEO: Final = Model(
    id="wan2.6-t2v",
    query="wan2.6-get",
    prompt_limit=1500,
    negative_limit=500,
    frames=Frames.NONE,
    sizes=SIZES,
    durations=tuple(range(2, 16)),
    seeds=SEEDS,
    sounds=frozenset({Sound.ON, Sound.TRACK}),
    options=OPTIONS,
    write=_write,
    read_accepted=_read_accepted,
    read_task=read_task,
)
"""DashScope cuts longer prompts without a word; here they are an error. Every clip has sound."""
MODELS: Final = (TEXT_TO_VIDEO,)
