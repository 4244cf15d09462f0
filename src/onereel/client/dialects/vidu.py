"""Vidu: `viduq2-pro`.

Not here: what is the same for all models (`base.py`), or the stream that tells of its videos (`streams.py`).

Sources: the document viduq2-pro (doc.dmxapi.cn); Vidu's own pages for limits.
"""

from collections.abc import Mapping
from typing import Final

from onereel.client.dialects.base import SEEDS, Accepted, Body, Frames, Model, Sound, place_options, without_nones
from onereel.client.errors import Unsupported
from onereel.client.pictures import Address, File, Image, Picture
from onereel.client.reading import read_cost, require_id, text_at, whole_at
from onereel.client.states import Reply
from onereel.client.streams import read_response
from onereel.client.wish import Wish

SIZES: Final[Mapping[str, Mapping[str, str]]] = {name: {"resolution": name} for name in ("540p", "720p", "1080p")}
"""The video keeps the first frame's ratio, so that only the resolution can be chosen."""

OPTIONS: Final[Mapping[str, str]] = dict.fromkeys(
    (
        "movement_amplitude",
        "watermark",
        "wm_position",
        "wm_url",
        "callback_url",
        "payload",
        "off_peak",
        "is_rec",
        "meta_data",
    ),
    "",
)


def _write(wish: Wish, pictures: tuple[Picture, ...]) -> Body:
    said = {
        "model": START_END_TO_VIDEO.id,
        "input": wish.prompt or None,
        "images": [_frame(picture, field) for picture, field in zip(pictures, _FRAMES, strict=True)],
        "duration": wish.duration,
        "seed": wish.seed,
        "resolution": wish.size,
        "bgm": wish.audio,
    }
    return place_options(without_nones(said), wish, OPTIONS)


_FRAMES: Final = ("first_frame", "last_frame")


def _frame(picture: Picture, field: str) -> str:
    match picture:
        case File():
            return picture.data_uri
        case Address(url=url):
            return url
        case Image(url=str(url)):
            return url
        case Image():
            raise Unsupported(f"`{field}`: Vidu takes pictures by address, and this Image has none.", field)


def _read_accepted(reply: Reply) -> Accepted:
    cost = read_cost(reply, credits=whole_at(reply, "credits"))
    return Accepted(id=require_id(text_at(reply, "task_id")), cost=cost)


START_END_TO_VIDEO: Final = Model(
    id="viduq2-pro",
    query="vidu-get",
    prompt_limit=2000,
    needs_prompt=False,
    negative_limit=None,
    frames=Frames.INLINE,
    sizes=SIZES,
    durations=tuple(range(1, 9)),
    seeds=SEEDS[1:],
    sounds=frozenset({Sound.OFF, Sound.ON}),
    options=OPTIONS,
    only_streams=True,
    write=_write,
    read_accepted=_read_accepted,
    read_task=read_response,
)
"""Seed 0 means that one is drawn, so that it cannot be asked for. Its sound is music (`bgm`)."""
MODELS: Final = (START_END_TO_VIDEO,)
