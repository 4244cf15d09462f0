"""Puts a fake together: a vendor, its desk, its files and what controls it, behind one port.

Not here: the command line (`__main__.py`).
"""

import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from random import Random

from aiohttp import web

from onereel.domain.request import VideoRequest
from onereel.engines.fake import write_tiny_footage
from tests.fakes.base import Settings, Vendor
from tests.fakes.callbacks import Teller
from tests.fakes.control import Control
from tests.fakes.dashscope import DashScope
from tests.fakes.desk import Desk
from tests.fakes.dmxapi import Dmxapi
from tests.fakes.fates import Fates, Start
from tests.fakes.jobs import Book
from tests.fakes.kling import Kling
from tests.fakes.links import Links
from tests.fakes.pixverse import PixVerse
from tests.fakes.videos import sglang, vllm_omni
from tests.fakes.vidu import Vidu

VENDORS: Mapping[str, Callable[[Desk, Settings], Vendor]] = {
    "kling": Kling,
    "dashscope": DashScope,
    "vidu": Vidu,
    "pixverse": PixVerse,
    "dmxapi": Dmxapi,
    "vllm-omni": vllm_omni,
    "sglang": sglang,
}
"""By the word for each in onereel's settings."""
_MOST_BODY_BYTES = 40 * 1024 * 1024


class Fake:
    """One vendor, ready to be served."""

    def __init__(
        self,
        vendor: str,
        *,
        settings: Settings,
        seconds: float,
        spread: float,
        seed: int,
        misbehave: float,
        without: Collection[Start] = (),
        video: Path | None,
    ) -> None:
        random = Random(seed)
        book = Book(seconds=seconds, spread=spread, random=random, clock=time.time)
        self.links = Links(book=book, files=read_files(video))
        self.desk = Desk(book=book, fates=Fates(share=misbehave, random=random, without=without), links=self.links)
        self._vendor = VENDORS[vendor](self.desk, settings)
        self.desk.on_taken = Teller(self._vendor, book).follow

    def build(self) -> web.Application:
        """The application, with everything that can be asked."""
        app = web.Application(client_max_size=_MOST_BODY_BYTES)
        for route in self._vendor.routes():
            handler = self.desk.route(route.kind, route.handler)
            app.router.add_route(route.method, route.path, handler)
        app.router.add_get("/files/{job}/{name}", self.links.serve)
        Control(self.desk, self._vendor).add_routes(app)
        app.router.add_route("*", "/{rest:.*}", self._get_lost)
        return app

    async def _get_lost(self, request: web.Request) -> web.Response:
        self.desk.book.count("lost")
        return self._vendor.lost(request).respond()


def read_files(video: Path | None) -> Mapping[str, bytes | Path]:
    """What every job has made: this video, or a small one of five seconds."""
    request = VideoRequest(prompt="", width=640, height=360, frame_rate=24, frame_count=120, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        footage = write_tiny_footage(request, workspace=Path(folder))
        content = footage.video.read_bytes() if video is None else video
        return {"video.mp4": content, "watermarked.mp4": content, "cover.jpeg": footage.cover.read_bytes()}
