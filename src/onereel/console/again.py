"""What somebody would have to fill in to wish for the same video again.

The request itself is not kept; this is put together out of what was understood of it.

Not here: the form (`fields.py`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from onereel.domain.request import Sound, VideoRequest
from onereel.domain.task import Task
from onereel.providers.kling import models as kling
from onereel.providers.paiwo import models as paiwo
from onereel.providers.vidu import models as vidu

Values = dict[str, str]


def values_of(task: Task) -> Values:
    """The values of the form by the paths of its fields; empty for a model that is not known here."""
    write = _WRITERS.get(task.provider)
    if write is None:
        return {}
    values = write(task.request, msgspec.json.decode(task.echo))
    if task.callback_url:
        values["callback_url"] = task.callback_url
    return values


def _kling(request: VideoRequest, _echo: Mapping[str, Any]) -> Values:
    mode, ratio = _KLING_SIZES.get((request.width, request.height), ("std", "16:9"))
    return {
        "input": request.prompt,
        "negative_prompt": request.negative_prompt,
        "mode": mode,
        "sound": "off" if request.sound is Sound.SILENT else "on",
        "aspect_ratio": ratio,
        "duration": str(request.frame_count // request.frame_rate),
    }


def _wan(request: VideoRequest, _echo: Mapping[str, Any]) -> Values:
    return {
        "input.prompt": request.prompt,
        "input.negative_prompt": request.negative_prompt,
        "parameters.size": f"{request.width}*{request.height}",
        "parameters.duration": str(round(request.seconds)),
        "parameters.prompt_extend": _switch(on=request.extend_prompt),
        "parameters.shot_type": "multi" if request.multi_shot else "single",
        "parameters.watermark": _switch(on=request.watermark is not None),
        "parameters.seed": str(request.seed),
    }


def _vidu(request: VideoRequest, echo: Mapping[str, Any]) -> Values:
    return {
        "input": request.prompt,
        "duration": str(echo["duration"]),
        "seed": str(request.seed),
        "resolution": echo["resolution"],
        "movement_amplitude": request.amplitude.value,
        "bgm": _switch(on=request.sound is Sound.MUSIC),
        "watermark": _switch(on=bool(echo["watermark"])),
        "off_peak": _switch(on=bool(echo["off_peak"])),
        "is_rec": _switch(on=bool(echo["is_rec"])),
        "payload": echo["payload"],
        "meta_data": echo["meta_data"],
        "wm_url": echo["wm_url"],
        "wm_position": _VIDU_CORNERS.get(echo["wm_position"], ""),
    }


def _paiwo(request: VideoRequest, _echo: Mapping[str, Any]) -> Values:
    return {
        "input": request.prompt,
        "negative_prompt": request.negative_prompt,
        "duration": str(round(request.seconds)),
        "quality": _PAIWO_QUALITIES.get(min(request.width, request.height), "540p"),
        "motion_mode": "fast" if request.fast_motion else "normal",
        "seed": str(request.seed),
        "generate_audio_switch": _switch(on=request.sound is not Sound.SILENT),
    }


def _switch(*, on: bool) -> str:
    return "true" if on else ""


_KLING_SIZES: Final = {size: name for name, size in kling.SIZES.items()}
_PAIWO_QUALITIES: Final = {side: quality for quality, side in paiwo.SHORT_SIDE.items()}
_VIDU_CORNERS: Final = {corner.value: str(number) for number, corner in vidu.CORNERS.items()}
_WRITERS: Final[Mapping[str, Callable[[VideoRequest, Mapping[str, Any]], Values]]] = {
    "kling": _kling,
    "wan": _wan,
    "vidu": _vidu,
    "paiwo": _paiwo,
}
