"""Callbacks as their owner sees them: listed, shown, and sent again.

Not here: sending (`tests/callbacks`).
"""

from datetime import timedelta

import pytest

from onereel.domain.delivery import DeliveryState
from onereel.errors import Conflict
from tests.builders import NOON, build_delivery
from tests.server.world import OPERATOR, THEIRS, error_of

GAVE_UP = {
    "state": DeliveryState.GAVE_UP,
    "tries": 9,
    "status": 500,
    "error": "the receiver answered with status 500",
    "latency_ms": 12,
    "finished_at": NOON + timedelta(hours=24),
}
ID = f"msg_{1:032x}"


async def test_a_callback_is_told_whole(world):
    await world.deliver(1, url="https://user:word@example.org/hook?token=secret", **GAVE_UP)
    response = await world.ask(f"/v1/callbacks/{ID}")
    assert response.json() == {
        "id": ID,
        "object": "callback",
        "task_id": f"{1:032x}",
        "sequence": 1,
        "task_state": "queued",
        "url": "https://example.org/hook",
        "body": '{"task_id":"1"}',
        "state": "gave_up",
        "tries": 9,
        "status": 500,
        "error": "the receiver answered with status 500",
        "latency_ms": 12,
        "created_at": "2026-03-01T12:00:00.123456Z",
        "due_at": None,
        "finished_at": "2026-03-02T12:00:00.123456Z",
    }


async def test_one_that_is_still_to_be_sent_says_when(world):
    await world.deliver(1, due_at=NOON + timedelta(seconds=2))
    record = (await world.ask(f"/v1/callbacks/{ID}")).json()
    assert (record["state"], record["due_at"]) == ("pending", "2026-03-01T12:00:02.123456Z")


async def test_lists_are_newest_first_in_pages(world):
    for number in (1, 2, 3):
        await world.deliver(number)
    first = (await world.ask("/v1/callbacks?limit=2")).json()
    second = (await world.ask(f"/v1/callbacks?limit=2&after={first['next_after']}")).json()
    assert [record["id"] for page in (first, second) for record in page["data"]] == [
        f"msg_{number:032x}" for number in (3, 2, 1)
    ]
    assert (first["has_more"], second["has_more"], second["next_after"]) == (True, False, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", [3, 1]), ("?state=gave_up", [3]), (f"?task={1:032x}", [1]), (f"?task=8{3:017d}&state=pending", [])],
)
async def test_only_what_is_wanted_and_one_s_own_is_listed(world, query, expected):
    await world.deliver(1)
    await world.deliver(2, key_id="key-2")
    await world.deliver(3, **GAVE_UP)
    reply = (await world.ask(f"/v1/callbacks{query}")).json()
    assert [record["id"] for record in reply["data"]] == [f"msg_{number:032x}" for number in expected]


async def test_an_operator_sees_all_and_whose_they_are(world):
    await world.deliver(1)
    await world.deliver(2, key_id="key-2")
    everything = (await world.ask("/v1/callbacks", key=OPERATOR)).json()["data"]
    one = (await world.ask("/v1/callbacks?key_id=key-2", key=OPERATOR)).json()["data"]
    assert [record["key_id"] for record in everything] == ["key-2", "key-1"]
    assert [record["key_id"] for record in one] == ["key-2"]


@pytest.mark.parametrize(
    ("query", "status", "field", "code"),
    [
        ("limit=101", 400, "limit", "invalid_value"),
        ("state=sent", 400, "state", "invalid_value"),
        ("after=3", 400, "after", "invalid_value"),
        ("key_id=key-1", 400, "key_id", "invalid_value"),
        ("model=wan2.6-t2v", 400, "model", "invalid_value"),
        (f"task={2:032x}", 404, "task", "task_not_found"),
    ],
)
async def test_a_wrong_parameter_is_named(world, query, status, field, code):
    await world.deliver(2, key_id="key-2")
    assert error_of(await world.ask(f"/v1/callbacks?{query}")) == (status, field, code)


class TestRedelivering:
    @pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.GAVE_UP])
    async def test_what_is_through_is_sent_once_more(self, world, state):
        delivery = await world.deliver(1, **GAVE_UP | {"state": state})
        world.now += timedelta(days=2)
        record = (await world.ask(f"/v1/callbacks/{ID}/redeliver", method="POST")).json()
        assert (record["state"], record["tries"], record["finished_at"]) == ("pending", 0, None)
        assert record["due_at"] == "2026-03-03T12:00:00.123456Z"
        (taken,) = await world.store.deliveries.claim(now=world.now, until=world.now, limit=10)
        assert (taken.id, taken.body) == (delivery.id, delivery.body)

    async def test_what_is_still_to_be_sent_is_not(self, world):
        await world.deliver(1)
        response = await world.ask(f"/v1/callbacks/{ID}/redeliver", method="POST")
        assert error_of(response) == (409, "id", "callback_pending")

    async def test_who_comes_second_is_told_so(self, world, monkeypatch):
        await world.deliver(1, **GAVE_UP)

        async def record(old, new):
            raise Conflict("moved on")

        monkeypatch.setattr(world.store.deliveries, "record", record)
        response = await world.ask(f"/v1/callbacks/{ID}/redeliver", method="POST")
        assert error_of(response) == (409, "id", "callback_pending")

    async def test_another_key_s_callback_is_as_good_as_absent(self, world):
        await world.deliver(1, **GAVE_UP)
        for method, path in (("GET", ""), ("POST", "/redeliver")):
            for number in (1, 7):
                response = await world.ask(f"/v1/callbacks/msg_{number:032x}{path}", key=THEIRS, method=method)
                assert error_of(response) == (404, "id", "not_found")
        stored = await world.store.deliveries.get(ID)
        assert stored == build_delivery(1, **GAVE_UP)
