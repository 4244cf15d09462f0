"""A server that answers from a script, a clock that only pauses move, and what was asked and paused so far.

Not here: true servers (`tests/client/test_homes.py`).
"""

import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeAlias

import httpx

from onereel.client.flow import Timing

BASE_URL = "https://reel.example"
KEY = "sk-0123456789"
ONEREEL = {"X-Onereel": "1", "X-Request-Id": "11111111-2222-3333-4444-555555555555"}
DMXAPI = {"X-Rixapi-Request-Id": "20260522210326751646573zOace2dW"}

Reply: TypeAlias = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces; an exception among them is how it breaks off, a callable is called as time goes on."""

    def __init__(self, *pieces: bytes | Exception | Callable[[], None]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, bytes):
                yield piece
            else:
                piece()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


class World:
    """What is around a client."""

    def __init__(self) -> None:
        self.script: deque[Reply] = deque()
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.now = 0.0
        self.keys = 0
        self.timing = Timing(monotonic=lambda: self.now, wall=lambda: 0.0, chance=lambda: 1.0, mint_key=self._mint)
        self.http_transport = httpx.MockTransport(self._answer)

    def then(self, *replies: Reply) -> None:
        """What is answered next, in order."""
        self.script.extend(replies)

    @property
    def bodies(self) -> list[Any]:
        """The JSON of every request that had any."""
        return [json.loads(request.content) for request in self.requests if request.content]

    @property
    def paths(self) -> list[str]:
        """Method and path of every request."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def pause(self, seconds: float) -> None:
        """Time goes on by itself."""
        self.pauses.append(round(seconds, 3))
        self.now += seconds

    async def async_pause(self, seconds: float) -> None:
        """The same."""
        self.pause(seconds)

    def _mint(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert self.script, f"nobody expected {request.method} {request.url} {request.content!r}"
        reply = self.script.popleft()
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, httpx.Response) else reply(request)


def told(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    """A JSON answer of a onereel, unless other headers are given."""
    return httpx.Response(status, json=body, headers=ONEREEL if headers is None else headers)


def streamed(*events: Any, headers: dict[str, str] | None = None, end: tuple[Any, ...] = ()) -> httpx.Response:
    """A stream of events; after `end` nothing comes."""
    pieces = [f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode() for event in events]
    known = {"Content-Type": "text/event-stream; charset=utf-8", **(ONEREEL if headers is None else headers)}
    return httpx.Response(200, headers=known, stream=Pieces(*pieces, *end))


def delta(text: str) -> dict[str, str]:
    """A piece of a stream's text."""
    return {"type": "response.output_text.delta", "delta": text}


def ended(text: str, *, status: str = "completed", **fields: Any) -> dict[str, Any]:
    """The last event of a stream."""
    output = [{"type": "message", "content": [{"type": "output_text", "text": text}]}]
    kind = "response.failed" if status == "failed" else "response.completed"
    return {"type": kind, "response": {"id": "resp_1", "status": status, "output": output, **fields}}


GOOD_END = (
    "\n\n✅ 视频生成完成！\n\n任务ID: 1\n\n--- 创作 1 ---\n"
    "视频URL: https://cdn.example/video.mp4?a=1&b=2\n封面URL: https://cdn.example/cover.jpg\n"
)
