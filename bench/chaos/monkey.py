"""Does harm to processes and to the database, by a plan that a seed makes.

Not here: the processes (`members.py`).
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import cycle
from random import Random

from bench.chaos.databases import Deed
from bench.chaos.members import Member


class Monkey:
    """Goes on until it is told to stop; then everything runs again."""

    def __init__(
        self, *, servers: Sequence[Member], workers: Sequence[Member], restarts: Mapping[str, Deed], random: Random
    ) -> None:
        self.counts = Counter(dict.fromkeys(("killed", "told to stop", "frozen", *restarts), 0))
        self._servers = servers
        self._workers = workers
        self._restarts = cycle(restarts.items()) if restarts else None
        self._random = random
        self._under_way: set[asyncio.Task[None]] = set()
        self._busy: set[Member] = set()

    async def run(self, seconds: float, *, mean_pause: float) -> None:
        """Something every `mean_pause` seconds or so, and one to the database once every twelve times."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        step = 0
        while loop.time() < end:
            step += 1
            harm = self._database(*next(self._restarts)) if self._restarts and step % 12 == 6 else self._harm()
            deed = asyncio.create_task(harm)
            self._under_way.add(deed)
            deed.add_done_callback(self._under_way.discard)
            await asyncio.sleep(self._random.uniform(0.3, 1.7) * mean_pause)
        if self._under_way:
            await asyncio.wait(self._under_way)
        for member in (*self._servers, *self._workers):
            member.thaw()
            member.start()

    async def _harm(self) -> None:
        free = [member for member in (*self._servers, *self._workers) if member not in self._busy]
        if not free:
            return
        member = self._random.choice(free)
        deeds = [self._kill, self._kill, self._freeze, self._terminate]
        self._busy.add(member)
        try:
            await self._random.choice(deeds)(member)
        finally:
            self._busy.discard(member)

    async def _kill(self, member: Member) -> None:
        self.counts["killed"] += 1
        await asyncio.to_thread(member.kill)
        await self._pause(member)
        member.start()

    async def _terminate(self, member: Member) -> None:
        self.counts["told to stop"] += 1
        await asyncio.to_thread(member.terminate)
        await self._pause(member)
        member.start()

    async def _freeze(self, member: Member) -> None:
        self.counts["frozen"] += 1
        member.freeze()
        # A worker is taken for dead after 10 s; half of them wake up before, the others as zombies.
        await asyncio.sleep(self._random.uniform(1, 20 if member in self._workers else 6))
        member.thaw()

    async def _database(self, name: str, deed: Deed) -> None:
        self.counts[name] += 1
        await deed()

    async def _pause(self, member: Member) -> None:
        await asyncio.sleep(self._random.uniform(0, 4 if member in self._workers else 1.5))
