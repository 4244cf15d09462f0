"""What clients wish for: most of it stays with the embedded engine, some of it goes to vendors.

Not here: where each model goes (`vendors.py`), or sending anything (`submitters.py`).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any, Final

from PIL import Image

DRAWN: Final = "kling-v2-6-text2video"
"""The model that is never put to a vendor."""
TEXT: Final = "wan2.6-t2v"
FRAMES: Final = "viduq2-pro"
TRANSITION: Final = "paiwo-v5.6-itv2"
PICTURE: Final = "paiwo-picture"


def draw_picture() -> str:
    """A small picture as base64 that every vendor takes."""
    content = BytesIO()
    Image.new("RGB", (640, 360), (40, 90, 160)).save(content, "JPEG")
    return base64.b64encode(content.getvalue()).decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """Which submit asks for what; the same name always means the same body."""

    callback_url: str
    routed: Mapping[str, int]
    """Models that go to vendors, each with its weight among them."""
    share: float
    """Of all wishes, those for routed models."""
    upload: int = 0
    """The id of a picture that was sent ahead."""

    def body(self, name: str) -> dict[str, Any]:
        """The request of that submit."""
        prompt = f"海边 {name}"
        match self._model(name):
            case "wan2.6-t2v":
                parameters = {"size": "1280*720", "duration": 5, "prompt_extend": False, "watermark": False}
                wish: dict[str, Any] = {"model": TEXT, "input": {"prompt": prompt}, "parameters": parameters}
            case "viduq2-pro":
                images = [f"data:image/jpeg;base64,{draw_picture()}"] * 2
                wish = {"model": FRAMES, "input": prompt, "images": images, "duration": 5, "resolution": "540p"}
            case "paiwo-v5.6-itv2":
                frames = {"first_frame_img": self.upload, "last_frame_img": self.upload}
                wish = {"model": TRANSITION, "input": prompt, "duration": 5, "quality": "360p", **frames}
            case _:
                wish = {"model": DRAWN, "input": prompt, "mode": "std"}
        return wish | {"callback_url": self.callback_url}

    def _model(self, name: str) -> str:
        random = Random(name)
        if not self.routed or random.random() >= self.share:
            return DRAWN
        (model,) = random.choices(list(self.routed), list(self.routed.values()))
        return model


def read_task_id(reply: Mapping[str, Any]) -> str:
    """The id that a submit of any of the models was answered with."""
    match reply:
        case {"data": {"task_id": found}} | {"Resp": {"video_id": found}} | {"task_id": found}:
            return str(found)
        case _:
            told = json.loads(reply["output"][0]["content"][0]["text"])
            return str(told["task_id"])
