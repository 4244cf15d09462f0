"""The events of a stream, byte by byte.

Not here: the same through a real socket and OpenAI's client (`tests/acceptance`).
"""

import json

import pytest

from onereel.domain.task import Failure, State
from onereel.gateway import Snapshot
from onereel.server.sse import ResponseStream
from tests.builders import NOON, build_result, build_task

SUCCEEDED = build_task(state=State.SUCCEEDED, result=build_result(), finished_at=NOON)
FAILED = build_task(state=State.FAILED, failure=Failure(code="media_invalid", message="No."), finished_at=NOON)


def events_of(task):
    stream = ResponseStream(task, model="vidu-get", response_id="54cc20ae-0a09-4a8d-ac1a-c3737f8bee6c")
    content = (
        stream.open() + stream.say("\r当前进度: 50%") + stream.say("done") + stream.close(Snapshot(task=task, share=1))
    )
    blocks = content.decode().split("\n\n")
    assert blocks.pop() == ""
    lines = [block.split("\n") for block in blocks]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in lines]


def test_the_events_come_in_the_order_of_the_responses_api():
    assert [name for name, _ in events_of(SUCCEEDED)] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]


def test_every_event_bears_its_name_and_number():
    events = events_of(SUCCEEDED)
    assert [data["sequence_number"] for _, data in events] == list(range(len(events)))
    assert all(data["type"] == name for name, data in events)


def test_the_whole_text_comes_again_in_each_closing_event():
    text = "\r当前进度: 50%done"
    events = dict(events_of(SUCCEEDED))
    assert events["response.output_text.done"]["text"] == text
    assert events["response.content_part.done"]["part"]["text"] == text
    assert events["response.output_item.done"]["item"]["content"][0]["text"] == text
    assert events["response.completed"]["response"]["output"][0]["content"][0]["text"] == text


def test_the_response_is_as_old_as_its_task_from_the_first_event_to_the_last():
    events = dict(events_of(SUCCEEDED))
    told = [events[name]["response"]["created_at"] for name in ("response.created", "response.completed")]
    assert told == [int(SUCCEEDED.created_at.timestamp())] * 2


def test_ids_are_the_same_throughout():
    events = events_of(SUCCEEDED)
    items = {data.get("item_id") or data["item"]["id"] for _, data in events if "item_id" in data or "item" in data}
    responses = {data["response"]["id"] for _, data in events if "response" in data}
    assert items == {"msg_54cc20ae0a094a8dac1ac3737f8bee6c"}
    assert responses == {"resp_54cc20ae0a094a8dac1ac3737f8bee6c"}


@pytest.mark.parametrize(
    ("task", "last", "status"), [(SUCCEEDED, "completed", "completed"), (FAILED, "failed", "failed")]
)
def test_the_last_event_says_how_it_ended(task, last, status):
    name, data = events_of(task)[-1]
    assert name == f"response.{last}"
    assert data["response"]["status"] == status
    assert data["response"].get("error") == ({"code": "media_invalid", "message": "No."} if task is FAILED else None)
