"""Several servers on one PostgreSQL database, and a database server that goes away beneath them.

Not here: what one store does with a group of writes (`test_postgres_commit.py`).
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from tests.builders import NOON, build_delivery, build_key, build_task

from onereel.domain.account import Limits
from onereel.domain.idempotency import Claim, ClaimVerdict
from onereel.domain.task import Failure
from onereel.domain.usage import Charge
from onereel.errors import Conflict, IdTaken, LimitReached, StoreError
from onereel.store.postgres.store import PostgresStore

LATER = NOON + timedelta(seconds=30)
OK = type(None)


@pytest.fixture
async def stores(postgres_url):
    opened = [await PostgresStore.open(postgres_url, pool_size=6, group_limit=4) for _ in range(2)]
    yield opened
    for store in opened:
        await store.close()


async def outcomes_of(*attempts):
    return [type(outcome) for outcome in await asyncio.gather(*attempts, return_exceptions=True)]


@pytest.mark.parametrize(
    "limits",
    [Limits(concurrency=10), Limits(credit=10_000), Limits(rate=10)],
    ids=["tasks open", "credit", "tasks a minute"],
)
async def test_two_stores_that_hammer_one_key_keep_to_its_limit_together(stores, limits):
    await stores[0].keys.add(build_key(1, limits=limits))
    tasks = [build_task(number, charge=Charge(tokens=1, cost=1000)) for number in range(60)]
    outcomes = await outcomes_of(*(stores[number % 2].tasks.add(task) for number, task in enumerate(tasks)))
    assert (outcomes.count(OK), outcomes.count(LimitReached)) == (10, 50)
    account = await stores[1].ledger.account("key-1")
    assert (account.open_tasks, account.held) == (10, 10_000)
    assert (await stores[0].ledger.audit()).sound


async def test_stores_that_cross_each_other_over_many_keys_neither_wait_for_ever_nor_lose_anything(stores):
    keys = [f"key-{number}" for number in range(7)]
    failure = Failure(code="refused", message="No.")

    async def live(store, number, key_id):
        task = build_task(number, key_id=key_id, charge=Charge(tokens=1, cost=7))
        running = task.start(at=LATER)
        await store.tasks.add(task)
        await store.tasks.replace(task, running)
        await store.tasks.replace(running, running.fail(failure, at=LATER))

    forwards = [live(stores[0], number, keys[number % 7]) for number in range(70)]
    backwards = [live(stores[1], 100 + number, keys[-1 - number % 7]) for number in range(70)]
    assert await outcomes_of(*forwards, *backwards) == [OK] * 140
    audit = await stores[0].ledger.audit()
    assert (audit.tasks, audit.entries, audit.sound) == (140, 280, True)


async def test_one_id_that_both_stores_mint_is_one_task(stores):
    tasks = [build_task(number) for number in range(20)]
    outcomes = await outcomes_of(*(store.tasks.add(task) for task in tasks for store in stores))
    assert (outcomes.count(OK), outcomes.count(IdTaken)) == (20, 20)
    assert (await stores[0].ledger.audit()).sound


async def test_one_of_many_workers_in_both_stores_gets_a_task(stores):
    queued = build_task()
    await stores[0].tasks.add(queued)
    starts = [queued.start(at=LATER + timedelta(seconds=second)) for second in range(20)]
    outcomes = await outcomes_of(
        *(stores[number % 2].tasks.replace(queued, start) for number, start in enumerate(starts))
    )
    assert (outcomes.count(OK), outcomes.count(Conflict)) == (1, 19)
    assert await stores[0].tasks.get(queued.id) == starts[outcomes.index(OK)]


@pytest.mark.parametrize("is_stale", [False, True], ids=["new", "out of time"])
async def test_an_idempotency_key_is_claimed_by_one(stores, is_stale):
    first = Claim(key_id="key-1", idempotency_key="a", digest="d" * 64, owner="nobody", until=NOON)
    if is_stale:
        await stores[0].claims.claim(first, at=NOON - timedelta(seconds=1))
    claims = [replace(first, owner=str(number), until=LATER) for number in range(20)]
    outcomes = await asyncio.gather(
        *(stores[number % 2].claims.claim(claim, at=NOON) for number, claim in enumerate(claims))
    )
    verdicts = [outcome.verdict for outcome in outcomes]
    assert (verdicts.count(ClaimVerdict.OURS), verdicts.count(ClaimVerdict.RUNNING)) == (1, 19)


async def test_no_callback_is_lent_to_two(stores):
    for number in range(20):
        await stores[0].tasks.add(build_task(number), delivery=build_delivery(number))
    lent = await asyncio.gather(
        *(store.deliveries.claim(now=LATER, until=LATER + timedelta(hours=1), limit=3) for store in stores * 5)
    )
    ids = [delivery.id for batch in lent for delivery in batch]
    assert len(ids) == len(set(ids)) == 20


async def test_no_acknowledged_task_is_lost_when_the_server_crashes_and_the_stores_heal(postgres_server, stores):
    acknowledged = []
    numbers = count(1)
    enough = asyncio.Event()

    async def submit(store):
        with suppress(StoreError):
            for number in numbers:
                await store.tasks.add(build_task(number))
                acknowledged.append(build_task(number))
                if len(acknowledged) == 100:
                    enough.set()

    submitters = [asyncio.create_task(submit(store)) for store in stores * 8]
    await enough.wait()
    try:
        await asyncio.to_thread(postgres_server.crash)
        await asyncio.gather(*submitters)
        for store in stores:
            with pytest.raises(StoreError, match="cannot be used at the moment"):
                await store.check()
    finally:
        await asyncio.to_thread(postgres_server.start)

    for store in stores:
        await store.check()
        await store.tasks.add(build_task(next(numbers)))
    stored = {task.id for task in await stores[0].tasks.unfinished()}
    assert len(acknowledged) >= 100
    assert {task.id for task in acknowledged} <= stored
    assert (await stores[1].ledger.audit()).sound


async def test_a_store_heals_from_connections_that_were_cut_while_it_slept(postgres_server, postgres_url, stores):
    await stores[0].tasks.add(build_task(1))
    name = postgres_server.name_of(postgres_url)
    await postgres_server.administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    for _ in range(6):  # a connection whose end was not yet heard of may be found out by using it
        with suppress(StoreError):
            await stores[0].check()
    await stores[0].check()
    await stores[0].tasks.add(build_task(2))
    assert len(await stores[0].tasks.unfinished()) == 2
