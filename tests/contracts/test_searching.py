"""What every home must find, narrow down and count for those who look at many tasks.

Not here: how quick it is with very many (`bench/console_pages.py`).
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON, build_key, build_request, build_result, build_task

from onereel.domain.tally import Span, Tally
from onereel.domain.task import Failure, State
from onereel.store.base import DeliveryFilter, TaskFilter

HOUR = NOON.replace(minute=0, second=0, microsecond=0)


async def add(store, number, *, prompt="A paper boat crosses a puddle.", **changes):
    task = build_task(number, request=build_request(prompt=prompt), **changes)
    await store.tasks.add(task)
    return task


async def numbers(store, **wanted):
    return [int(task.id, 16) for task in await store.tasks.page(TaskFilter(**wanted), limit=10)]


async def test_prompts_are_found_by_their_words_newest_first(store):
    for number, prompt in enumerate(("A red boat", "a boat, RED and old", "一只小猫在海边玩耍", "红猫"), start=1):
        await add(store, number, prompt=prompt)

    found = {text: await numbers(store, words=text) for text in ("boat", "Red boat", "red-boat", "小猫", "海 猫", "猫")}

    assert found == {"boat": [2, 1], "Red boat": [2, 1], "red-boat": [1], "小猫": [3], "海 猫": [3], "猫": [4, 3]}


@pytest.mark.parametrize("text", ["", "  ", "!?", "boats", "bo", '" OR "', "words:boat", "boat NOT a", "'", "\0", "😀"])
async def test_what_is_in_no_prompt_is_not_found(store, text):
    await add(store, 1, prompt="A boat")

    assert await numbers(store, words=text) == []


@pytest.mark.parametrize(
    "prompt", ["a \0 boat", "'quoted' \"boat\"", "boat " * 400, "boat.Then www.example.com/boat?x=1"]
)
async def test_any_prompt_can_be_kept(store, prompt):
    task = await add(store, 1, prompt=prompt)

    assert await store.tasks.get(task.id) == task


async def test_a_search_goes_together_with_every_filter_and_goes_on_page_by_page(store):
    for number in range(1, 7):
        await add(
            store,
            number,
            key_id="key-1" if number % 2 else "key-2",
            model="kling-v2-6-text2video" if number < 4 else "wan2.6-t2v",
            created_at=NOON + timedelta(minutes=number),
        )
    second, fourth = NOON + timedelta(minutes=2), NOON + timedelta(minutes=4)

    assert {
        "key": await numbers(store, words="boat", key_id="key-1"),
        "model": await numbers(store, words="boat", model="wan2.6-t2v"),
        "both": await numbers(store, words="boat", model="wan2.6-t2v", key_id="key-1"),
        "state": await numbers(store, words="boat", state=State.RUNNING),
        "time": await numbers(store, words="boat", since=second, until=fourth),
        "before": await numbers(store, words="boat", before=build_task(3).id),
        "before an id that nobody has": await numbers(store, words="boat", before=build_task(3).id + "0"),
        "after": await numbers(store, words="boat", after=build_task(5).id),
        "after an id that nobody has": await numbers(store, words="boat", after=build_task(4).id + "0"),
        "open": await numbers(store, words="boat", state=State.QUEUED),
    } == {
        "key": [5, 3, 1],
        "model": [6, 5, 4],
        "both": [5],
        "state": [],
        "time": [3, 2],
        "before": [2, 1],
        "before an id that nobody has": [3, 2, 1],
        "after": [6, 5],
        "after an id that nobody has": [6, 5],
        "open": [6, 5, 4, 3, 2, 1],
    }


async def test_a_task_is_found_by_each_of_its_names(store):
    await store.keys.add(build_key(1))
    task = await add(store, 1)
    await add(store, 2)

    named = [task.id, task.public_id, task.request_id, "task", ""]

    assert [await numbers(store, reference=name) for name in named] == [[1], [1], [1], [], []]
    assert await numbers(store, reference=task.id, key_id="key-2") == []


async def test_a_list_ends_where_it_is_told_to(store):
    for number in range(1, 5):
        await add(store, number)

    assert await numbers(store, after=build_task(2).id, before=build_task(4).id) == [3, 2]


async def test_what_has_ended_is_counted_by_the_hour(store):
    async def end(number, change, **changes):
        task = await add(store, number, **changes)
        running = task.start(at=NOON)
        await store.tasks.replace(task, running)
        await store.tasks.replace(running, change(running))

    result, next_hour = build_result(), HOUR + timedelta(hours=1)
    await end(1, lambda task: task.succeed(result, at=NOON))
    await end(2, lambda task: task.succeed(result, at=NOON))
    await end(3, lambda task: task.fail(Failure(code="moderated", message="No."), at=NOON))
    await end(4, lambda task: task.cancel(at=next_hour), key_id="key-2")
    await add(store, 5)

    model = "kling-v2-6-text2video"
    made = Tally(span=Span.HOUR, start=HOUR, key_id=None, model=model, state=State.SUCCEEDED, count=2, spent=5_000_000)
    failed = replace(made, state=State.FAILED, count=1, spent=0)
    cancelled = replace(failed, state=State.CANCELLED, start=next_hour)
    tallies = store.ledger.tallies
    assert list(await tallies(Span.HOUR, since=HOUR)) == [failed, made, cancelled]
    assert list(await tallies(Span.HOUR, since=HOUR, key_id="key-2")) == [replace(cancelled, key_id="key-2")]
    assert list(await tallies(Span.HOUR, since=next_hour)) == [cancelled]
    assert list(await tallies(Span.HOUR, since=next_hour + timedelta(hours=1))) == []
    day = {"span": Span.DAY, "start": HOUR.replace(hour=0)}
    assert list(await tallies(Span.DAY, since=HOUR - timedelta(days=1))) == [
        replace(one, **day) for one in (cancelled, failed, made)
    ]


async def test_what_ends_under_several_keys_is_counted_together(store):
    for number, key_id in enumerate(("key-1", "key-2", "key-1"), start=1):
        task = await add(store, number, key_id=key_id)
        await store.tasks.replace(task, task.cancel(at=NOON))

    everybody = await store.ledger.tallies(Span.DAY, since=HOUR.replace(hour=0))
    one = await store.ledger.tallies(Span.DAY, since=HOUR.replace(hour=0), key_id="key-1")

    assert [(tally.key_id, tally.count) for tally in (*everybody, *one)] == [(None, 3), ("key-1", 2)]


async def test_what_is_forgotten_is_not_found_any_more_and_stays_counted(store):
    task = await add(store, 1)
    await store.tasks.replace(task, task.cancel(at=NOON))
    await add(store, 2)

    forgotten = await store.tasks.forget(before=NOON + timedelta(days=1), limit=10)

    assert forgotten == 1
    assert await numbers(store, words="boat") == [2]
    assert len(await store.ledger.tallies(Span.HOUR, since=HOUR)) == 1
    assert list(await store.deliveries.page(DeliveryFilter(), limit=1)) == []
