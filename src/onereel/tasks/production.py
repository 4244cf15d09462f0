"""One attempt at the media of a task: borrow what the request refers to, draw, look at what was truly made, keep it.

Not here: the states of the task, or who may try again; see `worker.py`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from onereel.assets.base import AssetStore
from onereel.assets.checksums import sha256_of
from onereel.domain.media import Picture, StoredVideo, VideoFacts
from onereel.domain.naming import asset_names
from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure, Result, Task
from onereel.engines.base import Engine, Footage, Materials, Report
from onereel.errors import EngineCrashed, ErrorKind, StoreError
from onereel.tasks.patience import Wait, patiently

logger = logging.getLogger(__name__)

Probe: TypeAlias = Callable[[Path], Awaitable[VideoFacts]]
"""Reads from a file what it truly holds."""


class BrokenEngine(Exception):
    """The engine made something other than what was asked for; another attempt would do the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A video that was looked at."""

    facts: VideoFacts
    sha256: str

    def stored(self, asset_id: str) -> StoredVideo:
        """It, under its name in the asset store."""
        return StoredVideo(asset_id=asset_id, facts=self.facts, sha256=self.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reel:
    """What an engine made, looked at and found to be what was asked for; still in the workspace."""

    footage: Footage
    video: Seen
    watermarked: Seen | None


class Production:
    """Makes and keeps the media of tasks with one engine and one asset store."""

    def __init__(
        self, *, engine: Engine, assets: AssetStore, probe: Probe, exact: bool = True, wait: Wait = asyncio.sleep
    ) -> None:
        """`exact` is whether the engine makes just what it is asked for; a vendor decides some of it by itself."""
        self._engine = engine
        self._exact = exact
        self._assets = assets
        self._probe = probe
        self._wait = wait

    async def make(self, task: Task, *, workspace: Path, report: Report) -> Reel | Failure:
        """The media of `task` in `workspace`, an empty directory; a Failure when there can be none.

        Raises BrokenEngine when they are not what was asked for, and EngineCrashed when another attempt may do better.
        """
        async with AsyncExitStack() as borrowed:
            materials = await self._borrow(task.request, borrowed)
            if isinstance(materials, Failure):
                return materials
            footage = await self._draw(task, materials, workspace=workspace, report=report)
        if isinstance(footage, Failure):
            return footage
        return await self._look(footage, task.request)

    async def keep(self, reel: Reel, running: Task) -> Result:
        """Move the media into the asset store, patiently, under the names of this attempt."""
        names = asset_names(running)
        await self._adopt(names.cover, reel.footage.cover)
        watermarked = None
        if reel.footage.watermarked is not None and reel.watermarked is not None:
            await self._adopt(names.marked, reel.footage.watermarked)
            watermarked = reel.watermarked.stored(names.marked)
        # The video comes last: where it is, the rest is too.
        await self._adopt(names.video, reel.footage.video)
        size = reel.video.facts
        return Result(
            video=reel.video.stored(names.video),
            cover=Picture(asset_id=names.cover, width=size.width, height=size.height),
            watermarked=watermarked,
        )

    async def discard(self, task: Task) -> None:
        """Remove what this attempt may have kept, which no task refers to. What cannot be removed is left."""
        names = asset_names(task)
        for asset_id in (names.video, names.cover, names.marked):
            try:
                await self._assets.delete(asset_id)
            except (OSError, StoreError) as error:
                logger.warning(
                    "asset left", extra={"action": "asset_left", "asset_id": asset_id, "error": type(error).__name__}
                )

    async def _adopt(self, asset_id: str, source: Path) -> None:
        await patiently(lambda: self._assets.adopt(asset_id, source), wait=self._wait)

    async def _borrow(self, request: VideoRequest, borrowed: AsyncExitStack) -> Materials | Failure:
        async def path(picture: Picture | None) -> Path | None:
            return (
                None if picture is None else await borrowed.enter_async_context(self._assets.borrow(picture.asset_id))
            )

        track = None
        try:
            if request.track is not None:
                track = await borrowed.enter_async_context(self._assets.borrow(request.track))
        except KeyError:
            return Failure(code=ErrorKind.MEDIA_UNREACHABLE.value, message="The audio of this task is gone.")
        try:
            return Materials(
                first_frame=await path(request.first_frame),
                last_frame=await path(request.last_frame),
                track=track,
                watermark=await path(request.watermark.picture if request.watermark else None),
            )
        except KeyError:
            return Failure(code=ErrorKind.IMAGE_NOT_FOUND.value, message="A picture of this task is gone.")

    async def _draw(self, task: Task, materials: Materials, *, workspace: Path, report: Report) -> Footage | Failure:
        try:
            return await self._engine.generate(
                task.request, task_id=task.id, materials=materials, workspace=workspace, report=report
            )
        except asyncio.CancelledError:
            attempt = asyncio.current_task()
            if attempt is not None and attempt.cancelling():
                raise
            # Nobody cancelled us: something inside the engine was cancelled, which must not end the worker.
            raise EngineCrashed("the engine gave up by itself") from None

    async def _look(self, footage: Footage, request: VideoRequest) -> Reel:
        twin = request.watermark is not None and request.watermark.twin
        if self._exact and twin != (footage.watermarked is not None):
            raise BrokenEngine("a watermarked twin was asked for and not made, or made and not asked for")
        if not await asyncio.to_thread(footage.cover.is_file):
            raise BrokenEngine("there is no cover")
        video = await self._look_at(footage.video, request, sha256=footage.video_sha256)
        watermarked = None
        if footage.watermarked is not None:
            watermarked = await self._look_at(footage.watermarked, request, sha256=footage.watermarked_sha256)
        return Reel(footage=footage, video=video, watermarked=watermarked)

    async def _look_at(self, path: Path, request: VideoRequest, *, sha256: str) -> Seen:
        """One file. Its `sha256` is counted here where it is empty."""
        facts = await self._probe(path)
        if self._exact:
            check_facts(facts, request)
        return Seen(facts=facts, sha256=sha256 or await asyncio.to_thread(sha256_of, path))


def check_facts(facts: VideoFacts, request: VideoRequest) -> None:
    """Raises BrokenEngine unless size and frame count are those asked for, and the length is within one frame."""
    made = (facts.width, facts.height, facts.frame_count)
    asked = (request.width, request.height, request.frame_count)
    if made != asked:
        raise BrokenEngine(f"width, height, frame count: asked for {asked}, made {made}")
    frame = Fraction(1, request.frame_rate)
    if abs(facts.seconds - request.frame_count * frame) > frame:
        raise BrokenEngine(f"frame rate: asked for {request.frame_rate}, made {facts.frame_rate}")
