"""An engine for tests: answers at once with tiny valid files, or fails, crashes or hangs as it is told.

Not here: drawing; the files are made by FFmpeg's encoders from a flat colour.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import av
from PIL import Image

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure
from onereel.engines.base import Footage, Materials, Report
from onereel.errors import EngineCrashed


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What the engine was asked for."""

    request: VideoRequest
    task_id: str
    materials: Materials
    workspace: Path


@dataclass(kw_only=True, slots=True)
class FakeEngine:
    """Makes the video of every request instantly, unless told otherwise."""

    failure: Failure | None = None
    """What every generation answers, instead of footage."""
    crashes: int = 0
    """How many of the next generations raise EngineCrashed."""
    released: asyncio.Event | None = None
    """When set to an event, generations report half their work and wait for it."""
    calls: list[Call] = field(default_factory=list)
    """Every call so far."""
    started: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a generation has begun."""
    cancelled: int = 0
    """How many generations were cancelled while they waited."""
    closed: bool = False

    @property
    def name(self) -> str:
        """The word for it in settings and logs."""
        return "fake"

    async def generate(
        self, request: VideoRequest, *, task_id: str, materials: Materials, workspace: Path, report: Report
    ) -> Footage | Failure:
        """Write the smallest files that fit the request. See `Engine.generate`."""
        self.calls.append(Call(request=request, task_id=task_id, materials=materials, workspace=workspace))
        self.started.set()
        if self.crashes:
            self.crashes -= 1
            raise EngineCrashed("the fake engine was told to crash")
        report(0.5)
        await self._wait()
        if self.failure is not None:
            return self.failure
        footage = write_tiny_footage(request, workspace=workspace)
        report(1.0)
        return footage

    async def _wait(self) -> None:
        if self.released is None:
            return
        try:
            await self.released.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def write_tiny_footage(request: VideoRequest, *, workspace: Path) -> Footage:
    """Valid files of the request's size, frame rate and frame count, with a flat colour; silent."""
    video = workspace / "video.mp4"
    cover = workspace / "cover.jpg"
    _write_flat_video(video, request)
    _write_flat_jpeg(cover, request)
    watermarked: Path | None = None
    if request.watermark is not None and request.watermark.twin:
        watermarked = workspace / "watermarked.mp4"
        watermarked.write_bytes(video.read_bytes())
    return Footage(video=video, cover=cover, watermarked=watermarked)


_made: dict[tuple[int, int, int, int], bytes] = {}


def _write_flat_video(path: Path, request: VideoRequest) -> None:
    key = (request.width, request.height, request.frame_rate, request.frame_count)
    if key not in _made:
        _encode_flat_video(path, request)
        _made[key] = path.read_bytes()
    path.write_bytes(_made[key])


def _encode_flat_video(path: Path, request: VideoRequest) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=request.frame_rate, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = request.width, request.height, "yuv420p"
        frame = av.VideoFrame(request.width, request.height, "yuv420p")
        for plane, level in zip(frame.planes, (90, 150, 110), strict=True):
            plane.update(bytes([level]) * plane.buffer_size)
        for index in range(request.frame_count):
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _write_flat_jpeg(path: Path, request: VideoRequest) -> None:
    Image.new("RGB", (request.width, request.height), (60, 120, 160)).save(path, "JPEG", quality=60)
