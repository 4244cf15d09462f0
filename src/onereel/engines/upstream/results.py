"""Brings home what a vendor has made, before its links die.

Not here: asking whether it is made, or keeping it (`onereel.tasks.production`).
"""

import asyncio
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Final, Protocol

import av
from PIL import Image

from onereel.assets.fetch import Downloaded
from onereel.assets.sniff import MediaType
from onereel.domain.request import VideoRequest
from onereel.engines.base import Footage
from onereel.engines.upstream.accounts import Location
from onereel.errors import FetchFailed
from onereel.upstreams.base import Finished

_MAX_VIDEO_BYTES: Final = 2 * 1024**3


class Download(Protocol):
    """Fetches an address into a new file, as `GuardedClient.download` does."""

    def __call__(
        self, url: str, *, target: Path, max_bytes: int, headers: Mapping[str, str] | None = None
    ) -> Awaitable[Downloaded]: ...


async def collect(
    finished: Finished, video_at: Location, request: VideoRequest, *, workspace: Path, download: Download
) -> Footage:
    """The files in the workspace, in which earlier tries may have left theirs.

    Raises FetchRefused and FetchFailed when the video cannot be had; a cover is made of it where the vendor has none.
    """
    video = workspace / "video.mp4"
    video_sha256 = await _fetch_video(video_at, video, download)
    watermarked, watermarked_sha256 = None, ""
    if request.watermark is not None and request.watermark.twin and finished.watermarked_url:
        twin = Location(url=finished.watermarked_url)
        watermarked = workspace / "watermarked.mp4"
        watermarked_sha256 = await _fetch_video(twin, watermarked, download)
    cover = workspace / "cover.jpg"
    await asyncio.to_thread(_write_cover, video, cover)
    return Footage(
        video=video,
        cover=cover,
        watermarked=watermarked,
        video_sha256=video_sha256,
        watermarked_sha256=watermarked_sha256,
    )


async def _fetch_video(location: Location, target: Path, download: Download) -> str:
    """Answers the SHA-256."""
    await asyncio.to_thread(target.unlink, missing_ok=True)
    found = await download(location.url, target=target, max_bytes=_MAX_VIDEO_BYTES, headers=location.headers)
    if found.media_type is not MediaType.MP4:
        raise FetchFailed("what the vendor gave is no MP4")
    return found.sha256


def _write_cover(video: Path, cover: Path) -> None:
    """The first picture of the video, as JPEG. Raises FetchFailed when there is none."""
    try:
        with av.open(str(video), format="mp4") as container:
            stream = container.streams.video[0]
            stream.codec_context.thread_count = 1  # here and below: threads cost more than one picture takes
            frame = next(container.decode(stream)).reformat(format="rgb24", threads=1)
            Image.fromarray(frame.to_ndarray()).save(cover, "JPEG", quality=90)
    except (av.FFmpegError, StopIteration, IndexError) as error:
        raise FetchFailed("what the vendor gave has no picture") from error
