"""Reads what comes back to the guarded client, never more of it than was allowed, and says what went wrong.

Not here: sending anything, or which addresses may be asked (`fetch.py`).
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import aiohttp

from onereel.assets.checksums import promised_md5
from onereel.assets.events import EventSplitter
from onereel.errors import FetchFailed

Keep: TypeAlias = Callable[[bytes], Awaitable[None]]
Enough: TypeAlias = Callable[[bytes], bool]
"""Takes one whole server-sent event, and says whether no more of them are wanted."""


def check_reply(response: aiohttp.ClientResponse, *, host: str, max_bytes: int) -> None:
    """Raises FetchFailed unless this is a file that may be received."""
    if response.status != 200:
        raise FetchFailed(f"{host} answered with status {response.status} and not with the file")
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        # Asked for plain, it sent packed. Unpacking is how small answers become large ones.
        raise FetchFailed(f"{host} sends the file compressed although asked not to; serve it as it is")
    if response.content_length is not None and response.content_length > max_bytes:
        raise FetchFailed(_too_large_text(host, max_bytes=max_bytes))


class Body:
    """What has come of one answer so far."""

    def __init__(self, *, host: str, max_bytes: int, enough: Enough | None) -> None:
        """With `enough` the answer is taken for server-sent events, and read up to the one that is enough."""
        self._host = host
        self._max_bytes = max_bytes
        self._enough = enough
        self._splitter = EventSplitter()
        self._content = bytearray()

    @property
    def content(self) -> bytes:
        """All of it."""
        return bytes(self._content)

    async def from_response(self, response: aiohttp.ClientResponse) -> None:
        """Read it. Raises FetchFailed when it is too much."""
        async for chunk in response.content.iter_any():
            self._content += chunk
            if len(self._content) > self._max_bytes:
                raise FetchFailed(f"{self._host} answered with more than {self._max_bytes} bytes")
            if self._enough is not None and any(map(self._enough, self._splitter.feed(chunk))):
                return


async def receive(response: aiohttp.ClientResponse, *, host: str, max_bytes: int, keep: Keep) -> int:
    """Hand the body on piece by piece, never more than `max_bytes` of it. Answers its size.

    Raises FetchFailed also when the body has not the MD5 that a header promises; that it has the size which another
    one promises is seen to by aiohttp.
    """
    size_bytes, promised, md5 = 0, promised_md5(response.headers), hashlib.md5(usedforsecurity=False)
    async for chunk in response.content.iter_any():
        size_bytes += len(chunk)
        if size_bytes > max_bytes:
            raise FetchFailed(_too_large_text(host, max_bytes=max_bytes))
        await keep(chunk)
        if promised is not None:
            await asyncio.to_thread(md5.update, chunk)
    if size_bytes == 0:
        raise FetchFailed(f"{host} answered with an empty body and not with the file")
    if promised not in (None, md5.digest()):
        raise FetchFailed(f"{host} sent a file that is damaged: its MD5 is not that of the Content-MD5 header")
    return size_bytes


def _too_large_text(host: str, *, max_bytes: int) -> str:
    return f"the file at {host} is larger than {max_bytes} bytes, the most that is taken; give a smaller one"


def trouble_text(error: Exception) -> str:
    """What went wrong, without what the error says of addresses."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "cannot be found; check the spelling of the host"
    if isinstance(error, aiohttp.ClientSSLError):
        return "has no certificate that can be trusted"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "cannot be connected to"
    return "broke the transfer off"
