"""The programs of kling-v2-6-text2video, and what they print.

Not here: the video itself (`test_clips.py`).
"""

import json
import re

from tests.acceptance.programs import kling
from tests.acceptance.support.printing import pretty, printed_by, usage
from tests.acceptance.test_wan_programs import UUID


def test_the_submit_answers_as_in_the_document(kling_story):
    reply = json.loads(kling_story.submitted)
    data = reply["data"]

    assert kling_story.submitted == pretty(
        {
            "code": 0,
            "message": "SUCCEED",
            "request_id": reply["request_id"],
            "data": {
                "task_id": data["task_id"],
                "task_status": "submitted",
                "task_status_msg": "",
                "task_info": {},
                "created_at": data["created_at"],
                "updated_at": data["created_at"],
            },
            "usage": usage(output_tokens=2125),
        }
    )
    assert re.fullmatch(r"\d{18,19}", data["task_id"])
    assert UUID.fullmatch(reply["request_id"])
    assert kling_story.began_at - 0.001 <= data["created_at"] / 1000 <= kling_story.ended_at


def test_the_query_names_the_state_while_the_video_is_made(kling_story):
    reply = json.loads(kling_story.asked_at_once)

    assert kling_story.asked_at_once == pretty(record(kling_story, reply))
    assert reply["data"]["task_status"] in {"submitted", "processing"}


def test_the_query_answers_as_in_the_document_when_the_video_is_there(kling_story):
    reply = json.loads(kling_story.asked_at_end)
    [video] = reply["data"]["task_result"]["videos"]

    result = {"task_result": {"videos": [{"id": video["id"], "url": video["url"], "duration": "5.041"}]}}
    assert kling_story.asked_at_end == pretty(record(kling_story, reply, result))
    assert reply["data"]["task_status"] == "succeed"
    assert re.fullmatch(r"\d{18,19}", video["id"])
    assert video["id"] != reply["data"]["task_id"]
    assert reply["data"]["created_at"] < reply["data"]["updated_at"] <= kling_story.ended_at * 1000


def test_the_request_id_of_the_submit_finds_the_task_as_well(kling_story, client):
    submitted, by_task_id = json.loads(kling_story.submitted), json.loads(kling_story.asked_at_end)

    by_request_id = json.loads(printed_by(kling.query, client, task_id=submitted["request_id"]))

    assert by_request_id == by_task_id | {"request_id": by_request_id["request_id"]}
    assert by_request_id["request_id"] not in {submitted["request_id"], by_task_id["request_id"]}


def record(story, reply, result=None):
    """The document's record of a task; the state, and the time of its last change, are those that came."""
    submitted = json.loads(story.submitted)["data"]
    return {
        "code": 0,
        "message": "SUCCEED",
        "request_id": reply["request_id"],
        "data": {
            "task_id": submitted["task_id"],
            "task_status": reply["data"]["task_status"],
            "task_status_msg": "",
            **(result or {}),
            "created_at": submitted["created_at"],
            "updated_at": reply["data"]["updated_at"],
        },
    }
