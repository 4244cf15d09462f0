"""Clients as they should be: each submit has an Idempotency-Key and is sent until it is answered.

Not here: what is done to the servers meanwhile.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp
from bench.chaos.wishes import PICTURE, Wishes, draw_picture, read_task_id

CONNECTIONS = 16
_TIMEOUT = aiohttp.ClientTimeout(total=4)
_TWICE = 0.05
"""How many submits are sent twice at once, as by an impatient user."""
_CANCELLED = 0.08


@dataclass(kw_only=True)
class Clients:
    """Submits that many tasks, and remembers what was answered."""

    addresses: Sequence[str]
    key: str
    wishes: Wishes
    random: Random
    counts: Counter[str] = field(default_factory=Counter)
    answers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Idempotency key → the task ids that it was ever answered with."""
    cancels: set[str] = field(default_factory=set)
    """Task ids whose cancellation was answered with 200."""
    surprises: list[str] = field(default_factory=list)
    """Answers that no such request should get."""

    async def submit_all(self, count: int, *, seconds: float) -> None:
        """Submit `count` tasks over `seconds`; returns once each is answered."""
        numbers = iter(range(count))
        pause = seconds * CONNECTIONS / count
        async with aiohttp.ClientSession(timeout=_TIMEOUT, headers={"Authorization": self.key}) as session:

            async def work() -> None:
                await asyncio.sleep(self.random.uniform(0, pause))
                for number in numbers:
                    next_at = asyncio.get_running_loop().time() + pause * self.random.uniform(0.5, 1.5)
                    await self._submit(session, number)
                    await asyncio.sleep(max(0.0, next_at - asyncio.get_running_loop().time()))

            async with asyncio.TaskGroup() as group:
                for _ in range(CONNECTIONS):
                    group.create_task(work())

    async def repeat(self, keys: Sequence[str]) -> int:
        """Send these submits once more; says how many were not answered as they were the first time."""
        wrong = 0
        async with aiohttp.ClientSession(timeout=_TIMEOUT, headers={"Authorization": self.key}) as session:
            for name in keys:
                task_id, replayed = await self._send_until_answered(session, name)
                wrong += {task_id} != self.answers[name] or not replayed
        return wrong

    async def _submit(self, session: aiohttp.ClientSession, number: int) -> None:
        name = f"submit-{number:06}"
        self.counts["submits"] += 1
        times = 2 if self.random.random() < _TWICE else 1
        found = await asyncio.gather(*(self._send_until_answered(session, name) for _ in range(times)))
        for task_id, replayed in found:
            self.answers[name].add(task_id)
            self.counts["replayed"] += replayed
        if self.random.random() < _CANCELLED:
            await asyncio.sleep(self.random.uniform(0, 1))
            await self._cancel_until_answered(session, found[0][0])

    async def _send_until_answered(self, session: aiohttp.ClientSession, name: str) -> tuple[str, bool]:
        body = self.wishes.body(name)
        while True:
            self.counts["requests"] += 1
            try:
                async with session.post(
                    f"{self.random.choice(self.addresses)}/v1/responses", json=body, headers={"Idempotency-Key": name}
                ) as response:
                    reply = await response.json()
                    if response.status == 200:
                        return read_task_id(reply), "Idempotent-Replayed" in response.headers
                    self._note(response.status, reply, usual={409, 500, 503})
            except (aiohttp.ClientError, TimeoutError, ValueError):
                self.counts["unanswered"] += 1
            await asyncio.sleep(self.random.uniform(0.05, 0.5))

    async def _cancel_until_answered(self, session: aiohttp.ClientSession, task_id: str) -> None:
        while True:
            try:
                async with session.delete(f"{self.random.choice(self.addresses)}/v1/tasks/{task_id}") as response:
                    if response.status == 200:
                        self.cancels.add(task_id)
                        return
                    reply = await response.json()
                    if reply.get("error", {}).get("code") == "not_cancellable":
                        return
                    self._note(response.status, reply, usual={500, 503})
            except (aiohttp.ClientError, TimeoutError, ValueError):
                self.counts["unanswered"] += 1
            await asyncio.sleep(self.random.uniform(0.05, 0.5))

    def _note(self, status: int, reply: dict[str, Any], *, usual: set[int]) -> None:
        self.counts[f"answered {status}"] += 1
        if status not in usual:
            self.surprises.append(f"{status}: {reply}")


async def send_picture(address: str, *, key: str) -> int:
    """Send a picture ahead, and say under which id it can be wished for."""
    body = {"model": PICTURE, "input": draw_picture()}
    async with (
        aiohttp.ClientSession(timeout=_TIMEOUT, headers={"Authorization": key}) as session,
        session.post(f"{address}/v1/responses", json=body, raise_for_status=True) as response,
    ):
        return int((await response.json())["Resp"]["img_id"])
