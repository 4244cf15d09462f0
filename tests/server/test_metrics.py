"""`GET /metrics`: what clients do shows up there, and who may look.

Not here: how it is counted (`tests/metrics`).
"""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from onereel.domain.account import Limits
from onereel.errors import StoreError
from onereel.keys import digest_key
from onereel.store.memory import MemoryStore
from tests.builders import build_key
from tests.server.world import KLING, MINE, OPERATOR, World, error_of

MODEL = "kling-v2-6-text2video"


async def read(world, **options):
    """Every sample, by name and labels in alphabetical order."""
    response = await world.ask("/metrics", **{"key": OPERATOR} | options)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


async def test_submits_are_counted_by_what_they_were_answered_with(world):
    await world.store.keys.add(build_key(4, digest=digest_key("sk-poor"), limits=Limits(credit=0)))
    for _ in range(2):
        await world.submit(headers={"Idempotency-Key": "once"})
    await world.submit(KLING | {"duration": "7"})
    await world.submit(key="sk-poor")
    seen = await read(world)
    outcomes = {labels[1]: count for labels, count in named(seen, "onereel_submits_total")}
    assert outcomes == {"accepted": 1, "replayed": 1, "invalid_value": 1, "credit_exhausted": 1}
    assert {labels[0::2] for labels, _ in named(seen, "onereel_submits_total")} == {(MODEL, "kling")}


async def test_a_submit_that_the_store_refuses_is_counted(world, monkeypatch):
    async def add(task, **_):
        raise StoreError("no")

    monkeypatch.setattr(world.store.tasks, "add", add)
    assert (await world.submit()).status_code == 503
    assert (await read(world))["onereel_submits_total", MODEL, "unavailable", "kling"] == 1


async def test_queries_are_no_submits(world):
    await world.submit({"model": "kling-text2video-get", "input": "1"})
    assert named(await read(world), "onereel_submits_total") == []


async def test_open_tasks_and_money_are_those_of_the_store(world):
    await world.add(1)
    await world.succeed(await world.start(await world.add(2)))
    seen = await read(world)
    assert seen["onereel_open_tasks", "sketch", MODEL, "queued"] == 1
    assert (seen["onereel_ledger_held_cny",], seen["onereel_ledger_spent_cny",]) == (2.5, 2.5)
    assert seen["onereel_task_ends_total", MODEL, "succeeded"] == 1


async def test_requests_are_measured_by_the_template_of_their_path(world):
    for path in ("/v1/tasks/1", "/v1/tasks/2", "/v1/tasks/2/cancel", "/nowhere/3", "/nowhere/4"):
        await world.ask(path)
    await world.ask("/v1/tasks/2/cancel", method="POST")
    counts = dict(named(await read(world), "onereel_http_seconds_count"))
    assert counts == {
        ("GET", "/v1/tasks/{id}", "404"): 2,
        ("GET", "/v1/tasks/{id}/cancel", "405"): 1,
        ("GET", "none", "404"): 2,
        ("POST", "/v1/tasks/{id}/cancel", "404"): 1,
    }


async def test_no_label_holds_an_id_a_key_or_an_address(world):
    task = await world.add(1)
    await world.deliver(2, url="https://example.org/hook")
    await world.ask(f"/v1/tasks/{task.id}", method="DELETE")
    text = (await world.ask("/metrics", key=OPERATOR)).text
    for secret in (task.id, task.public_id, "key-1", "sk-", "example.org"):
        assert secret not in text


async def test_they_take_an_operator_s_key(world):
    assert error_of(await world.ask("/metrics", key=None)) == (401, None, "invalid_api_key")
    assert error_of(await world.ask("/metrics", key=MINE)) == (403, None, "access_denied")
    assert (await world.ask("/metrics", key=f"Bearer {OPERATOR}")).status_code == 200


@pytest.mark.parametrize("key", [None, MINE])
async def test_they_are_everybody_s_where_the_operator_says_so(key):
    world = World(metrics="open")
    assert (await read(world, key=key))["onereel_store_up",] == 1


async def test_they_are_nobody_s_where_the_operator_says_so():
    world = World(metrics="off")
    await world.open()
    assert error_of(await world.ask("/metrics", key=OPERATOR)) == (404, None, "not_found")


async def test_they_are_there_when_the_store_is_not(monkeypatch):
    world = World(metrics="open", store=MemoryStore())

    async def totals():
        raise StoreError("no")

    monkeypatch.setattr(world.store.ledger, "totals", totals)
    assert (await read(world, key=None))["onereel_store_up",] == 0


def named(seen, name):
    return [
        (labels, value)
        for (found, *labels_list), value in seen.items()
        if found == name
        for labels in [tuple(labels_list)]
    ]
