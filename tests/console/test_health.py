"""What pages tell of workers, accounts and callbacks: of this process, and of all.

Not here: what the store knows of workers (`tests/store/test_postgres_queue.py`).
"""

from datetime import timedelta

import pytest

from onereel.domain.delivery import DeliveryState
from onereel.domain.operation import OperationState
from onereel.domain.tries import tally_try
from onereel.domain.workers import WorkerSign
from onereel.engines.upstream.breakers import Avoidance
from onereel.store.memory import MemoryStore
from tests.builders import NOON, build_operation, build_task
from tests.console.house import MINE, OPERATOR, THEIRS, House, text_of


class Shared(MemoryStore):
    """A store of several processes."""

    def __init__(self, *signs):
        super().__init__()
        self.signs = signs

    async def workers(self):
        return self.signs


@pytest.fixture
def build():
    async def made(**options):
        house = House(**options)
        await house.open()
        houses.append(house)
        return house

    houses: list[House] = []
    return made


async def test_an_account_that_is_left_alone_is_told_as_the_finding_of_this_process(build):
    avoided = Avoidance(account="main", model="wan2.6-t2v", until=NOON + timedelta(minutes=1), reason="no money")
    house = await build(lanes=("sketch", "upstream"), accounts=("main", "spare"), avoided=lambda: [avoided])
    await house.store.operations.add(build_operation(account="main", state=OperationState.UNCLEAR))
    page = await house.visit("/console", key=OPERATOR)

    told = text_of(page)
    avoided = "This process asks others first for wan2.6-t2v, until 2026-03-01 12:01:00 UTC no money"
    assert f"main , needs a look 0 0 0 1 {avoided}" in told
    assert "spare , well 0 0 0 0 Orders of the last 24 hours, of all processes." in told
    assert "here it is that of the process that answers you." in told
    assert [name in page.text for name in ('mark bad">main', 'mark good">spare')] == [True, True]


async def test_the_queue_is_told_by_model_with_its_ages(build):
    house = await build()
    waiting = build_task(1, model="kling-v2-6-text2video", created_at=NOON - timedelta(minutes=2))
    begun = build_task(2, model="kling-v2-6-text2video", created_at=NOON - timedelta(minutes=1))
    for task in (waiting, begun):
        await house.store.tasks.add(task)
    await house.store.tasks.replace(begun, begun.start(at=NOON))
    page = await house.visit("/console", key=OPERATOR)

    assert "Model Open Queued Running Oldest kling-v2-6-text2video 1 1 2 min 0 s The strong part" in text_of(page)
    assert [f'width="{length}" height="6"' in page.text for length in (2, 1)] == [True, True]


async def test_a_process_that_puts_no_orders_says_that_it_cannot_know(build):
    house = await build(accounts=("main",))

    assert "is known only to the processes that put orders; this one does not." in text_of(
        await house.visit("/console", key=OPERATOR)
    )


async def test_accounts_and_workers_are_nobody_elses_business(build):
    house = await build(
        accounts=("main",),
        store=Shared(WorkerSign(lane="sketch", worker="a1b2c3d4e5", tasks=1, silent_for=timedelta())),
    )
    told = text_of(await house.visit("/console", key=MINE))

    assert "This process works on tasks of: sketch." in told
    assert "main" not in told
    assert "a1b2c3d4" not in told


async def test_workers_of_all_processes_are_shown_by_their_last_sign(build):
    def sign(worker, seconds):
        return WorkerSign(lane="sketch", worker=worker, tasks=2, silent_for=timedelta(seconds=seconds))

    house = await build(store=Shared(sign("a1b2c3d4e5", 3), sign("f6a7b8c9d0", 75)))
    page = await house.visit("/console", key=OPERATOR)

    assert "a1b2c3d4 sketch 2 3.0 s ago f6a7b8c9 sketch 2 1 min 15 s ago" in text_of(page)
    assert ('mark good">3.0 s' in page.text, 'mark bad">1 min' in page.text) == (True, True)


async def test_where_no_worker_holds_a_task_the_page_says_so(build):
    house = await build(store=Shared())

    assert "No worker of any process holds a task at the moment." in text_of(
        await house.visit("/console", key=OPERATOR)
    )


async def test_tries_of_callbacks_are_added_up_for_whoever_may_see_them(build):
    house = await build()
    for number, (key_id, latency_ms) in enumerate((("key-1", 41), ("key-2", 900)), start=1):
        delivery = await house.deliver(number, key_id=key_id)
        failed = delivery.failed(status=500, error="no", latency_ms=5, at=house.now, next_at=house.now)
        delivered = failed.delivered(status=200, latency_ms=latency_ms, at=house.now)
        for old, new in ((delivery, failed), (failed, delivered)):
            await house.store.deliveries.record(old, new, tally=tally_try(new, at=house.now))
    await house.deliver(3)

    everybodys, mine, theirs = [text_of(await house.visit("/console/callbacks", key=key)) for key in KEYS]
    assert "Pending 1 now Tries delivered 2 in the last 24 hours Tries failed 2 in the last 24 hours" in everybodys
    assert "Latency, half within 50 ms in the last 24 hours Latency, 95 % within 1.0 s" in everybodys
    assert "Pending 1 now Tries delivered 1" in mine
    assert "95 % within 50 ms" in mine
    assert "Pending 0 now Tries delivered 1" in theirs
    assert "95 % within 1.0 s" in theirs


async def test_without_any_try_there_is_no_chart(build):
    house = await build()
    await house.deliver(1, state=DeliveryState.PENDING)
    told = text_of(await house.visit("/console/callbacks"))

    assert "Tries delivered 0" in told
    assert "Latency, half within –" in told
    assert "Tries by the hour" not in told


KEYS = (OPERATOR, MINE, THEIRS)
