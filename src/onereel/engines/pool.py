"""Child processes that stay warm and work on one order at a time, for engines that draw outside the server.

Not here: what an order or an answer means; a pool carries lines of bytes and knows nothing of them.
"""

import asyncio
import contextlib
import logging
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from onereel.errors import EngineCrashed

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Child:
    """One running process, spoken to in lines. It is expected to end itself when its standard input is closed."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a child needs both of its pipes")
        self._process = process
        self._stdin = process.stdin
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read(process.stdout))

    @classmethod
    async def start(cls, command: Sequence[str]) -> "Child":
        """Start `command` in a session of its own, so that a Ctrl-C at the terminal reaches only the server."""
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, start_new_session=True)
        return cls(process)

    async def _read(self, stdout: asyncio.StreamReader) -> None:
        while line := await stdout.readline():
            self._lines.put_nowait(line)
        self._lines.put_nowait(b"")

    @property
    def process_id(self) -> int:
        """The operating system's number for the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process is still there to take an order."""
        return self._process.returncode is None and not self._reader.done()

    async def ask(self, order: bytes, *, on_line: Callable[[bytes], Answer | None]) -> Answer:
        """Send one line and hand every line that comes back to `on_line`, until it returns an answer.

        Raises EngineCrashed when the process ends before that.
        """
        with contextlib.suppress(ConnectionError):  # a dead process is told by its empty line below
            self._stdin.write(order + b"\n")
            await self._stdin.drain()
        while line := await self._lines.get():
            answer = on_line(line)
            if answer is not None:
                return answer
        status = await self._process.wait()
        raise EngineCrashed(f"the drawing process ended before its answer, with status {status}")

    async def kill(self) -> None:
        """End the process at once, whatever it is doing, and wait until nothing of it is left. May be called twice."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._stdin.close()
        await self._process.wait()
        await asyncio.wait({self._reader})
        with contextlib.suppress(ConnectionError):
            await self._stdin.wait_closed()


class ChildPool:
    """Up to `size` children, each started when it is first needed and kept for the next order."""

    def __init__(self, command: Sequence[str], *, size: int) -> None:
        if size < 1:
            raise ValueError("a pool needs room for at least one child")
        self._command = tuple(command)
        self._room = asyncio.Semaphore(size)
        self._idle: list[Child] = []
        self._children: set[Child] = set()
        self._closed = False

    @property
    def process_ids(self) -> frozenset[int]:
        """The numbers of all children that run now."""
        return frozenset(child.process_id for child in self._children)

    async def ask(
        self, order: bytes, *, on_line: Callable[[bytes], Answer | None], time_limit: float | None = None
    ) -> Answer:
        """Have one child carry out `order`; waits while all are busy. See `Child.ask`.

        When the awaiting task is cancelled, or anything else goes wrong, the child is killed and its place is free.
        Raises EngineCrashed also when the answer is not there `time_limit` seconds after a child has taken the order.
        """
        async with self._room:
            child = await self._take()
            try:
                answer = await _in_time(child.ask(order, on_line=on_line), time_limit=time_limit)
            except BaseException:
                await self._discard(child)
                raise
            self._idle.append(child)
            return answer

    async def close(self) -> None:
        """Kill all children; whoever waits for one is told by EngineCrashed."""
        self._closed = True
        self._idle.clear()
        await asyncio.gather(*(self._discard(child) for child in tuple(self._children)))

    async def _take(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
            logger.warning("an idle drawing process had ended; starting another", extra={"pid": child.process_id})
            await self._discard(child)
        self._refuse_when_closed()
        child = await Child.start(self._command)
        self._children.add(child)
        try:
            self._refuse_when_closed()  # it may have been closed while the child was starting
        except EngineCrashed:
            await self._discard(child)
            raise
        return child

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise EngineCrashed("the engine is closed")

    async def _discard(self, child: Child) -> None:
        self._children.discard(child)
        await child.kill()


async def _in_time(answer: Awaitable[Answer], *, time_limit: float | None) -> Answer:
    deadline = asyncio.timeout(time_limit)
    try:
        async with deadline:
            return await answer
    except TimeoutError as error:
        if not deadline.expired():
            raise
        raise EngineCrashed(f"the drawing process gave no answer within {time_limit:g} seconds") from error
