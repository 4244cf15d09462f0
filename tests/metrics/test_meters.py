"""What is counted, and how Prometheus reads it.

Not here: the path and who may look (`tests/server/test_metrics.py`), or that a store which counts is a store
(`tests/contracts`).
"""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.builders import NOON, build_delivery, build_result, build_task

from onereel.domain.delivery import DeliveryState
from onereel.domain.task import Failure, State
from onereel.errors import Conflict
from onereel.metrics.meters import Meters, StoreFigures
from onereel.store.base import LedgerTotals, OpenTasks
from onereel.store.memory import MemoryStore
from onereel.store.observed import ObservedStore

LATER = NOON + timedelta(seconds=6)
MODEL = build_task().model


def samples(meters, figures=None, at=NOON):
    """Every sample as Prometheus reads it, by name and labels in alphabetical order."""
    text = meters.render(figures, at=at).decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def meters():
    return Meters()


@pytest.fixture
def store(meters):
    return ObservedStore(MemoryStore(), meters)


async def test_a_task_that_succeeds_is_counted_with_the_seconds_of_its_attempt(store, meters):
    queued = build_task()
    running = queued.start(at=NOON)
    await store.tasks.add(queued)
    await store.tasks.replace(queued, running)
    assert ("onereel_task_ends_total", MODEL, "running") not in samples(meters)
    await store.tasks.replace(running, running.succeed(build_result(), at=LATER))
    seen = samples(meters)
    assert seen["onereel_task_ends_total", MODEL, "succeeded"] == 1
    assert (seen["onereel_engine_seconds_count", MODEL], seen["onereel_engine_seconds_sum", MODEL]) == (1, 6)
    assert (
        seen["onereel_engine_seconds_bucket", "5.0", MODEL],
        seen["onereel_engine_seconds_bucket", "8.0", MODEL],
    ) == (
        0,
        1,
    )


@pytest.mark.parametrize(
    "end", [lambda task: task.fail(Failure(code="x", message="y"), at=LATER), lambda task: task.cancel(at=LATER)]
)
async def test_other_ends_are_counted_without_seconds(store, meters, end):
    task = build_task()
    await store.tasks.add(task)
    await store.tasks.replace(task, end(task))
    seen = samples(meters)
    assert seen["onereel_task_ends_total", MODEL, end(task).state.value] == 1
    assert ("onereel_engine_seconds_count", MODEL) not in seen


async def test_a_change_that_is_refused_is_not_counted(store, meters):
    task = build_task()
    await store.tasks.add(task)
    await store.tasks.replace(task, task.cancel(at=NOON))
    with pytest.raises(Conflict):
        await store.tasks.replace(task, task.cancel(at=NOON))
    assert samples(meters)["onereel_task_ends_total", MODEL, "cancelled"] == 1


@pytest.mark.parametrize(
    ("try_it", "result"),
    [
        (lambda one: one.delivered(status=204, latency_ms=5, at=NOON), "delivered"),
        (lambda one: one.failed(status=500, error="no", latency_ms=5, at=NOON, next_at=LATER), "failed"),
        (lambda one: one.failed(status=410, error="no", latency_ms=5, at=NOON, next_at=None), "gave_up"),
    ],
)
async def test_every_try_at_a_callback_is_counted_by_its_result(store, meters, try_it, result):
    delivery = build_delivery()
    await store.tasks.add(build_task(), delivery=delivery)
    await store.deliveries.record(delivery, try_it(delivery))
    assert samples(meters)["onereel_callback_tries_total", result] == 1


async def test_asking_for_a_callback_again_is_not_a_try(store, meters):
    delivery = build_delivery(state=DeliveryState.GAVE_UP, tries=9)
    await store.tasks.add(build_task(), delivery=delivery)
    await store.deliveries.record(delivery, delivery.again(at=NOON))
    assert not [name for name, *_ in samples(meters) if name.startswith("onereel_callback")]


def test_open_tasks_are_told_with_the_age_of_the_oldest(meters):
    figures = StoreFigures(
        open_tasks=[OpenTasks(lane="sketch", model=MODEL, state=State.QUEUED, count=3, oldest=NOON)],
        totals=LedgerTotals(held=2_500_000, spent=1),
    )
    seen = samples(meters, figures, at=LATER)
    assert seen["onereel_open_tasks", "sketch", MODEL, "queued"] == 3
    assert seen["onereel_oldest_open_task_seconds", "sketch", MODEL, "queued"] == 6
    assert (seen["onereel_ledger_held_cny",], seen["onereel_ledger_spent_cny",]) == (2.5, 0.000001)
    assert seen["onereel_store_up",] == 1


def test_a_store_that_does_not_answer_is_told_as_down(meters):
    meters.submitted(provider="kling", model=MODEL, outcome="unavailable")
    assert samples(meters) == {
        ("onereel_submits_total", MODEL, "unavailable", "kling"): 1,
        ("onereel_store_up",): 0,
    }


def test_a_method_that_nobody_knows_makes_no_label_of_its_own(meters):
    for method in ("BREW", "x" * 1000):
        meters.answered(route="none", method=method, status="405", seconds=0.01)
    assert samples(meters)["onereel_http_seconds_count", "other", "none", "405"] == 2


def test_two_servers_in_one_process_count_apart(meters):
    meters.submitted(provider="kling", model=MODEL, outcome="accepted")
    assert samples(Meters()) == {("onereel_store_up",): 0}
