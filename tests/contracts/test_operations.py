"""What every home keeps of orders that were put to vendors.

Not here: what is said to a vendor (`tests/upstreams`).
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON, build_operation, build_task

from onereel.domain.operation import Loss, OperationState
from onereel.errors import Conflict

LATER = NOON + timedelta(minutes=1)


async def test_an_order_comes_back_as_it_was_written_down_and_moves_on(store):
    intended = build_operation()
    await store.operations.add(intended)
    assert list(await store.operations.of_task(intended.task_id)) == [intended]
    started = intended.started("840242793980637239", note="70 credits", at=LATER)
    done = started.done("", at=LATER)
    await store.operations.change(intended, started)
    await store.operations.change(started, done)
    assert list(await store.operations.of_task(intended.task_id)) == [done]
    assert (done.state, done.reference, done.note) == (OperationState.DONE, "840242793980637239", "70 credits")


@pytest.mark.parametrize("state", [OperationState.INTENDED, OperationState.STARTED, OperationState.UNCLEAR])
async def test_while_one_is_open_no_other_can_be_written_down(store, state):
    first = build_operation()
    await store.operations.add(first)
    if state is not OperationState.INTENDED:
        await store.operations.change(first, replace(first, state=state))
    with pytest.raises(Conflict):
        await store.operations.add(build_operation(2))


async def test_of_many_that_intend_at_once_one_does(store):
    orders = [store.operations.add(build_operation(number)) for number in (1, 2, 3, 4)]
    outcomes = await asyncio.gather(*orders, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 3 + ["NoneType"]


async def test_once_it_has_come_to_nothing_there_may_be_another(store):
    first = build_operation()
    await store.operations.add(first)
    over = first.over("1303: concurrency", at=LATER)
    await store.operations.change(first, over)
    second = build_operation(2, account="sketch", created_at=LATER, updated_at=LATER)
    await store.operations.add(second)
    assert list(await store.operations.of_task(first.task_id)) == [over, second]
    with pytest.raises(Conflict):
        await store.operations.add(build_operation(2))


async def test_who_comes_too_late_can_change_nothing(store):
    first = build_operation()
    await store.operations.add(first)
    await store.operations.change(first, first.over("gone", at=LATER))
    with pytest.raises(Conflict):
        await store.operations.change(first, first.started("r", note="", at=LATER))
    with pytest.raises(Conflict):
        await store.operations.change(build_operation(9), build_operation(9).over("", at=LATER))


async def test_what_a_vendor_calls_the_orders_of_an_account_is_known(store):
    for number, (account, reference, at) in enumerate(
        [("a", "r1", NOON), ("a", "r2", LATER), ("b", "r3", LATER), ("a", "", LATER)], start=1
    ):
        order = build_operation(task_id=f"task-{number}", account=account, created_at=at)
        await store.operations.add(order)
        if reference:
            await store.operations.change(order, order.started(reference, note="", at=LATER))
    assert await store.operations.known("a", since=NOON) == {"r1", "r2"}
    assert await store.operations.known("a", since=LATER) == {"r2"}
    assert await store.operations.known("c", since=NOON) == frozenset()


async def test_an_order_is_found_by_what_the_vendor_calls_it(store):
    older = build_operation(account="a", reference="r1", losses=(Loss(field="seed", note="takes none"),))
    newer = replace(older, task_id="another", created_at=LATER)
    for order in (older, newer, build_operation(task_id="third", account="b", reference="r2")):
        await store.operations.add(order)
    assert await store.operations.find("a", "r1") == newer
    assert list(await store.operations.of_task(older.task_id)) == [older]
    assert [await store.operations.find(*who) for who in (("a", "r2"), ("c", "r1"), ("a", ""))] == [None] * 3


async def test_open_orders_of_tasks_that_are_over_are_abandoned(store):
    for number in (1, 2, 3):
        task = build_task(number)
        await store.tasks.add(task)
        await store.operations.add(build_operation(task_id=task.id))
        if number > 1:
            await store.tasks.replace(task, task.cancel(at=LATER))
    over = build_operation(task_id=build_task(3).id)
    await store.operations.change(over, over.over("1303", at=LATER))
    assert list(await store.operations.abandoned(limit=10)) == [build_operation(task_id=build_task(2).id)]
    assert list(await store.operations.abandoned(limit=0)) == []


async def test_which_orders_of_an_account_are_unanswered_is_known(store):
    for number, (account, state, at) in enumerate(
        [
            ("a", OperationState.INTENDED, NOON),
            ("a", OperationState.UNCLEAR, NOON),
            ("a", OperationState.UNCLEAR, LATER),
            ("a", OperationState.STARTED, LATER),
            ("a", OperationState.OVER, LATER),
            ("b", OperationState.INTENDED, LATER),
        ],
        start=1,
    ):
        order = build_operation(task_id=f"task-{number}", account=account)
        await store.operations.add(order)
        if state is not OperationState.INTENDED:
            await store.operations.change(order, replace(order, state=state, updated_at=at))
    assert await store.operations.unanswered("a", since=LATER) == {"task-1", "task-3"}
    assert await store.operations.unanswered("a", since=NOON) == {"task-1", "task-2", "task-3"}
    assert await store.operations.unanswered("c", since=NOON) == frozenset()


async def test_orders_are_forgotten_with_their_task(store):
    task = build_task()
    await store.tasks.add(task)
    await store.tasks.replace(task, task.cancel(at=LATER))
    await store.operations.add(build_operation())
    await store.operations.add(build_operation(task_id="another"))
    await store.tasks.forget(before=LATER + timedelta(days=1), limit=10)
    assert list(await store.operations.of_task(task.id)) == []
    assert len(await store.operations.of_task("another")) == 1


async def test_the_orders_of_an_account_are_counted_by_how_they_stand(store):
    for number, task in enumerate(("1", "2", "3"), start=1):
        await store.operations.add(build_operation(number, task_id=task))
    unclear = build_operation(1, task_id="4", created_at=LATER)
    await store.operations.add(unclear)
    await store.operations.change(unclear, unclear.unclear("Nobody knows.", at=LATER))
    await store.operations.add(build_operation(1, task_id="5", account="other"))
    assert await store.operations.counts("kling-main", since=NOON) == {
        OperationState.INTENDED: 3,
        OperationState.UNCLEAR: 1,
    }
    assert await store.operations.counts("kling-main", since=LATER) == {OperationState.UNCLEAR: 1}
    assert await store.operations.counts("nobody", since=NOON) == {}
