"""Lists of tasks: their pages, filters, and whose tasks they show.

Not here: the record itself (`test_task_records.py`).
"""

from datetime import timedelta

import pytest

from onereel.domain.task import State
from onereel.store.memory import MemoryStore
from tests.builders import NOON, build_task
from tests.server.test_task_records import QUEUED
from tests.server.world import OPERATOR, THEIRS, World, error_of

ANOTHER_MODEL = "wan2.6-t2v"


async def numbers(world, query="", **options):
    """Which tasks a list shows, by the numbers that they were built with."""
    response = await world.ask(f"/v1/tasks{query}", **options)
    assert response.status_code == 200, response.text
    return [int(record["id"], 16) for record in response.json()["data"]]


async def test_a_list_holds_lean_records_newest_first(world):
    for number in (1, 2):
        await world.add(number)
    reply = (await world.ask("/v1/tasks")).json()
    lean = {name: value for name, value in QUEUED.items() if name != "events"}
    assert list(reply) == ["object", "data", "has_more", "next_after"]
    assert (reply["object"], reply["has_more"], reply["next_after"]) == ("list", False, None)
    assert reply["data"][1] == lean
    assert reply["data"][0]["request_id"] == "request-2"


async def test_an_empty_list_is_a_list(world):
    reply = (await world.ask("/v1/tasks")).json()
    assert reply == {"object": "list", "data": [], "has_more": False, "next_after": None}


async def test_pages_join_without_a_gap_or_a_repeat(world):
    for number in range(1, 8):
        await world.add(number)
    seen, query = [], "?limit=3"
    for _ in range(3):
        reply = (await world.ask(f"/v1/tasks{query}")).json()
        seen.append([int(record["id"], 16) for record in reply["data"]])
        assert reply["has_more"] is (reply["next_after"] is not None)
        query = f"?limit=3&after={reply['next_after']}"
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]
    assert not reply["has_more"]


async def test_a_page_that_is_just_full_says_that_nothing_follows(world):
    for number in (1, 2):
        await world.add(number)
    assert (await world.ask("/v1/tasks?limit=2")).json()["has_more"] is False


async def test_a_page_has_20_records_unless_more_are_asked_for(world):
    for number in range(1, 106):
        await world.add(number)
    assert await numbers(world) == list(range(105, 85, -1))
    assert await numbers(world, "?limit=100") == list(range(105, 5, -1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=running", [3]),
        ("?state=queued", [4, 2, 1]),
        (f"?model={ANOTHER_MODEL}", [2]),
        (f"?model={ANOTHER_MODEL}&state=running", []),
        ("?since=2026-03-01T12:00:30.123456Z", [4, 3]),
        ("?until=2026-03-01T12:00:30.123456Z", [2, 1]),
        ("?since=2026-03-01T20:00:30%2B08:00&until=2026-03-01t12:01:00z", [3]),
    ],
)
async def test_only_what_is_wanted_is_listed(world, query, expected):
    await world.add(1)
    await world.add(2, model=ANOTHER_MODEL)
    third = await world.add(3, created_at=NOON + timedelta(seconds=30))
    await world.add(4, created_at=NOON + timedelta(minutes=1))
    await world.store.tasks.replace(third, third.start(at=NOON))
    assert await numbers(world, query) == expected


async def test_a_key_sees_its_own_and_an_operator_all_or_those_of_one(world):
    await world.add(1)
    await world.add(2, key_id="key-2")
    assert await numbers(world) == [1]
    assert await numbers(world, key=THEIRS) == [2]
    assert await numbers(world, key=OPERATOR) == [2, 1]
    assert await numbers(world, "?key_id=key-2", key=OPERATOR) == [2]
    shown = (await world.ask("/v1/tasks", key=OPERATOR)).json()["data"]
    assert [record["key_id"] for record in shown] == ["key-2", "key-1"]


@pytest.mark.parametrize(
    ("query", "field", "cure"),
    [
        ("limit=1000", "limit", "1 to 100"),
        ("limit=0", "limit", "1 to 100"),
        ("limit=-1", "limit", "1 to 100"),
        ("limit=", "limit", "1 to 100"),
        ("limit=5.0", "limit", "1 to 100"),
        ("limit=%D9%A3", "limit", "1 to 100"),
        ("since=yesterday", "since", "2026-03-01T12:00:00Z"),
        ("since=2026-03-01", "since", "2026-03-01T12:00:00Z"),
        ("since=2026-03-01T12:00:00", "since", "2026-03-01T12:00:00Z"),
        ("since=2026-03-01T12:00:00+08:00", "since", "%2B"),
        ("until=2026-02-30T12:00:00Z", "until", "RFC 3339"),
        ("until=0001-01-01T00:00:00%2B23:59", "until", "RFC 3339"),
        ("state=succeed", "state", "queued, running, succeeded, failed, cancelled"),
        ("model=kling-text2video-get", "model", "kling-v2-6-text2video"),
        ("after=800000000000000001", "after", "next_after"),
        ("key_id=key-2", "key_id", "operators"),
        ("status=failed", "status", "`state`"),
    ],
)
async def test_a_wrong_parameter_is_named_with_the_cure(world, query, field, cure):
    response = await world.ask(f"/v1/tasks?{query}")
    assert error_of(response) == (400, field, "invalid_value")
    assert cure in response.json()["error"]["message"]


async def test_a_wrong_value_is_not_quoted_at_length(world):
    response = await world.ask(f"/v1/tasks?state={'x' * 10_000}")
    assert len(response.content) < 400


class CountingStore(MemoryStore):
    """Counts what is asked beyond the page itself."""

    def __init__(self):
        super().__init__()
        self.asked = []
        for part, name in ((self.tasks, "events"), (self.ledger, "entries"), (self.deliveries, "page")):
            setattr(part, name, self._noting(name, getattr(part, name)))

    def _noting(self, name, method):
        async def noted(*arguments, **options):
            self.asked.append(name)
            return await method(*arguments, **options)

        return noted


async def test_a_list_asks_for_nothing_row_by_row():
    store = CountingStore()
    world = World(store=store)
    await world.open()
    for number in range(1, 30):
        await store.tasks.add(build_task(number, callback_url="https://example.org/hook"))
    reply = (await world.ask("/v1/tasks?limit=29")).json()
    assert store.asked == []
    await world.ask(f"/v1/tasks/{1:032x}")
    assert sorted(store.asked) == ["entries", "events", "page"], "as the single record does"
    assert {record["state"] for record in reply["data"]} == {State.QUEUED.value}
    assert reply["data"][0]["callback"] == {"url": "https://example.org/hook"}
    await world.client.aclose()
