"""The requests of DMXAPI's documents: which model of theirs an order is for, and the body that they send to it.

DMXAPI passes on what it is sent: `input` becomes the prompt, the name of the model becomes path and version, all else
goes through (its pages, held against the vendors' own). So a body is that of the vendor with those names put back.

Sources: the documents paiwo-v5.6-itv2, -itv, -ttv, paiwo_image_upload, wan2.6-t2v, kling-v2-6-text2video,
kling-v2-6-image2video and viduq2-pro (doc.dmxapi.cn). That `wan2.6-i2v` takes the vendor's body, and that Kling's
pictures may be base64 as with Kling itself, is inferred.

Not here: what comes back (`dmxapi.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from onereel.domain.operation import Loss
from onereel.upstreams.base import Call, Order, Upstream
from onereel.upstreams.dashscope import DashScope
from onereel.upstreams.kling import Kling
from onereel.upstreams.pixverse import PixVerse
from onereel.upstreams.vidu import Vidu

PATH: Final = "/v1/responses"
PICTURE: Final = "paiwo-picture"

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """The models of one vendor."""

    vendor: Upstream
    """Whose API is behind them."""
    models: tuple[str, ...]
    """Those that start a video, by how many pictures they take: none, one, two; empty where there is none."""
    query: Callable[[int], str]
    """The model that tells of a task, by how many pictures it was started with."""
    write: Callable[[str, Body], Body]
    """The document's body, out of the model's name and the vendor's body."""
    streams: bool = False
    """Whether the query is answered with a stream."""
    uploads: bool = False
    """Whether pictures are sent ahead."""
    marks: bool = True
    """Whether a document has a field for watermarks."""
    seeds: bool = True
    """Whether a document has a field for the seed."""


def _write_paiwo(model: str, body: Body) -> Body:
    kept = {name: value for name, value in body.items() if name not in {"prompt", "model", "water_mark"}}
    if not kept["negative_prompt"]:
        del kept["negative_prompt"]
    return {"model": model, "input": body["prompt"], **kept}


def _write_wan(model: str, body: Body) -> Body:
    return body | {"model": model}


def _write_kling(model: str, body: Body) -> Body:
    dropped = {"prompt", "model_name", "external_task_id", "watermark_info", "duration"}
    kept = {name: value for name, value in body.items() if name not in dropped}
    return {"model": model, "input": body["prompt"], **kept, "duration": int(body["duration"])}


def _write_vidu(model: str, body: Body) -> Body:
    kept = {name: value for name, value in body.items() if name not in {"prompt", "model", "payload"}}
    return {"model": model, "input": body["prompt"], **kept}


_PAIWO: Final = Family(
    vendor=PixVerse(),
    models=("paiwo-v5.6-ttv", "paiwo-v5.6-itv", "paiwo-v5.6-itv2"),
    query=lambda _: "paiwo-get",
    write=_write_paiwo,
    uploads=True,
    marks=False,
)
_WAN: Final = Family(
    vendor=DashScope(), models=("wan2.6-t2v", "wan2.6-i2v", ""), query=lambda _: "wan2.6-get", write=_write_wan
)
_KLING: Final = Family(
    vendor=Kling(),
    models=("kling-v2-6-text2video", "kling-v2-6-image2video", "kling-v2-6-image2video"),
    query=lambda pictures: "kling-image2video-get" if pictures else "kling-text2video-get",
    write=_write_kling,
    marks=False,
    seeds=False,
)
_VIDU: Final = Family(
    vendor=Vidu(), models=("", "", "viduq2-pro"), query=lambda _: "vidu-get", write=_write_vidu, streams=True
)
FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {model: family for family in (_PAIWO, _WAN, _KLING, _VIDU) for model in family.models if model}
)
"""By each model that starts a video."""
ELSEWHERE: Final = Loss(field="model", note="no document says how it is asked for there", essential=True)


def pictures_of(order: Order) -> int:
    """How many frames an order has."""
    return sum(frame is not None for frame in (order.first_frame, order.last_frame))


def model_for(order: Order) -> str:
    """The model that takes the order; empty where none does."""
    family = FAMILIES.get(order.model)
    return family.models[pictures_of(order)] if family else ""


def document_losses(order: Order) -> list[Loss]:
    """What of the order the documents' models cannot do."""
    family = FAMILIES.get(order.model)
    if family is None:
        return [ELSEWHERE]
    found = list(family.vendor.losses(order))
    if not model_for(order):
        found.append(Loss(field="frames", note=f"{order.model} takes another number of pictures", essential=True))
    if order.request.watermark is not None and not family.marks:
        found.append(Loss(field="watermark", note="the document has no field for a mark"))
    return found


def write_submit(order: Order) -> Call:
    """The request of the document. Raises ValueError for an order with an essential loss."""
    if order.model not in FAMILIES or not model_for(order):
        raise ValueError(f"model: {order.model} does not take this order")
    family = FAMILIES[order.model]
    call = family.vendor.start(order)
    body = family.write(model_for(order), dict(call.json or {}))
    return Call(method="POST", path=PATH, headers=call.headers, json=body)
