"""A worker that dies, or stands still, between what it has written down and what it was to do next.

Not here: attempts that end anywhere else (`test_engine.py`).
"""

from datetime import timedelta

import pytest
from tests.builders import NOON, build_operation, build_task
from tests.engines.upstream.vendor import World, reply

from onereel.engines.base import Footage
from onereel.engines.upstream.conduct import ASSUMED_LOST
from onereel.engines.upstream.endings import (
    ASSUMED_RUNNING,
    EXHAUSTED,
    IN_A_CIRCLE,
    NEVER_HEARD_OF,
    NOT_FETCHED,
    REFUSED,
    RESULT_LOST,
    failure_in,
    failure_of,
    note_of,
)
from onereel.engines.upstream.searching import NEVER_TAKEN
from onereel.errors import EngineCrashed
from onereel.upstreams.base import Trouble, Verdict

REFUSAL = reply(400, code=1301, message="content safety")
LATER = reply(429, code=1303, message="concurrency")
LOOP = "routing_loop: This request has already passed through this server"


async def put_order(world, note):
    """What a worker has left behind that died once an order was over."""
    await world.submit()
    order = build_operation(account="main")
    await world.store.operations.add(order)
    await world.store.operations.change(order, order.over(note, at=NOON + timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("trouble", "note", "failure"),
    [
        (Trouble(verdict=Verdict.GIVE_UP, code="1301", message="no", moderated=True), "refused by moderation", REFUSED),
        (Trouble(verdict=Verdict.GIVE_UP, code="UNKNOWN", message="gone"), "given up", RESULT_LOST),
        (Trouble(verdict=Verdict.NEXT, code="1201", message="no"), "1201", None),
    ],
)
def test_a_note_says_how_the_task_ends(trouble, note, failure):
    assert note_of(trouble).partition(":")[0] == note
    assert failure_in(note_of(trouble)) == failure


@pytest.mark.parametrize(
    ("note", "failure"),
    [
        ("refused by moderation: 1301: content safety", REFUSED),
        ("given up: UNKNOWN: the vendor no longer knows it", RESULT_LOST),
        (NOT_FETCHED, RESULT_LOST),
        (ASSUMED_RUNNING, NEVER_HEARD_OF),
    ],
)
async def test_what_was_given_up_is_put_to_nobody_else_by_whoever_comes_next(tmp_path, note, failure):
    world = World()
    await put_order(world, note)
    assert await world.generate(tmp_path) == failure
    assert [vendor.calls for vendor in world.vendors.values()] == [[], []]
    assert world.drawing.calls == []


@pytest.mark.parametrize("note", ["1101: arrears", ASSUMED_LOST, NEVER_TAKEN])
async def test_what_was_not_given_up_goes_on(tmp_path, note):
    world = World()
    await put_order(world, note)
    assert isinstance(await world.generate(tmp_path), Footage)


@pytest.mark.parametrize(
    ("notes", "failure"),
    [
        ([], EXHAUSTED),
        (["1201: no", "passed over: model"], EXHAUSTED),
        (["1201: no", LOOP, "1101: arrears"], IN_A_CIRCLE),
        ([f"failed: {IN_A_CIRCLE.message}"], IN_A_CIRCLE),
        ([LOOP, "refused by moderation: 1301: no"], REFUSED),
    ],
)
def test_a_task_that_nobody_is_left_for_fails_for_what_its_owner_can_do_something_about(notes, failure):
    orders = [build_operation(number).over(note, at=NOON) for number, note in enumerate(notes, start=1)]
    assert failure_of(orders) == failure


async def test_what_moderation_has_refused_goes_on_where_the_operator_wants_it(tmp_path):
    world = World(goes_on_after_moderation=True)
    world.vendors["main"].starts.append(REFUSAL)
    assert isinstance(await world.generate(tmp_path), Footage)
    noted = (await world.orders())[0][3]
    again = World(goes_on_after_moderation=True)
    await put_order(again, noted)
    assert isinstance(await again.generate(tmp_path), Footage)
    assert [len(vendor.begun) for vendor in again.vendors.values()] == [0, 1]


async def test_an_order_is_not_sent_later_when_somebody_else_has_it_by_then(tmp_path):
    world = World()
    world.vendors["main"].starts.append(LATER)

    async def take_over():
        (order,) = await world.store.operations.of_task(build_task().id)
        await world.store.operations.change(order, order.over(NEVER_TAKEN, at=NOON + timedelta(minutes=1)))

    world.on_wait = take_over
    with pytest.raises(EngineCrashed):
        await world.generate(tmp_path)
    assert world.vendors["main"].begun == []
