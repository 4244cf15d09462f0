"""The courier against real receivers on loopback, with tasks in memory and time by hand.

Not here: when a failure is tried again; see `test_schedule.py`.
"""

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from aiohttp import web
from standardwebhooks import Webhook
from tests.builders import NOON, build_delivery, build_key, build_task

from onereel.assets.fetch import GuardedClient
from onereel.assets.urls import HostPort
from onereel.callbacks.courier import Courier
from onereel.callbacks.schedule import Policy
from onereel.callbacks.signing import mint_secret
from onereel.domain.delivery import DeliveryState
from onereel.domain.task import Failure
from onereel.errors import StoreError
from onereel.store.memory import MemoryStore

NEW, OLD = mint_secret(Random(1)), mint_secret(Random(2))
FAILURE = Failure(code="x", message="y")
FIRST = build_delivery(1).id


class Receiver:
    """Answers with the next status of its script, then 200; keeps what it was sent."""

    def __init__(self):
        self.script = []
        self.received = []
        self.headers = {}
        self.hold = asyncio.Event()
        self.hold.set()
        self.arrived = asyncio.Event()

    async def handle(self, request):
        self.received.append((await request.text(), dict(request.headers)))
        self.arrived.set()
        await self.hold.wait()
        status = self.script.pop(0) if self.script else 200
        return web.Response(status=status, headers=self.headers)

    @property
    def bodies(self):
        return [body for body, _ in self.received]


class World:
    """A store with a key, a receiver, and a courier between them."""

    def __init__(self, receiver, place):
        self.receiver = receiver
        self.url = f"http://{place.host}:{place.port}/hook"
        self.store = MemoryStore()
        self.now = NOON
        self.client = GuardedClient(allow={place})
        self.recorded = asyncio.Event()
        record = self.store.deliveries.record

        async def record_and_say_so(old, new):
            await record(old, new)
            self.recorded.set()

        self.store.deliveries.record = record_and_say_so

    async def wait(self, seconds):
        """Idle time passes at once; a turn of the loop lets others go on."""
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


@pytest.fixture
async def world():
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world = World(receiver, HostPort(host="127.0.0.1", port=runner.addresses[0][1]))
    await world.store.keys.add(build_key(secrets=(NEW, OLD)))
    yield world
    receiver.hold.set()
    await world.client.aclose()
    await runner.cleanup()


async def test_a_callback_arrives_whole_and_is_written_down(world):
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    stored = await world.state()
    assert stored == build_delivery(
        1,
        url=world.url,
        body=b"first of 1",
        state=DeliveryState.DELIVERED,
        tries=1,
        status=200,
        due_at=stored.due_at,
        latency_ms=stored.latency_ms,
        finished_at=stored.finished_at,
    )
    ((body, headers),) = world.receiver.received
    assert (body, headers["Content-Type"], headers["webhook-id"]) == ("first of 1", "application/json", stored.id)


async def test_it_is_signed_with_every_live_secret(world):
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    ((body, headers),) = world.receiver.received
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    expected = [Webhook(secret).sign(headers["webhook-id"], at, body) for secret in (NEW, OLD)]
    assert headers["webhook-signature"].split() == expected


async def test_failures_are_tried_again_under_the_same_id_until_one_succeeds(world):
    world.receiver.script = [500, 404, 302]
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    assert (await world.state()).tries == 4
    assert {headers["webhook-id"] for _, headers in world.receiver.received} == {build_delivery(1).id}


async def test_a_receiver_that_never_wants_it_is_given_up_after_a_day(world):
    world.receiver.script = [503] * 99
    await world.put(1)
    hours = timedelta(hours=8)
    async with world.running(policy=Policy(jitter=0, quick=(), first_pause=hours, longest_pause=hours)):
        await world.until(DeliveryState.GAVE_UP)
    stored = await world.state()
    assert (stored.tries, stored.status, stored.error) == (4, 503, "the receiver answered with status 503")
    assert stored.finished_at >= NOON + timedelta(hours=24)


async def test_gone_is_given_up_at_once(world):
    world.receiver.script = [410]
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.GAVE_UP)
    assert len(world.receiver.received) == 1


async def test_retry_after_is_honoured(world):
    world.receiver.script = [429]
    world.receiver.headers = {"Retry-After": "600"}
    await world.put(1)
    courier = world.courier()
    (taken,) = await world.store.deliveries.claim(now=NOON, until=NOON + timedelta(seconds=60), limit=1)
    await courier.deliver(taken)
    stored = await world.state()
    assert (stored.state, stored.due_at) == (DeliveryState.PENDING, NOON + timedelta(seconds=600))


async def test_the_states_of_a_task_arrive_in_order_though_the_first_fails(world):
    world.receiver.script = [500, 500]
    await world.put(1)
    task = build_task(1)
    running = task.start(at=NOON)
    second = build_delivery(1, id="msg_2", sequence=2, url=world.url, body=b"second of 1")
    third = build_delivery(1, id="msg_3", sequence=3, url=world.url, body=b"third of 1")
    await world.store.tasks.replace(task, running, delivery=second)
    await world.store.tasks.replace(running, running.fail(FAILURE, at=NOON), delivery=third)
    async with world.running():
        await world.until(DeliveryState.DELIVERED, delivery_id="msg_3")
    assert world.receiver.bodies == ["first of 1"] * 3 + ["second of 1", "third of 1"]


async def test_a_receiver_that_hangs_holds_up_nobody_else(world):
    world.receiver.hold.clear()

    async def post(url, *, body, headers, seconds):
        if body == b"first of 1":
            return await world.client.post(url, body=body, headers=headers, seconds=0.05)
        world.receiver.hold.set()
        return await world.client.post(url, body=body, headers=headers, seconds=seconds)

    await world.put(1, 2)
    (first, second) = await world.store.deliveries.claim(now=NOON, until=NOON + timedelta(seconds=60), limit=2)
    courier = world.courier(post=post)
    await courier.deliver(first)
    await courier.deliver(second)
    assert (await world.state(1)).error.endswith(" did not answer in time (at most 0.05 s)")
    assert (await world.state(2)).state is DeliveryState.DELIVERED


async def test_an_address_that_turns_out_to_be_private_is_not_called(world):
    async def resolve(host, port):
        return ["10.0.0.7"]

    client = GuardedClient(resolve=resolve)
    delivery = build_delivery(1, url="https://hooks.example.org/x")
    await world.store.tasks.add(build_task(1), delivery=delivery)
    (taken,) = await world.store.deliveries.claim(now=NOON, until=NOON + timedelta(seconds=60), limit=1)
    await world.courier(post=client.post).deliver(taken)
    await client.aclose()
    stored = await world.state()
    assert (stored.state, stored.status) == (DeliveryState.PENDING, None)
    assert "10.0.0.7" not in stored.error


async def test_what_a_dead_courier_had_taken_comes_again(world):
    await world.put(1)
    await world.store.deliveries.claim(now=NOON, until=NOON + timedelta(seconds=60), limit=1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    assert world.now >= NOON + timedelta(seconds=60)


async def test_what_was_asked_for_again_is_sent_again(world):
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
        stored = await world.state()
        await world.store.deliveries.record(stored, stored.again(at=world.now))
        await world.until(DeliveryState.DELIVERED)
    assert world.receiver.bodies == ["first of 1"] * 2


async def test_a_store_with_hiccups_stops_nothing(world):
    claim, hiccups = world.store.deliveries.claim, [1, 2]

    async def hiccup(**bounds):
        if hiccups:
            raise StoreError(hiccups.pop())
        return await claim(**bounds)

    world.store.deliveries.claim = hiccup
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)


async def test_draining_waits_for_what_is_under_way(world):
    world.receiver.hold.clear()
    await world.put(1)
    async with world.running() as courier:
        await world.receiver.arrived.wait()
        draining = asyncio.create_task(courier.drain(grace=5))
        await asyncio.sleep(0)
        world.receiver.hold.set()
        await draining
    assert (await world.state()).state is DeliveryState.DELIVERED


async def test_the_log_tells_each_try_and_no_secret(world, caplog):
    caplog.set_level(logging.INFO)
    world.receiver.script = [500]
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    lines = [record for record in caplog.records if record.name == "onereel.callbacks.courier"]
    assert [(line.action, line.tries, line.status) for line in lines] == [
        ("callback_failed", 1, 500),
        ("callback_delivered", 2, 200),
    ]
    assert not any(NEW in str(vars(line)) or "first of 1" in str(vars(line)) for line in lines)


def test_a_delivery_under_redelivery_counts_its_tries_anew():
    given_up = build_delivery(state=DeliveryState.GAVE_UP, tries=9, finished_at=NOON)
    later = NOON + timedelta(hours=1)
    assert given_up.again(at=later) == replace(
        given_up, state=DeliveryState.PENDING, tries=0, due_at=later, finished_at=None
    )
