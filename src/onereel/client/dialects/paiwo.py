"""PixVerse: `paiwo-v5.6-itv2`, and the upload that it needs.

Not here: what is the same for all models (`base.py`).

Sources: the documents paiwo-v5.6-itv2 and paiwo_image_upload (doc.dmxapi.cn); PixVerse's platform pages for statuses.
"""

from collections.abc import Mapping
from typing import Final

from onereel.client.dialects.base import (
    SEEDS,
    Accepted,
    Body,
    Conflict,
    Frames,
    Model,
    Sound,
    place_options,
    without_nones,
)
from onereel.client.errors import UnexpectedAnswer
from onereel.client.pictures import Address, File, Image, Picture
from onereel.client.reading import link_at, object_at, read_cost, require_id, text_at, whole_at
from onereel.client.states import Failure, Reply, State, Told
from onereel.client.wish import Wish

PICTURE: Final = "paiwo-picture"

SIZES: Final[Mapping[str, Mapping[str, str]]] = {name: {"quality": name} for name in ("360p", "540p", "720p", "1080p")}
"""The video keeps the first frame's ratio, so that only the quality can be chosen."""
DEFAULT_QUALITY: Final = "540p"
DEFAULT_SECONDS: Final = 5
"""The model takes no request without them; these are the document's example."""

STATES: Final[Mapping[int, State]] = {
    1: State.SUCCEEDED,
    5: State.RUNNING,
    6: State.CANCELLED,
    7: State.FAILED,
    8: State.FAILED,
}
"""5 holds the queue, too; 6 is called deleted."""
_MODERATED: Final = 7

OPTIONS: Final[Mapping[str, str]] = {"motion_mode": "", "callback_url": ""}


def write_picture(picture: Picture) -> Body:
    """The body of an upload."""
    if isinstance(picture, File):
        return {"model": PICTURE, "input": picture.base64}
    if isinstance(picture, Address):
        return {"model": PICTURE, "input": "url", "image_url": picture.url}
    raise TypeError(picture)


def read_picture(reply: Reply, *, request_id: str | None) -> Image:
    """What came of an upload. Raises UnexpectedAnswer."""
    number = whole_at(reply, "Resp", "img_id")
    if number is None:
        raise UnexpectedAnswer("The upload was answered without an img_id.")
    return Image(id=number, url=link_at(reply, "Resp", "img_url"), request_id=request_id, raw=reply)


def _write(wish: Wish, pictures: tuple[Picture, ...]) -> Body:
    first, last = (picture.id for picture in pictures if isinstance(picture, Image))
    said = {
        "model": TRANSITION.id,
        "input": wish.prompt,
        "first_frame_img": first,
        "last_frame_img": last,
        "duration": wish.duration or DEFAULT_SECONDS,
        "quality": wish.size or DEFAULT_QUALITY,
        "negative_prompt": wish.negative_prompt,
        "seed": wish.seed,
        "generate_audio_switch": wish.audio,
    }
    return place_options(without_nones(said), wish, OPTIONS)


def _read_accepted(reply: Reply) -> Accepted:
    cost = read_cost(reply, credits=whole_at(reply, "Resp", "credits"))
    return Accepted(id=require_id(text_at(reply, "Resp", "video_id")), cost=cost)


def read_task(reply: Reply) -> Told:
    """What a query told. An address is there before the file is, so that it counts only once the video is done."""
    video = object_at(reply, "Resp") or {}
    status = whole_at(video, "status")
    state = STATES.get(status or 0, State.RUNNING)
    done = state is State.SUCCEEDED
    failure = None
    if state is State.FAILED:
        moderated = status == _MODERATED
        failure = Failure(
            code="moderated" if moderated else "failed",
            message="refused by moderation" if moderated else f"PixVerse gives no reason (status {status})",
        )
    return Told(
        state=state,
        url=link_at(video, "url") if done else None,
        width=(whole_at(video, "outputWidth") or None) if done else None,
        height=(whole_at(video, "outputHeight") or None) if done else None,
        failure=failure,
    )


TRANSITION: Final = Model(
    id="paiwo-v5.6-itv2",
    query="paiwo-get",
    prompt_limit=2048,
    negative_limit=2048,
    frames=Frames.UPLOADED,
    sizes=SIZES,
    durations=(5, 8, 10),
    default_seconds=DEFAULT_SECONDS,
    seeds=SEEDS,
    sounds=frozenset({Sound.OFF, Sound.ON}),
    options=OPTIONS,
    conflicts=(
        Conflict(
            field="duration",
            message="10 seconds are not made at 1080p: take 5 or 8, or a lower size.",
            applies=lambda wish: wish.size == "1080p" and wish.duration == 10,
        ),
        Conflict(
            field="options",
            message="motion_mode `fast` is not made with 8 seconds: take 5 or 10, or `normal`.",
            applies=lambda wish: wish.options.get("motion_mode") == "fast" and wish.duration == 8,
        ),
    ),
    write=_write,
    read_accepted=_read_accepted,
    read_task=read_task,
)
MODELS: Final = (TRANSITION,)
