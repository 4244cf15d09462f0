"""The neutral record of a task, whole, in every state.

Not here: lists and whose tasks they show (`test_task_lists.py`).
"""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from urllib.parse import urlsplit

import pytest

from onereel.domain.delivery import DeliveryState
from onereel.domain.media import StoredVideo
from onereel.domain.operation import Loss
from onereel.domain.task import Failure, State
from tests.builders import NOON, build_facts, build_operation, build_picture, build_request, build_result, build_task
from tests.server.world import MINE, OPERATOR, THEIRS, error_of

QUEUED = {
    "id": f"{1:032x}",
    "object": "task",
    "provider": "kling",
    "model": "kling-v2-6-text2video",
    "task_id": f"8{1:017d}",
    "request_id": "request-1",
    "state": "queued",
    "progress": 0,
    "request": {
        "prompt": "A paper boat crosses a puddle.",
        "negative_prompt": "",
        "width": 640,
        "height": 360,
        "seconds": 5.0,
        "frame_rate": 24,
        "seed": 7,
        "sound": "silent",
        "has_first_frame": False,
        "has_last_frame": False,
    },
    "created_at": "2026-03-01T12:00:00.123456Z",
    "started_at": None,
    "finished_at": None,
    "deadline_at": None,
    "attempts": 0,
    "strikes": 0,
    "cost": {
        "held": "2.500000",
        "captured": "0.000000",
        "released": "0.000000",
        "currency": "CNY",
        "unit": "1 is one CNY; six decimal places",
    },
    "result": None,
    "error": None,
    "callback": None,
    "events": [{"state": "queued", "attempt": 0, "at": "2026-03-01T12:00:00.123456Z", "note": None}],
}
"""The whole record, its keys in this order."""


async def test_a_queued_task_is_told_whole(world):
    await world.add(1)
    response = await world.ask(f"/v1/tasks/{1:032x}")
    assert response.status_code == 200
    assert response.json() == QUEUED
    assert list(response.json()) == list(QUEUED)


async def test_a_running_task_tells_its_progress_and_attempt(world):
    task = await world.start(await world.add(1, deadline_at=NOON + timedelta(hours=24)))
    world.progress.report(task.id, 0.427)
    record = (await world.ask(f"/v1/tasks/{task.id}")).json()
    assert (record["state"], record["progress"], record["attempts"]) == ("running", 42, 1)
    assert record["started_at"] == "2026-03-01T12:00:01.123456Z"
    assert record["deadline_at"] == "2026-03-02T12:00:00.123456Z"
    assert [event["state"] for event in record["events"]] == ["queued", "running"]


async def test_a_task_that_succeeded_tells_what_the_file_holds_and_where_it_is(world):
    task = await world.succeed(await world.start(await world.add(1)))
    record = (await world.ask(f"/v1/tasks/{task.id}")).json()
    result = record["result"]
    links = [result.pop(name) for name in ("url", "cover_url", "watermarked_url")]
    assert [urlsplit(link).path for link in links] == [
        "/assets/video-1.mp4",
        "/assets/cover-1.jpg",
        "/assets/marked-1.mp4",
    ]
    assert (await world.ask(links[0], key=None)).json()["error"]["code"] == "not_found", "the signature is good"
    assert result == {
        "seconds": 5.0,
        "width": 640,
        "height": 360,
        "frame_rate": 24.0,
        "size_bytes": 48_000,
        "has_audio": False,
        "sha256": "ab" * 32,
        "expires_at": "2026-03-02T12:00:07.123456Z",
    }
    assert (record["progress"], record["finished_at"]) == (100, "2026-03-01T12:00:07.123456Z")
    assert amounts(record) == ("0.000000", "2.500000", "0.000000")


async def test_a_video_of_before_checksums_has_none(world):
    old = StoredVideo(asset_id="video-1.mp4", facts=build_facts())
    task = await world.succeed(await world.start(await world.add(1)), video=old)
    assert (await world.ask(f"/v1/tasks/{task.id}")).json()["result"]["sha256"] is None


async def test_a_task_without_a_marked_twin_has_no_link_to_one(world):
    task = await world.succeed(await world.start(await world.add(1)), watermarked=None)
    assert (await world.ask(f"/v1/tasks/{task.id}")).json()["result"]["watermarked_url"] is None


async def test_a_shorter_video_is_paid_for_in_part_and_the_rest_is_given_back(world):
    half = StoredVideo(asset_id="video-1.mp4", facts=build_facts(frame_count=60))
    task = await world.succeed(await world.start(await world.add(1)), video=half)
    record = (await world.ask(f"/v1/tasks/{task.id}")).json()
    assert amounts(record) == ("0.000000", "1.250000", "1.250000")


async def test_what_a_vendor_cannot_do_is_told_to_the_owner_and_who_it_is_only_to_operators(world):
    task = await world.add(1)
    losses = (Loss(field="seconds", note="3 s become 5 s"),)
    over = build_operation(1, account="spare", losses=(Loss(field="last_frame", note="takes none", essential=True),))
    await world.store.operations.add(over.over("passed over: last_frame", at=NOON))
    await world.store.operations.add(build_operation(2, account="main", losses=losses))
    record = (await world.ask(f"/v1/tasks/{task.id}")).json()
    assert record["losses"] == [{"field": "seconds", "note": "3 s become 5 s"}]
    assert "orders" not in record
    orders = (await world.ask(f"/v1/tasks/{task.id}", key=OPERATOR)).json()["orders"]
    assert [(order["account"], order["state"], order["losses"][0]["field"]) for order in orders] == [
        ("spare", "over", "last_frame"),
        ("main", "intended", "seconds"),
    ]


async def test_a_failed_task_tells_why_and_costs_nothing(world):
    task = await world.add(1)
    await world.store.tasks.replace(task, task.fail(Failure(code="content_refused", message="Not this."), at=NOON))
    record = (await world.ask(f"/v1/tasks/{task.id}")).json()
    assert record["error"] == {"code": "content_refused", "message": "Not this."}
    assert (record["state"], record["progress"], record["result"]) == ("failed", 0, None)
    assert amounts(record) == ("0.000000", "0.000000", "2.500000")
    assert record["events"][-1]["note"] == "content_refused"


async def test_what_was_asked_for_is_summed_up(world):
    request = build_request(
        negative_prompt="blur", first_frame=build_picture(), last_frame=build_picture(), frame_count=121
    )
    await world.add(1, request=request)
    summary = (await world.ask(f"/v1/tasks/{1:032x}")).json()["request"]
    assert (summary["negative_prompt"], summary["seconds"]) == ("blur", 5.042)
    assert (summary["has_first_frame"], summary["has_last_frame"]) == (True, True)


async def test_a_callback_is_told_without_the_secrets_of_its_address(world):
    await world.deliver(1, url="https://user:word@example.org:8443/hook?token=secret#part")
    record = (await world.ask(f"/v1/tasks/{1:032x}")).json()
    assert record["callback"] == {
        "url": "https://example.org:8443/hook",
        "deliveries": {"pending": 1, "delivered": 0, "gave_up": 0},
    }


@pytest.mark.parametrize("state", DeliveryState)
async def test_callbacks_are_counted_by_state(world, state):
    await world.deliver(1, state=state)
    counts = (await world.ask(f"/v1/tasks/{1:032x}")).json()["callback"]["deliveries"]
    assert counts == {name: int(name == state.value) for name in ("pending", "delivered", "gave_up")}


async def test_a_task_is_found_by_the_provider_s_id_too(world):
    task = await world.add(1)
    assert (await world.ask(f"/v1/tasks/{task.public_id}")).json()["id"] == task.id


async def test_another_key_s_task_is_as_good_as_absent(world):
    task = await world.add(1)
    for reference in (task.id, task.public_id, "nothing"):
        response = await world.ask(f"/v1/tasks/{reference}", key=THEIRS)
        assert error_of(response) == (404, "id", "task_not_found")


async def test_an_operator_sees_every_task_and_whose_it_is(world):
    theirs, own = await world.add(1, key_id="key-2"), await world.add(2, key_id="key-3")
    assert (await world.ask(f"/v1/tasks/{theirs.id}", key=OPERATOR)).json()["key_id"] == "key-2"
    assert (await world.ask(f"/v1/tasks/{own.public_id}", key=OPERATOR)).json()["id"] == own.id
    assert error_of(await world.ask("/v1/tasks/nothing", key=OPERATOR)) == (404, "id", "task_not_found")


async def test_without_a_key_nothing_is_told(world):
    for path in ("/v1/tasks", "/v1/tasks/1", "/v1/callbacks", "/v1/callbacks/1"):
        assert error_of(await world.ask(path, key=None)) == (401, None, "invalid_api_key")


class TestCancelling:
    @pytest.mark.parametrize(("method", "path"), [("DELETE", ""), ("POST", "/cancel")])
    async def test_an_open_task_ends_and_its_money_is_given_back(self, world, method, path):
        task = await world.start(await world.add(1))
        world.now += timedelta(seconds=3)
        response = await world.ask(f"/v1/tasks/{task.public_id}{path}", method=method)
        record = response.json()
        assert (response.status_code, record["state"]) == (200, "cancelled")
        assert record["finished_at"] == "2026-03-01T12:00:03.123456Z"
        assert amounts(record) == ("0.000000", "0.000000", "2.500000")
        assert [event["state"] for event in record["events"]] == ["queued", "running", "cancelled"]

    async def test_twice_is_no_error(self, world):
        task = await world.add(1)
        first, second = [await world.ask(f"/v1/tasks/{task.id}", method="DELETE") for _ in range(2)]
        assert first.json() == second.json()

    async def test_what_has_ended_cannot_be_cancelled(self, world):
        task = await world.succeed(await world.start(await world.add(1)))
        response = await world.ask(f"/v1/tasks/{task.id}/cancel", method="POST")
        assert error_of(response) == (409, "id", "not_cancellable")
        assert "succeeded" in response.json()["error"]["message"]

    async def test_nobody_cancels_the_task_of_another_but_an_operator(self, world):
        task = await world.add(1)
        refused = await world.ask(f"/v1/tasks/{task.id}", key=THEIRS, method="DELETE")
        assert error_of(refused) == (404, "id", "task_not_found")
        assert (await world.store.tasks.get(task.id)).state is State.QUEUED
        assert (await world.ask(f"/v1/tasks/{task.id}", key=OPERATOR, method="DELETE")).json()["state"] == "cancelled"

    async def test_another_method_is_answered_with_those_that_there_are(self, world):
        response = await world.ask("/v1/tasks/1", method="PUT")
        assert error_of(response) == (405, None, "method_not_allowed")
        assert {"GET", "DELETE"} <= set(response.headers["allow"].split(", "))


def amounts(record):
    return tuple(record["cost"][name] for name in ("held", "captured", "released"))


@pytest.mark.parametrize(
    "task",
    [
        build_task(),
        build_task().start(at=NOON),
        build_task().cancel(at=NOON),
        build_task().start(at=NOON).succeed(build_result(), at=NOON),
        build_task()
        .start(at=NOON)
        .succeed(
            replace(build_result(), video=StoredVideo(asset_id="v", facts=build_facts(frame_rate=Fraction(30)))),
            at=NOON,
        ),
    ],
    ids=["queued", "running", "cancelled", "succeeded", "shorter"],
)
async def test_a_list_tells_the_cost_that_the_ledger_has(world, task):
    await world.store.tasks.add(build_task())
    if task.started_at:
        await world.store.tasks.replace(build_task(), build_task().start(at=NOON))
    if task.state.is_terminal:
        before = await world.store.tasks.get(task.id)
        await world.store.tasks.replace(before, task)
    (listed,) = (await world.ask("/v1/tasks", key=MINE)).json()["data"]
    assert listed["cost"] == (await world.ask(f"/v1/tasks/{task.id}")).json()["cost"]
