"""What every vendor's client and the engine that drives it hold to, whatever the vendor does: against real processes.

Not here: every word that is said to a vendor (`tests/upstreams`) and every turn of an order (`tests/engines/upstream`).
"""

import asyncio
from contextlib import suppress

import av
import pytest
from tests.contracts.upstream_world import World, can_be_asked, can_be_stopped, takes
from tests.fakes.application import VENDORS
from tests.fakes.running import running_fake

from onereel.domain.clock import system_clock
from onereel.engines.base import Footage
from onereel.engines.upstream.endings import REFUSED, RESULT_LOST
from onereel.routing import UPSTREAMS
from onereel.store.sqlite.store import SqliteStore

NAMES = [name for name in UPSTREAMS if name in VENDORS]
ASKED = [name for name in NAMES if can_be_asked(name)]
NOT_ASKED = [name for name in NAMES if not can_be_asked(name)]
STOPPED = [name for name in NAMES if can_be_stopped(name)]
NOT_STOPPED = [name for name in NAMES if not can_be_stopped(name)]
MODERATING = [name for name in NAMES if name not in {"vllm-omni", "sglang"}]
"""Those that look at what they are asked for."""
SECONDS = 0.03
"""That a job takes."""
LOST = ["hang_up", "silent", "fault_after", "truncated", "garbage"]
"""Ways in which an order is taken, and the answer does not arrive."""


def over(names):
    """A test that is run against each of these vendors."""
    return pytest.mark.parametrize("fake", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def fake(request):
    with running_fake(request.param, seconds=SECONDS) as running:
        yield running


@pytest.fixture
async def world(fake, tmp_path):
    fake.clear()
    fake.change(seconds=SECONDS, misbehave=0.0, names_orders=True)
    world = World(fake, await SqliteStore.open(tmp_path / "onereel.db"), tmp_path)
    yield world
    await world.close()


def is_playable(footage):
    """Whether it is an MP4 of five seconds, with a cover."""
    with av.open(str(footage.video)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    return (frames, footage.cover.read_bytes()[:2]) == (120, b"\xff\xd8")


def jobs(fake):
    """How many jobs were begun, and the most that one order has cost."""
    taken = fake.times_taken()
    return len(fake.ledger["jobs"]), max(taken, default=0)


async def settle(world, tasks, running):
    """Until every task has ended, or its order is unclear; what then still waits is let go."""

    async def is_settled() -> bool:
        states = [await world.states(task.id) for task in tasks]
        return all(one.done() or "unclear" in orders for one, orders in zip(running, states, strict=True))

    await world.until(is_settled)
    for one in running:
        one.cancel()
    outcomes = await asyncio.gather(*running, return_exceptions=True)
    assert not [one for one in outcomes if isinstance(one, Exception)]


async def is_settled_rightly(world, fake, tasks):
    """No order was taken twice, every job that an order names is its own, and no job is without an order."""
    ledger = fake.ledger
    assert set(ledger["orders"].values()) == {1}
    history = {task: await world.store.operations.of_task(task.id) for task in tasks}
    named = {order.reference: task for task, orders in history.items() for order in orders if order.reference}
    for reference, task in named.items():
        assert ledger["jobs"][reference]["prompt"] == task.request.prompt
    unclear = [order for orders in history.values() for order in orders if order.state.value == "unclear"]
    assert len(ledger["jobs"]) - len(named) <= len(unclear)


@over(NAMES)
class TestOrders:
    @pytest.mark.parametrize("frames", [0, 1, 2])
    async def test_an_order_comes_home_as_a_playable_video_or_is_put_to_the_next_engine(self, world, fake, frames):
        footage = await world.generate(frames=frames)
        assert isinstance(footage, Footage)
        if takes(fake.vendor, frames):
            assert is_playable(footage)
            assert (jobs(fake), await world.states(), world.drawing.calls) == ((1, 1), ["done"], [])
            assert fake.counts.get("refused", 0) == 0
        else:
            assert (jobs(fake), await world.states(), len(world.drawing.calls)) == ((0, 0), ["over"], 1)

    async def test_a_key_that_is_not_known_there_is_no_reason_to_fail(self, world, fake):
        world.key = "another-key"
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states(), len(world.drawing.calls)) == ((0, 0), ["over"], 1)


@over(ASKED)
class TestLostAnswersOfVendorsThatCanBeAsked:
    @pytest.mark.parametrize("start", LOST)
    async def test_an_order_that_was_taken_is_found_and_nothing_is_paid_twice(self, world, fake, start):
        world.patience = 0.6 if start == "silent" else world.patience
        fake.script({"start": start})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])

    async def test_one_that_was_not_taken_is_sent_again(self, world, fake):
        fake.script({"start": "fault_before"})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["over", "done"])

    async def test_nothing_is_decided_while_the_vendor_cannot_say(self, world, fake):
        fake.change(list_faults=5)
        fake.script({"start": "hang_up", "polls": "fault", "poll_count": 5})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])

    async def test_a_vendor_whose_index_lags_behind_is_not_believed_at_once(self, world, fake):
        fake.change(list_lags=2)
        fake.script({"start": "hang_up", "polls": "unknown", "poll_count": 2})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])


@over(NOT_ASKED)
class TestLostAnswersOfVendorsThatCannotBeAsked:
    @pytest.mark.parametrize("start", LOST)
    async def test_the_order_waits_for_an_operator_and_nothing_is_sent_again(self, world, fake, start):
        world.patience = 0.6 if start == "silent" else world.patience
        fake.script({"start": start})
        task = await world.submit()
        running = await world.until_unclear(task)
        rounds = len(world.waits)

        async def has_waited() -> bool:
            return len(world.waits) > rounds + 3

        await world.until(has_waited)
        assert (jobs(fake), await world.states()) == ((1, 1), ["unclear"])
        (order,) = await world.store.operations.of_task(task.id)
        (job,) = fake.ledger["jobs"]
        await world.store.operations.change(order, order.started(job, note="by hand", at=system_clock()))
        assert isinstance(await running, Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])

    async def test_a_fault_that_took_nothing_looks_the_same(self, world, fake):
        fake.script({"start": "fault_before"})
        running = await world.until_unclear(await world.submit())
        assert jobs(fake) == (0, 0)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@over([name for name in NAMES if name == "vidu"])
async def test_a_list_that_does_not_name_orders_proves_nothing(world, fake):
    fake.change(names_orders=False)
    fake.script({"start": "hang_up"})
    running = await world.until_unclear(await world.submit())
    assert jobs(fake) == (1, 1)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@over([name for name in NAMES if name == "dashscope"])
class TestSearchesThatGuess:
    """DashScope's list names nobody's orders: a job is taken for one's own because no other order can be its."""

    async def test_the_job_of_an_order_that_was_answered_before_is_not_taken_for_this_one(self, world, fake):
        fake.change(seconds=60)
        tasks = [await world.submit(), await world.submit()]
        first = world.begin(tasks[0])
        await asyncio.to_thread(fake.wait, check=1)
        fake.script({"start": "fault_before"})
        second = world.begin(tasks[1])
        await asyncio.to_thread(fake.wait, orders=2)
        fake.finish()
        await asyncio.gather(first, second)
        await is_settled_rightly(world, fake, tasks)
        assert (jobs(fake), await world.states(tasks[1].id)) == ((2, 1), ["over", "done"])

    async def test_nor_is_that_of_an_order_whose_answer_is_still_to_come(self, world, fake):
        world.patience = 1.0
        fake.change(seconds=60)
        fake.script({"start": "silent"}, {"start": "fault_before"})
        tasks = [await world.submit(), await world.submit()]
        first = world.begin(tasks[0])
        await asyncio.to_thread(fake.wait, orders=1)
        await settle(world, tasks, [first, world.begin(tasks[1])])
        await is_settled_rightly(world, fake, tasks)
        assert [await world.states(task.id) for task in tasks] == [["unclear"], ["unclear"]]

    async def test_of_two_that_are_lost_at_once_none_is_guessed(self, world, fake):
        fake.script({"start": "hang_up"}, {"start": "hang_up"})
        tasks = [await world.submit(), await world.submit()]
        await settle(world, tasks, [world.begin(task) for task in tasks])
        assert (jobs(fake), [await world.states(task.id) for task in tasks]) == ((2, 1), [["unclear"], ["unclear"]])


@over(NAMES)
class TestRefusals:
    async def test_a_vendor_that_has_too_much_to_do_is_asked_again_later(self, world, fake):
        fake.script({"start": "limited"}, {"start": "limited", "retry_after": 77})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])
        assert max(world.waits[1:2]) >= 77

    async def test_what_failed_there_is_put_to_the_next_engine(self, world, fake):
        fake.script({"end": "failed"})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states(), len(world.drawing.calls)) == ((1, 1), ["over"], 1)


@over(MODERATING)
class TestModeration:
    @pytest.mark.parametrize(("fate", "taken"), [({"start": "moderated"}, 0), ({"end": "moderated"}, 1)])
    async def test_what_moderation_refuses_is_put_to_nobody_else(self, world, fake, fate, taken):
        fake.script(fate)
        assert await world.generate() == REFUSED
        assert (jobs(fake), await world.states(), world.drawing.calls) == ((taken, taken), ["over"], [])


@over(NAMES)
class TestFollowing:
    @pytest.mark.parametrize("polls", ["fault", "limited", "garbage", "hang_up"])
    async def test_questions_that_are_not_answered_for_a_while_do_no_harm(self, world, fake, polls):
        fake.script({"polls": polls, "poll_count": 4})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states(), world.drawing.calls) == ((1, 1), ["done"], [])

    @pytest.mark.parametrize("link", ["missing", "forbidden", "cut"])
    async def test_a_video_whose_link_is_dead_is_lost_and_the_task_says_so(self, world, fake, link):
        fake.script({"link": link})
        assert await world.generate() == RESULT_LOST
        (order,) = await world.store.operations.of_task("0" * 31 + "1")
        assert (order.state.value, order.note) == ("over", "the result could not be fetched")
        assert (jobs(fake), world.drawing.calls) == ((1, 1), [])

    @pytest.mark.parametrize("link", ["cut", "missing", "slow"])
    async def test_a_transfer_that_breaks_once_or_takes_its_time_comes_home(self, world, fake, link):
        fake.script({"link": link, "link_count": 1, "link_seconds": 0.2})
        assert isinstance(await world.generate(), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])

    async def test_whoever_takes_over_carries_on_with_the_same_job(self, world, fake):
        fake.change(seconds=60)
        task = await world.submit()
        first = asyncio.create_task(world.carry_out(task))
        await asyncio.to_thread(fake.wait, check=1)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        fake.finish()
        assert isinstance(await world.carry_out(task), Footage)
        assert (jobs(fake), await world.states()) == ((1, 1), ["done"])


async def cancel(world, fake):
    """A task that its owner has no more use for while the vendor is at work."""
    fake.change(seconds=60)
    task = await world.submit()
    running = asyncio.create_task(world.carry_out(task))
    await asyncio.to_thread(fake.wait, check=1)
    await world.store.tasks.replace(task, task.cancel(at=system_clock()))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@over(STOPPED)
async def test_cancelling_stops_the_vendor(world, fake):
    await cancel(world, fake)
    await asyncio.to_thread(fake.wait, cancel=1)
    assert [job["state"] for job in fake.ledger["jobs"].values()] == ["cancelled"]


@over(NOT_STOPPED)
async def test_where_a_vendor_cannot_be_stopped_nothing_is_asked_of_it(world, fake):
    await cancel(world, fake)
    assert [job["state"] for job in fake.ledger["jobs"].values()] == ["waiting"]
    assert fake.counts.get("lost", 0) == 0


@over(NAMES)
async def test_whatever_goes_wrong_nothing_is_paid_twice_mixed_up_or_forgotten(world, fake):
    world.patience = 0.5
    fake.change(misbehave=0.7)
    tasks = [await world.submit() for _ in range(25)]
    await settle(world, tasks, [world.begin(task) for task in tasks])
    await is_settled_rightly(world, fake, tasks)
