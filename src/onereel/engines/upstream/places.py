"""Places at an account: so many orders at once, and the rest wait here, where no vendor refuses them.

Fair between keys: a free place goes to the key that has the fewest, so that whoever sends a thousand wishes does not
keep out whoever sends one.

Not here: which account an order goes to.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count


class Places:
    """The places of one account."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._taken: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._turns = count(1)
        self._last_turn: dict[str, int] = {}
        """When each key got its last place."""

    @asynccontextmanager
    async def place(self, key_id: str) -> AsyncIterator[None]:
        """A place, once it is this key's turn."""
        if self._waiting or self._taken.total() >= self._number:
            await self._queue(key_id)
        else:
            self._take(key_id)
        try:
            yield
        finally:
            self._leave(key_id)

    @asynccontextmanager
    async def kept(self, key_id: str) -> AsyncIterator[None]:
        """The place of an order that the vendor has already, whether there is one or not."""
        self._take(key_id)
        try:
            yield
        finally:
            self._leave(key_id)

    def _take(self, key_id: str) -> None:
        self._taken[key_id] += 1
        self._last_turn[key_id] = next(self._turns)

    async def _queue(self, key_id: str) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key_id, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(key_id)  # the place came together with the cancellation
            raise  # else whoever hands out places passes over it, since it is cancelled

    def _leave(self, key_id: str) -> None:
        self._taken[key_id] -= 1
        if not self._taken[key_id]:
            del self._taken[key_id]
        while self._waiting and self._taken.total() < self._number:
            key = min(self._waiting, key=lambda waiting: (self._taken[waiting], self._last_turn.get(waiting, 0)))
            turn = self._waiting[key].popleft()
            if not self._waiting[key]:
                del self._waiting[key]
            if not turn.done():
                turn.set_result(None)
                self._take(key)
