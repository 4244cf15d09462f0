"""The courier when it dies, is drained, or its store is in trouble: nothing is lost, and nothing is sent too late.

Not here: receivers that are in trouble (`test_courier.py`).
"""

import asyncio
import logging
from datetime import timedelta

from tests.builders import NOON
from tests.callbacks.world import FIRST

from onereel.assets.fetch import Posted
from onereel.domain.delivery import DeliveryState
from onereel.errors import StoreError


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

    async def hiccup(old, new, **counted):
        if hiccups:
            raise StoreError(hiccups.pop())
        await record(old, new, **counted)

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


async def test_what_takes_too_long_is_broken_off_before_draining_ends(world):
    under_way, broken_off = asyncio.Event(), asyncio.Event()

    async def post(url, **_):
        under_way.set()
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()

    world.time_passes = False
    await world.put(1)
    async with world.running(post=post) as courier:
        await under_way.wait()
        await courier.drain(grace=0)
        assert broken_off.is_set()


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
