"""The courier against real receivers on loopback, with tasks in memory and time by hand.

Not here: when a failure is tried again (`test_schedule.py`), or what happens when the store or the courier itself is in
trouble (`test_courier_troubles.py`).
"""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook
from tests.builders import NOON, build_delivery, build_task

from onereel.assets.fetch import GuardedClient, Posted
from onereel.callbacks.schedule import Policy
from onereel.domain.delivery import DeliveryState
from onereel.domain.task import Failure

FAILURE = Failure(code="x", message="y")


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
    expected = [Webhook(secret).sign(headers["webhook-id"], at, body) for secret in world.secrets]
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
    await world.put(1)
    async with world.running():
        await world.receiver.until_received(1)
        await world.put(2)
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
    sent, hold = [], asyncio.Event()

    async def post(url, *, body, **_):
        sent.append(body)
        await hold.wait()
        return Posted(status=200, retry_after=None)

    world.time_passes = False
    await world.put(*numbers)
    async with world.running(post=post):
        for _ in range(500):
            await asyncio.sleep(0)
        assert len(sent) == 32
        hold.set()
        for number in numbers:
            await world.until(DeliveryState.DELIVERED, delivery_id=build_delivery(number).id)
    assert sorted(sent) == sorted(f"first of {number}".encode() for number in numbers)


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


async def test_what_was_asked_for_again_is_sent_again(world):
    await world.put(1)
    async with world.running():
        await world.until(DeliveryState.DELIVERED)
        stored = await world.state()
        await world.store.deliveries.record(stored, stored.again(at=world.now))
        await world.until(DeliveryState.DELIVERED)
    assert world.receiver.bodies == ["first of 1"] * 2


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
    assert not any(world.secrets[0] in str(vars(line)) or "first of 1" in str(vars(line)) for line in lines)


def test_a_delivery_under_redelivery_counts_its_tries_anew():
    given_up = build_delivery(state=DeliveryState.GAVE_UP, tries=9, finished_at=NOON)
    later = NOON + timedelta(hours=1)
    assert given_up.again(at=later) == replace(
        given_up, state=DeliveryState.PENDING, tries=0, due_at=later, finished_at=None
    )
