"""A thousand orders under way at one server that speaks `/v1/videos`: all of them are seen through its lists.

Not here: which pages are read when (`tests/engines/upstream/test_lists.py`), or how long that takes.
"""

import asyncio
from random import Random
from time import monotonic

import pytest
from tests.builders import build_operation, build_request, build_task
from tests.fakes.running import running_fake

from onereel.assets.fetch import GuardedClient
from onereel.assets.urls import parse_allowance
from onereel.domain.clock import system_clock
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.dealings import Pauses
from onereel.engines.upstream.lookout import Lookout
from onereel.engines.upstream.pace import Durations
from onereel.routing import UPSTREAMS
from onereel.upstreams.base import Finished, Order, Secret, Started

ORDERS = 1000
AT_ONCE = 16
SPEED = 100
"""How much faster time passes for whoever asks how an order stands."""


@pytest.fixture(params=["vllm-omni", "sglang"])
def fake(request):
    with running_fake(request.param, seconds=86_400.0) as running:
        yield running


class Scene:
    """One account, whose orders are put and then watched."""

    def __init__(self, fake):
        self.client = GuardedClient(allow={parse_allowance(fake.place)})
        self.account = Account(
            name="gpu", upstream=UPSTREAMS[fake.vendor], base_url=fake.url, secret=Secret(key=fake.key)
        )
        self.caller = Caller(self.client.exchange, clock=system_clock, random=Random(1))
        pauses = Pauses(wait=lambda seconds: asyncio.sleep(seconds / SPEED), tick=lambda: monotonic() * SPEED)
        self.lookout = Lookout(self.account, self.caller, clock=system_clock, random=Random(1), pauses=pauses)
        self.shares = {}
        """By the number of an order, what was last told of it."""
        self.all_told = asyncio.Event()
        self._few = asyncio.Semaphore(AT_ONCE)

    async def put(self, number):
        """An order that the server has taken."""
        order = Order(task_id=build_task(number).id, model="wan2.6-t2v", request=build_request(prompt=f"Boat {number}"))
        async with self._few:
            answer = await self.caller.call(self.account, self.account.upstream.start(order))
        started = self.account.upstream.read_start(answer)
        assert isinstance(started, Started)
        now = system_clock()
        put = build_operation(task_id=order.task_id, account="gpu", created_at=now, updated_at=now)
        return order, put.started(started.operation, note="", at=now)

    async def watch(self, number, order, operation):
        """What becomes of it."""

        def report(share):
            self.shares[number] = share
            if len(self.shares) == ORDERS:
                self.all_told.set()

        return await self.lookout.outcome(order, operation, durations=Durations(), report=report, after=0.0)

    async def close(self):
        await self.lookout.close()
        await self.client.aclose()


@pytest.fixture
async def scene(fake):
    made = Scene(fake)
    yield made
    await made.close()


async def test_every_one_of_them_is_seen_to_run_and_to_end_and_none_is_asked_about_by_itself(scene, fake):
    put = await asyncio.gather(*(scene.put(number) for number in range(ORDERS)))
    watched = asyncio.gather(*(scene.watch(number, *one) for number, one in enumerate(put)))
    await scene.all_told.wait()
    fake.finish()
    assert await watched == [Finished(video_path=f"/v1/videos/{operation.reference}/content") for _, operation in put]
    assert fake.counts.keys() == {"create", "orders", "list"}
    assert fake.counts["list"] >= 2 * ORDERS / 100
