"""What the courier's tests share: a receiver on loopback, a store in memory, and time by hand.

Not here: any assertion.
"""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

from aiohttp import web
from tests.builders import NOON, build_delivery, build_task

from onereel.assets.fetch import GuardedClient
from onereel.callbacks.courier import Courier
from onereel.callbacks.schedule import Policy
from onereel.keys import mint_signing_secret
from onereel.store.memory import MemoryStore

FIRST = build_delivery(1).id


class Receiver:
    """Answers with the next status of its script, then 200; what is `held` waits for `hold`. Keeps what it was sent."""

    def __init__(self):
        self.script = []
        self.received = []
        self.headers = {}
        self.held = set()
        self.hold = asyncio.Event()
        self.arrived = asyncio.Event()

    async def handle(self, request):
        body = await request.text()
        self.received.append((body, dict(request.headers)))
        self.arrived.set()
        if body in self.held:
            await self.hold.wait()
        status = self.script.pop(0) if self.script else 200
        return web.Response(status=status, headers=self.headers)

    @property
    def bodies(self):
        return [body for body, _ in self.received]

    async def until_received(self, count):
        while len(self.received) < count:
            self.arrived.clear()
            await self.arrived.wait()


class World:
    """A store with a key, a receiver, and a courier between them."""

    def __init__(self, receiver, place):
        self.receiver = receiver
        self.url = f"http://{place.host}:{place.port}/hook"
        self.store = MemoryStore()
        self.secrets = (mint_signing_secret(), mint_signing_secret())
        self.now = NOON
        self.time_passes = True
        self.client = GuardedClient(allow={place})
        self.recorded = asyncio.Event()
        record = self.store.deliveries.record

        async def record_and_say_so(old, new, **counted):
            await record(old, new, **counted)
            self.recorded.set()

        self.store.deliveries.record = record_and_say_so

    async def wait(self, seconds):
        """Idle time passes at once; a turn of the loop lets others go on."""
        if self.time_passes:
            self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def courier(self, *, post=None, policy=None):
        return Courier(
            deliveries=self.store.deliveries,
            keys=self.store.keys,
            post=post or self.client.post,
            clock=lambda: self.now,
            random=Random(1),
            policy=policy or Policy(jitter=0),
            wait=self.wait,
        )

    async def put(self, *numbers, **changes):
        """One task for each number, whose acceptance is to be told."""
        for number in numbers:
            delivery = build_delivery(number, url=self.url, body=f"first of {number}".encode(), **changes)
            await self.store.tasks.add(build_task(number), delivery=delivery)

    async def take(self):
        """The one delivery that is due, lent to whoever asks."""
        (taken,) = await self.store.deliveries.claim(now=NOON, until=NOON + timedelta(seconds=60), limit=1)
        return taken

    async def state(self, number=1):
        return await self.store.deliveries.get(build_delivery(number).id)

    @asynccontextmanager
    async def running(self, **options):
        courier = self.courier(**options)
        run = asyncio.create_task(courier.run())
        try:
            async with asyncio.timeout(20):
                yield courier
        finally:
            await courier.drain(grace=5)
            await run

    async def until(self, state, *, delivery_id=FIRST):
        """Waits for a delivery to be in that state."""
        while (await self.store.deliveries.get(delivery_id)).state is not state:
            self.recorded.clear()
            await self.recorded.wait()
