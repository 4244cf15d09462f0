"""The bytes of a streamed query: OpenAI's event sequence, with the documents' words in it.

Not here: what the documents' program prints of it (`test_vidu_programs.py`), or OpenAI's own client.
"""

import json
import re

import pytest
import requests

from tests.acceptance.support.printing import usage
from tests.acceptance.support.stories import read_inner

OPENING = [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
]
CLOSING = [
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
]
DELTA = "response.output_text.delta"


@pytest.fixture(scope="module")
def task(client, media):
    """A small Vidu task, just accepted."""
    images = [media.url("first.jpg"), media.url("last.jpg")]
    return client.ask({"model": "viduq2-pro", "images": images, "duration": 1, "resolution": "540p", "watermark": True})


@pytest.fixture(scope="module")
def events(client, task):
    return client.stream("vidu-get", task["task_id"])


@pytest.fixture(scope="module")
def deltas(events):
    return [event.data["delta"] for event in events if event.name == DELTA]


def test_the_events_come_in_openai_s_order_and_are_numbered_without_a_gap(events, deltas):
    assert [event.name for event in events] == [*OPENING, *([DELTA] * len(deltas)), *CLOSING]
    assert [event.data["type"] for event in events] == [event.name for event in events]
    assert [event.data["sequence_number"] for event in events] == list(range(len(events)))


def test_type_and_number_stand_first_in_every_event(events):
    assert {tuple(event.data)[:2] for event in events} == {("type", "sequence_number")}


def test_progress_rises_and_then_the_document_s_lines_come(deltas, task):
    *progress, ending = deltas
    numbers = [int(re.fullmatch(r"\r当前进度: (\d{1,3})%", text)[1]) for text in progress]
    link = r"http://127\.0\.0\.1:\d+/assets/{}-[0-9a-f]+-1\.{}\?Expires=\d+&Signature=[\w-]+"
    lines = (
        rf"\n\n✅ 视频生成完成！\n\n任务ID: {task['task_id']}\n\n--- 创作 1 ---\n"
        rf"视频URL: {link.format('video', 'mp4')}\n"
        rf"封面URL: {link.format('cover', 'jpg')}\n"
        rf"水印视频: {link.format('marked', 'mp4')}\n"
    )

    assert numbers
    assert numbers == sorted(set(numbers))
    assert 0 <= numbers[0] <= numbers[-1] <= 100
    assert len(numbers) > 2
    assert re.fullmatch(lines, ending)


def test_the_whole_text_is_repeated_in_each_of_the_last_events(events, deltas):
    text = "".join(deltas)
    done, part, item, completed = (event.data for event in events[-4:])

    told = [
        done["text"],
        part["part"]["text"],
        item["item"]["content"][0]["text"],
        completed["response"]["output"][0]["content"][0]["text"],
    ]
    assert told == [text] * 4


def test_every_event_is_whole(events, deltas):
    created, last = events[0].data["response"], events[-1].data["response"]
    text, response_id = "".join(deltas), created["id"]
    message = {"id": response_id.replace("resp_", "msg_"), "type": "message", "role": "assistant"}
    place = {"output_index": 0, "content_index": 0, "item_id": message["id"]}
    part = {"type": "output_text", "text": text, "annotations": []}
    finished = message | {"status": "completed", "content": [part]}
    started = {
        "id": response_id,
        "object": "response",
        "created_at": created["created_at"],
        "model": "vidu-get",
        "output": [],
        "status": "in_progress",
    }
    expected = [
        {"response": started},
        {"response": started},
        {"output_index": 0, "item": message | {"status": "in_progress", "content": []}},
        {**place, "part": part | {"text": ""}},
        *({**place, "delta": delta, "logprobs": []} for delta in deltas),
        {**place, "text": text, "logprobs": []},
        {**place, "part": part},
        {"output_index": 0, "item": finished},
        {
            "response": started
            | {
                "created_at": last["created_at"],
                "output": [finished],
                "status": "completed",
                "completed_at": last["completed_at"],
                "usage": usage(),
            }
        },
    ]

    assert [without(event.data, "type", "sequence_number") for event in events] == expected
    assert re.fullmatch("resp_[0-9a-f]{32}", response_id)


def test_the_response_is_created_once(events):
    created, last = events[0].data["response"], events[-1].data["response"]

    assert created["created_at"] == last["created_at"]
    assert created["created_at"] <= last["completed_at"]


def test_events_come_while_the_video_is_made_and_who_hangs_up_harms_nothing(client):
    wish = {"model": "wan2.6-t2v", "input": {"prompt": "海"}, "parameters": {"size": "1280*720", "duration": 4}}
    question = {"model": "wan2.6-get", "input": read_inner(client.ask(wish))["task_id"]}

    headers = {"Authorization": client.key}
    with requests.post(client.url, json=question | {"stream": True}, headers=headers, stream=True) as response:
        first = next(response.iter_lines())
        state = read_inner(client.ask(question))["task_status"]
    client.wait("wan2.6-get", question["input"])

    assert (first, response.headers["cache-control"]) == (b"event: response.created", "no-cache")
    assert state in {"PENDING", "RUNNING"}
    assert read_inner(client.ask(question))["task_status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("model", "story"),
    [("wan2.6-get", "wan_story"), ("kling-text2video-get", "kling_story"), ("paiwo-get", "paiwo_story")],
)
def test_the_other_queries_stream_as_well(client, request, model, story):
    told = request.getfixturevalue(story)
    task_id = re.search(r'"(?:video_id|task_id)": "?([\w-]+)|\\"task_id\\":\\"([\w-]+)', told.submitted)
    reference = next(filter(None, task_id.groups()))

    events = client.stream(model, reference)

    text = events[-1].data["response"]["output"][0]["content"][0]["text"]
    address = told.video_url.partition("?")[0]
    assert [event.name for event in events] == [*OPENING, DELTA, *CLOSING]
    assert f"\n\n✅ 视频生成完成！\n\n任务ID: {reference}\n\n--- 创作 1 ---\n视频URL: {address}?" in text
    assert json.dumps(text).count("http://") == 2


def test_an_unknown_task_is_no_stream_but_a_plain_404(client):
    response = client.post({"model": "vidu-get", "input": "1", "stream": True})

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json()["error"]["code"] == "task_not_found"


def without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}
