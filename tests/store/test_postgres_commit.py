"""What becomes of one group of writes on a real server: every write gets its own verdict and harms no neighbour.

Not here: which writes come together (`test_postgres_writer.py`), or several servers (`test_postgres_shared.py`).
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from tests.builders import NOON, build_delivery, build_key, build_task

from onereel.domain.account import Account, Limits
from onereel.domain.event import event_of
from onereel.domain.idempotency import Claim, ClaimOutcome, ClaimVerdict, Settlement
from onereel.domain.task import Failure
from onereel.domain.usage import Charge
from onereel.errors import Conflict, IdTaken, LimitReached, StorageFull, StoreError
from onereel.store.postgres.commit import TaskCommitter
from onereel.store.postgres.jobs import queue_settings
from onereel.store.postgres.store import PostgresStore
from onereel.store.postgres.writes import Addition, Change

LATER = NOON + timedelta(seconds=30)
COST = 1_000_000


@pytest.fixture
async def store(postgres_url):
    opened = await PostgresStore.open(postgres_url, pool_size=4)
    yield opened
    await opened.close()


@pytest.fixture
async def connection(postgres_url):
    opened = await asyncpg.connect(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
def commit(store):
    """Writes one group, and answers with the kinds of its verdicts."""

    async def commit_group(*writes):
        return [type(verdict) for verdict in await TaskCommitter(store._database).commit(writes)]

    return commit_group


def paid(number, **changes):
    return build_task(number, charge=Charge(tokens=1, cost=COST), **changes)


def add(task, *, delivery=None, settlement=None):
    return Addition(task=task, delivery=delivery, settlement=settlement)


def change(old, new):
    return Change(old=old, task=new, delivery=None)


def claim_of(idempotency_key, *, owner="owner-1"):
    return Claim(
        key_id="key-1", idempotency_key=idempotency_key, digest="d" * 64, owner=owner, until=NOON + timedelta(minutes=1)
    )


def settle(claim):
    return Settlement(claim=claim, reply=b'{"id":1}', keep_until=NOON + timedelta(days=1))


async def jobs(connection):
    return [
        (row["entrypoint"], row["payload"].decode(), row["dedupe_key"])
        for row in await connection.fetch("SELECT * FROM pgqueuer ORDER BY id")
    ]


OK = type(None)


async def test_every_write_of_a_group_gets_its_own_verdict(store, commit, connection):
    await store.keys.add(build_key(1, limits=Limits(concurrency=3)))
    held = claim_of("held")
    assert await store.claims.claim(held, at=NOON) == ClaimOutcome.ours()
    taken, going = paid(1, key_id="key-2"), paid(2, key_id="key-2")
    running = going.start(at=LATER)
    for task in (taken, going):
        await store.tasks.add(task)

    assert await commit(
        add(paid(3)),
        add(paid(4, public_id=taken.public_id)),
        change(going, running),
        add(paid(5), settlement=settle(claim_of("held", owner="somebody else"))),
        add(paid(6), settlement=settle(held), delivery=build_delivery(task_id=paid(6).id)),
        change(taken.start(at=LATER), taken.start(at=LATER).requeue(at=LATER)),
        add(paid(7)),
        add(paid(8)),
        add(paid(9, key_id="key-2")),
    ) == [OK, IdTaken, OK, Conflict, OK, Conflict, OK, LimitReached, OK]

    stored = [taken, running, paid(3), paid(6), paid(7), paid(9, key_id="key-2")]
    assert {task.id: task for task in await store.tasks.unfinished()} == {task.id: task for task in stored}
    assert await store.ledger.account("key-1") == Account(key_id="key-1", held=3 * COST, open_tasks=3)
    assert await store.ledger.account("key-2") == Account(key_id="key-2", held=3 * COST, open_tasks=3)
    assert list(await store.tasks.events(going.id)) == [event_of(going), event_of(running)]
    assert list(await store.tasks.events(paid(5).id)) == []
    assert (await store.claims.claim(replace(held, owner="owner-2"), at=NOON)).verdict is ClaimVerdict.ANSWERED
    assert await store.deliveries.get(build_delivery().id) == build_delivery(task_id=paid(6).id)
    assert [payload for _, payload, _ in await jobs(connection)] == [task.id for task in (taken, going, *stored[2:])]
    assert (await store.ledger.audit()).sound


async def test_a_refused_task_does_not_use_up_the_room_of_its_neighbour(store, commit):
    await store.keys.add(build_key(1, limits=Limits(credit=COST)))
    await store.tasks.add(paid(1, key_id="key-2"))
    assert await commit(add(paid(2, public_id=paid(1).public_id)), add(paid(3))) == [IdTaken, OK]
    assert (await store.ledger.account("key-1")).held == COST


async def test_one_public_id_twice_in_a_group_is_taken_once(store, commit):
    assert await commit(add(paid(1)), add(paid(2, public_id=paid(1).public_id))) == [OK, IdTaken]
    assert (await store.ledger.account("key-1")).open_tasks == 1


async def test_an_ended_task_makes_room_for_a_new_one(store, commit):
    await store.keys.add(build_key(1, limits=Limits(concurrency=1)))
    first = paid(1)
    await store.tasks.add(first)
    failed = first.fail(Failure(code="refused", message="No."), at=LATER)
    assert await commit(change(first, failed), add(paid(2)), add(paid(3))) == [OK, OK, LimitReached]
    assert await store.ledger.account("key-1") == Account(key_id="key-1", held=COST, open_tasks=1)
    assert (await store.ledger.audit()).sound


async def test_what_cannot_be_stored_at_all_harms_no_neighbour(store, commit):
    writes = [add(paid(1)), add(paid(2, request_id="\u0000")), add(paid(3, attempt=2**40)), add(paid(4))]
    assert await commit(*writes) == [OK, StoreError, StoreError, OK]
    assert [task.id for task in await store.tasks.unfinished()] == [paid(1).id, paid(4).id]
    assert (await store.ledger.audit()).sound


async def test_a_group_that_met_a_deadlock_is_written_one_by_one(store, commit, connection):
    await connection.execute("""
        CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT count(*) FROM fresh) > 1 THEN RAISE EXCEPTION 'met' USING ERRCODE = '40P01'; END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER meet AFTER INSERT ON tasks REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION meet();
    """)
    assert await commit(*(add(paid(number)) for number in range(5))) == [OK] * 5
    assert (await store.ledger.audit()).sound


@pytest.mark.parametrize(("code", "kind"), [("53100", StorageFull), ("57014", StoreError)])
async def test_a_server_in_trouble_is_not_asked_again_for_each(store, commit, connection, code, kind):
    await connection.execute(f"""
        CREATE SEQUENCE asked;
        CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM nextval('asked');
            RAISE EXCEPTION 'a secret of the server' USING ERRCODE = '{code}';
        END $$;
        CREATE TRIGGER trouble BEFORE INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION trouble();
    """)
    assert await commit(*(add(paid(number)) for number in range(5))) == [kind] * 5
    assert await connection.fetchval("SELECT last_value FROM asked") == 1
    with pytest.raises(StoreError, match=code) as refusal:
        await store.tasks.add(paid(6))
    assert "secret" not in str(refusal.value)


async def test_accounts_that_vanish_are_opened_again(store, connection):
    await store.tasks.add(paid(1))
    await connection.execute("DELETE FROM accounts")
    await store.tasks.add(paid(2))
    assert (await store.ledger.account("key-1")).open_tasks == 1


async def test_only_new_tasks_are_queued_each_once_by_its_lane(store, connection):
    quick, slow = paid(1), paid(2, lane="slow")
    for task in (quick, slow):
        await store.tasks.add(task)
    running = quick.start(at=LATER)
    await store.tasks.replace(quick, running)
    await store.tasks.replace(running, running.requeue(at=LATER))
    with pytest.raises(IdTaken):
        await store.tasks.add(slow)
    assert await jobs(connection) == [("sketch", quick.id, quick.id), ("slow", slow.id, slow.id)]


async def test_a_group_wakes_the_workers_once(store, commit, connection):
    heard = asyncio.Queue()
    channel = queue_settings().channel
    await connection.add_listener(channel, lambda *told: heard.put_nowait(told[-1]))
    assert await commit(*(add(paid(number)) for number in range(5))) == [OK] * 5
    await connection.execute(f"NOTIFY {channel}, 'end'")
    messages = [await heard.get()]
    while messages[-1] != "end":
        messages.append(await heard.get())
    assert len(messages) == 2
    assert '"operation" : "insert"' in messages[0]
