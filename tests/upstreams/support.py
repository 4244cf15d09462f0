"""Orders, and the documents of vendors that they are compared with.

Not here: what is compared (`test_….py`).
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from onereel.domain.request import Sound, VideoRequest
from onereel.upstreams.base import Answer, Media, Order
from onereel.upstreams.dashscope import DashScope
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.kling import Kling
from onereel.upstreams.onereel import Onereel
from onereel.upstreams.pixverse import PixVerse
from onereel.upstreams.videos import SglangDiffusion, VllmOmni
from onereel.upstreams.vidu import Vidu

UPSTREAMS = (
    PixVerse(),
    DashScope(),
    Kling(),
    Vidu(),
    DmxApi(),
    Onereel(),
    VllmOmni(),
    SglangDiffusion(),
)
FIRST = Media(content_type="image/png", content=b"first", reference="177602101")
LAST = Media(content_type="image/jpeg", content=b"last", reference="177602102")
_FIXTURES = Path(__file__).parent / "fixtures"


def document(vendor: str, name: str) -> Any:
    """What stands in a fixture."""
    return json.loads((_FIXTURES / vendor / f"{name}.json").read_text())


def answered(vendor: str, name: str, **changes: Any) -> Answer:
    """The answer of a fixture."""
    response = document(vendor, name)["response"]
    return Answer(status=response["status"], body=response["body"] | changes)


def build_order(*, model: str = "kling-v2-6-text2video", frames: int = 0, **changes: Any) -> Order:
    """An order of 5 s of 720p without sound, with so many frames of its own."""
    request = VideoRequest(
        prompt="…", width=1280, height=720, frame_rate=24, frame_count=121, seed=12345, sound=Sound.SILENT
    )
    return Order(
        task_id="0193a1b2c3d4e5f60718293a4b5c6d7e",
        model=model,
        request=replace(request, **changes),
        first_frame=FIRST if frames > 0 else None,
        last_frame=LAST if frames > 1 else None,
    )
