"""A load generator that costs little: prepared requests over kept connections, and a look at every reply.

Not here: the servers, or what is sent (`submit_http.py`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeAlias

MakeRequest: TypeAlias = Callable[[], bytes]
IsAnswer: TypeAlias = Callable[[bytes], bool]
"""Whether a body is that of a request that was served."""

_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(kw_only=True)
class Load:
    """What a run has seen."""

    waits: list[float] = field(default_factory=list)
    """Seconds from each request to the end of its reply."""
    wrong: int = 0
    """Replies that were not as they should be."""


class _Connection(asyncio.Protocol):
    """Sends the next request when the reply to the last is complete, until the time is over."""

    def __init__(self, load: Load, *, make: MakeRequest, is_answer: IsAnswer, end: float) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self._load = load
        self._make = make
        self._is_answer = is_answer
        self._end = end
        self._received = b""
        self._begun = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(_END)
        if not found:
            return
        length = int(head.lower().partition(_LENGTH)[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self._load.waits.append(perf_counter() - self._begun)
        if not head.startswith(b"HTTP/1.1 200") or not self._is_answer(body):
            self._load.wrong += 1
        self._received = b""
        if perf_counter() < self._end:
            self._send()
        else:
            assert self._transport is not None
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        assert self._transport is not None
        self._begun = perf_counter()
        self._transport.write(self._make())


async def put_load(port: int, *, connections: int, seconds: float, make: MakeRequest, is_answer: IsAnswer) -> Load:
    """So many connections to a port of this machine, each busy for so long."""
    load, loop = Load(), asyncio.get_running_loop()
    end = perf_counter() + seconds
    opened = [
        await loop.create_connection(
            lambda: _Connection(load, make=make, is_answer=is_answer, end=end), "127.0.0.1", port
        )
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.done for _, protocol in opened))
    return load
