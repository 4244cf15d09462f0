"""How writes of tasks come together into groups, without a database.

Not here: what becomes of a group on a real server (`test_postgres_commit.py`).
"""

import asyncio
from datetime import timedelta

import pytest
from tests.builders import NOON, build_task

from onereel.domain.idempotency import Claim, Settlement
from onereel.errors import Conflict, StoreError
from onereel.store.postgres.writer import GroupWriter
from onereel.store.postgres.writes import Addition, Change


def add(number, *, settlement=None):
    return Addition(task=build_task(number), delivery=None, settlement=settlement)


def settle(idempotency_key):
    claim = Claim(key_id="key-1", idempotency_key=idempotency_key, digest="d", owner="o", until=NOON)
    return Settlement(claim=claim, reply=b"{}", keep_until=NOON + timedelta(days=1))


class Recorder:
    """Commits groups when it is told to, and remembers them."""

    def __init__(self):
        self.groups = []
        self.verdicts = {}
        self.has_begun = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def commit(self, writes):
        self.groups.append([write.task.id for write in writes])
        self.has_begun.set()
        await self.may_go_on.wait()
        return [self.verdicts.get(write.task.id) for write in writes]

    @property
    def sizes(self):
        return [len(group) for group in self.groups]


@pytest.fixture
async def recorder():
    return Recorder()


async def test_what_waits_while_a_group_is_written_shares_the_next(recorder):
    writer = GroupWriter(recorder.commit, limit=512, writers=1)
    recorder.may_go_on.clear()
    first = asyncio.create_task(writer.write(add(1)))
    await recorder.has_begun.wait()
    rest = [asyncio.create_task(writer.write(add(number))) for number in range(2, 10)]
    await asyncio.sleep(0)
    recorder.may_go_on.set()
    await asyncio.gather(first, *rest)
    assert recorder.sizes == [1, 8]


async def test_a_group_is_no_larger_than_its_limit(recorder):
    writer = GroupWriter(recorder.commit, limit=3, writers=1)
    await asyncio.gather(*(writer.write(add(number)) for number in range(8)))
    assert recorder.sizes == [3, 3, 2]


async def test_at_most_so_many_groups_are_under_way(recorder):
    writer = GroupWriter(recorder.commit, limit=1, writers=2)
    recorder.may_go_on.clear()
    writes = [asyncio.create_task(writer.write(add(number))) for number in range(5)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(recorder.groups) == 2
    recorder.may_go_on.set()
    await asyncio.gather(*writes)
    assert len(recorder.groups) == 5


@pytest.mark.parametrize("writers", [1, 2])
async def test_one_write_after_the_other_never_waits_for_a_third(recorder, writers):
    writer = GroupWriter(recorder.commit, limit=512, writers=writers)
    for number in range(20):
        await asyncio.wait_for(writer.write(add(number)), 5)
    assert recorder.sizes == [1] * 20


async def test_two_writes_on_one_task_never_share_a_group_and_keep_their_order(recorder):
    writer = GroupWriter(recorder.commit, limit=512, writers=2)
    task = build_task(1)
    running = task.start(at=NOON)
    writes = [
        Addition(task=task, delivery=None, settlement=None),
        Change(old=task, task=running, delivery=None),
        add(2),
        Change(old=running, task=running.requeue(at=NOON), delivery=None),
    ]
    await asyncio.gather(*map(writer.write, writes))
    assert recorder.groups == [[task.id, build_task(2).id], [task.id], [task.id]]


async def test_two_answers_to_one_claim_never_share_a_group(recorder):
    writer = GroupWriter(recorder.commit, limit=512, writers=2)
    writes = [add(1, settlement=settle("a")), add(2, settlement=settle("a")), add(3, settlement=settle("b"))]
    await asyncio.gather(*map(writer.write, writes))
    assert recorder.sizes == [2, 1]


async def test_everybody_is_told_their_own_verdict(recorder):
    recorder.verdicts = {build_task(2).id: Conflict("not this one")}
    writer = GroupWriter(recorder.commit, limit=512, writers=1)
    outcomes = await asyncio.gather(*(writer.write(add(number)) for number in (1, 2, 3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), Conflict, type(None)]


async def test_whoever_stops_waiting_harms_nobody(recorder):
    writer = GroupWriter(recorder.commit, limit=512, writers=1)
    recorder.may_go_on.clear()
    gone, other = (asyncio.create_task(writer.write(add(number))) for number in (1, 2))
    await recorder.has_begun.wait()
    gone.cancel()
    recorder.may_go_on.set()
    await other
    assert gone.cancelled()
    assert recorder.sizes == [2]


async def test_closing_stores_what_waits_and_takes_nothing_more(recorder):
    writer = GroupWriter(recorder.commit, limit=1, writers=1)
    writes = [asyncio.create_task(writer.write(add(number))) for number in range(3)]
    await asyncio.sleep(0)
    await writer.close()
    assert recorder.sizes == [1, 1, 1]
    await asyncio.gather(*writes)
    with pytest.raises(StoreError, match="closed"):
        await writer.write(add(4))
