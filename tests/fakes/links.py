"""The files that a fake has made, behind links that look signed and are.

Not here: the files themselves; every job has made the same ones.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tests.fakes.fates import Link
from tests.fakes.jobs import Book, Job, State
from tests.fakes.replies import cut_off

_LIFE_SECONDS = 86_400
_DRIPS = 20
_TYPES = {"video.mp4": "video/mp4", "watermarked.mp4": "video/mp4", "cover.jpeg": "image/jpeg"}


@dataclass(kw_only=True, slots=True)
class Links:
    """Where the files of jobs are."""

    book: Book
    files: Mapping[str, bytes | Path]
    """By name: `video.mp4`, `watermarked.mp4`, `cover.jpeg`. What lies on the disk is sent from there."""
    secret: bytes = b"of the links"
    base: str = ""
    """Of this process, once it listens."""

    def url(self, job: Job, name: str = "video.mp4") -> str:
        """Where a file of a job is, for a day."""
        expires = int(job.taken_at) + _LIFE_SECONDS
        path = f"/files/{job.id}/{name}"
        return f"{self.base}{path}?Expires={expires}&KeyId=FAKE&Signature={self._sign(path, expires)}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A file behind such a link."""
        job, name = self.book.jobs.get(request.match_info["job"]), request.match_info["name"]
        expires, given = request.query.get("Expires", ""), request.query.get("Signature", "")
        if not expires.isdecimal() or not hmac.compare_digest(self._sign(request.path, int(expires)), given):
            raise web.HTTPForbidden(text="SignatureDoesNotMatch")
        if int(expires) < self.book.clock():
            raise web.HTTPForbidden(text="AccessDenied: Request has expired.")
        if job is None or name not in self.files:
            raise web.HTTPNotFound(text="NoSuchKey")
        return await self.send(request, job, name)

    async def send(self, request: web.Request, job: Job, name: str) -> web.StreamResponse:
        """The file, as the fate of the job has it."""
        self.book.count("file")
        if job.state(self.book.clock()) is not State.SUCCEEDED:
            raise web.HTTPNotFound(text="NoSuchKey")
        job.fetched += 1
        file, content_type = self.files[name], _TYPES[name]
        troubled = job.fate.link_count is None or job.fetched <= job.fate.link_count
        link = job.fate.link if troubled else Link.GOOD
        if link is Link.GOOD and isinstance(file, Path):
            return web.FileResponse(file, headers={"Content-Type": content_type})
        content = file.read_bytes() if isinstance(file, Path) else file
        match link:
            case Link.MISSING:
                raise web.HTTPNotFound(text="NoSuchKey")
            case Link.FORBIDDEN:
                raise web.HTTPForbidden(text="AccessDenied: Request has expired.")
            case Link.CUT:
                return await cut_off(request, content, content_type=content_type, sent=len(content) // 2)
            case Link.SLOW:
                return await _drip(request, content, content_type=content_type, seconds=job.fate.link_seconds)
            case _:
                return web.Response(body=content, content_type=content_type)

    def _sign(self, path: str, expires: int) -> str:
        return hmac.digest(self.secret, f"{path}\n{expires}".encode(), hashlib.sha256).hex()


async def _drip(request: web.Request, content: bytes, *, content_type: str, seconds: float) -> web.StreamResponse:
    headers = {"Content-Length": str(len(content)), "Content-Type": content_type}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    size = -(-len(content) // _DRIPS)
    for start in range(0, len(content), size):
        await response.write(content[start : start + size])
        await asyncio.sleep(seconds / _DRIPS)
    return response
