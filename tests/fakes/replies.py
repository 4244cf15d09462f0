"""What a fake answers, and the ways in which an answer does not arrive.

Not here: any vendor's bodies.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec
from aiohttp import web

_PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A whole answer."""

    body: Any
    """JSON."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        return msgspec.json.encode(self.body)

    def respond(self) -> web.Response:
        return web.Response(
            body=self.encode(),
            status=self.status,
            headers=self.headers,
            content_type="application/json",
            charset="utf-8",
        )


class Refused(Exception):
    """A request that the vendor does not take, with what it says of it."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply


Answer: TypeAlias = Reply | web.StreamResponse


def page() -> web.Response:
    """200 with a page that some proxy has put there."""
    return web.Response(body=_PAGE, content_type="text/html")


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def say_nothing() -> web.Response:
    """Until the caller hangs up, which ends this."""
    await asyncio.Event().wait()
    raise AssertionError("nothing sets it")


async def cut_off(request: web.Request, content: bytes, *, content_type: str, sent: int) -> web.StreamResponse:
    """The first `sent` bytes of an answer that claims to hold them all, and more."""
    headers = {"Content-Length": str(len(content) + 1), "Content-Type": content_type}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(content[:sent])
    if request.transport is not None:
        request.transport.close()
    return response
