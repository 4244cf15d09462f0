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

from onereel.assets.fetch import GuardedClient, Posted
from onereel.assets.urls import HostPort
from onereel.callbacks.courier import Courier
from onereel.callbacks.schedule import Policy
from onereel.domain.delivery import DeliveryState
from onereel.domain.task import Failure
from onereel.errors import StoreError
from onereel.keys import mint_signing_secret
from onereel.store.memory import MemoryStore

NEW, OLD = mint_signing_secret(), mint_signing_secret()
FAILURE = Failure(code="x", message="y")
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
        self.now = NOON
        self.time_passes = True
        self.client = GuardedClient(allow={place})
        self.recorded = asyncio.Event()
        record = self.store.deliveries.record

        async def record_and_say_so(old, new):
            await record(old, new)
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
    await world.courier().deliver(await world.take())
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


async def test_a_receiver_that_hangs_holds_up_no_other_task(world):
    world.receiver.held, world.time_passes = {"first of 1"}, False
    await world.put(1, 2)
    async with world.running():
        await world.until(DeliveryState.DELIVERED, delivery_id=build_delivery(2).id)
        assert (await world.state(1)).tries == 0
        world.receiver.hold.set()
        await world.until(DeliveryState.DELIVERED)


async def test_a_receiver_that_hangs_has_failed(world):
    world.receiver.held = {"first of 1"}

    async def post(url, *, body, headers, seconds):
        assert seconds == 15
        return await world.client.post(url, body=body, headers=headers, seconds=0.05)

    await world.put(1)
    await world.courier(post=post).deliver(await world.take())
    stored = await world.state()
    assert (stored.state, stored.status, stored.tries) == (DeliveryState.PENDING, None, 1)
    assert stored.error.endswith(" did not answer in time (at most 0.05 s)")


async def test_no_more_than_32_are_under_way_at_once(world):
    numbers = range(1, 41)
    world.receiver.held, world.time_passes = {f"first of {number}" for number in numbers}, False
    await world.put(*numbers)
    async with world.running():
        await world.receiver.until_received(32)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(world.receiver.received) == 32
        world.receiver.hold.set()
        for number in numbers:
            await world.until(DeliveryState.DELIVERED, delivery_id=build_delivery(number).id)
    assert sorted(world.receiver.bodies) == sorted(f"first of {number}" for number in numbers)


async def test_an_address_that_turns_out_to_be_private_is_not_called(world):
    async def resolve(host, port):
        return ["10.0.0.7"]

    client = GuardedClient(resolve=resolve)
    delivery = build_delivery(1, url="https://hooks.example.org/x")
    await world.store.tasks.add(build_task(1), delivery=delivery)
    await world.courier(post=client.post).deliver(await world.take())
    await client.aclose()
    stored = await world.state()
    assert (stored.state, stored.status) == (DeliveryState.PENDING, None)
    assert "10.0.0.7" not in stored.error


async def test_what_a_dead_courier_had_taken_comes_again(world):
    await world.put(1)
    await world.take()
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    assert world.now >= NOON + timedelta(seconds=60)


async def test_what_was_under_way_at_a_restart_comes_again_under_the_same_id(world):
    world.receiver.held, world.time_passes = {"first of 1"}, False
    await world.put(1)
    async with world.running() as courier:
        await world.receiver.until_received(1)
        await courier.drain(grace=0)
    assert (await world.state()).state is DeliveryState.PENDING
    world.receiver.hold.set()
    world.time_passes = True
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    assert world.receiver.bodies == ["first of 1"] * 2
    assert {headers["webhook-id"] for _, headers in world.receiver.received} == {FIRST}


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


async def test_a_try_that_could_not_be_written_down_is_made_again(world):
    record, hiccups = world.store.deliveries.record, [1]

    async def hiccup(old, new):
        if hiccups:
            raise StoreError(hiccups.pop())
        await record(old, new)

    world.store.deliveries.record = hiccup
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    assert [headers["webhook-id"] for _, headers in world.receiver.received] == [FIRST] * 2


async def test_nothing_is_sent_while_its_key_cannot_be_read(world):
    get, hiccups = world.store.keys.get, [1]

    async def hiccup(key_id):
        if hiccups:
            raise StoreError(hiccups.pop())
        return await get(key_id)

    world.store.keys.get = hiccup
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
    assert (world.receiver.bodies, (await world.state()).tries) == (["first of 1"], 1)


async def test_a_fault_of_ours_is_logged_and_stops_nothing(world, caplog):
    claim, post, faults = world.store.deliveries.claim, world.client.post, ["sending", "asking"]

    async def faulty_claim(**bounds):
        if faults[-1:] == ["asking"]:
            raise ValueError(faults.pop())
        return await claim(**bounds)

    async def faulty_post(url, **what):
        if faults:
            raise ValueError(faults.pop())
        return await post(url, **what)

    world.store.deliveries.claim = faulty_claim
    await world.put(1)
    async with world.running(post=faulty_post):
        await world.until(DeliveryState.DELIVERED)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [(error.action, error.exc_info[0]) for error in errors] == [
        ("round_broke", ValueError),
        ("callback_left_alone", ValueError),
    ]


async def test_what_somebody_else_has_written_down_meanwhile_stays(world, caplog):
    caplog.set_level(logging.INFO)
    await world.put(1)
    taken = await world.take()
    other = taken.delivered(status=201, latency_ms=1, at=NOON)
    await world.store.deliveries.record(taken, other)
    await world.courier().deliver(taken)
    assert await world.state() == other
    assert [line.action for line in caplog.records if line.name.endswith("courier")] == ["callback_taken_over"]


async def test_nothing_is_sent_once_draining_has_begun(world):
    claim, looking, look, sent = world.store.deliveries.claim, asyncio.Event(), asyncio.Event(), []

    async def slow_claim(**bounds):
        looking.set()
        await look.wait()
        return await claim(**bounds)

    async def post(url, **what):
        sent.append(url)
        return Posted(status=200, retry_after=None)

    world.store.deliveries.claim = slow_claim
    await world.put(1)
    async with world.running(post=post) as courier:
        await looking.wait()
        await courier.drain(grace=5)
        look.set()
    for _ in range(50):
        await asyncio.sleep(0)
    assert sent == []


async def test_draining_waits_for_what_is_under_way(world):
    world.receiver.held, world.time_passes = {"first of 1"}, False
    await world.put(1)
    async with world.running() as courier:
        await world.receiver.until_received(1)
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
