"""Wan's replies are those of its document, down to the bytes of the JSON string inside them.

Not here: how requests are read (`test_reading.py`).
"""

import json
from datetime import timedelta

import pytest

from onereel.domain.task import Failure, State
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import ErrorReply
from tests.builders import FixedLinks, build_request, build_result, build_task
from tests.providers.support import DIALECTS, LINKS, at_milliseconds, load, spelled

WAN = DIALECTS["wan"]
TASK_ID = "3a7d8355-ef78-48cd-863c-6cdb9707ba91"
SUBMITTED = at_milliseconds(1_770_788_238_020)
"""2026-02-11 13:37:18.020 in Beijing."""
SCHEDULED = SUBMITTED + timedelta(seconds=9, milliseconds=312)
ENDED = SCHEDULED + timedelta(seconds=298)
NOTHING_USED = {
    "total_tokens": 0,
    "input_tokens": 0,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 0,
    "output_tokens_details": {"reasoning_tokens": 0},
}


def build_wan_task(**changes):
    defaults = {"public_id": TASK_ID, "charge": Charge(tokens=100_000), "created_at": SUBMITTED}
    return build_task(**{**defaults, **changes})


def told(task, links=LINKS):
    return WAN.write_task(task, links=links, request_id="r")


def inner_text(reply):
    return reply["output"][0]["content"][0]["text"]


def test_a_submit_is_answered_as_in_the_document():
    reply = load("wan", "submit")["reply"]
    task = build_wan_task(request_id="9af01318-023e-4205-9093-806f523fbe32")
    assert spelled(WAN.write_accepted(task, links=LINKS)) == spelled(reply)


def test_a_task_that_has_begun_meanwhile_is_still_accepted_as_pending():
    begun = build_wan_task(state=State.RUNNING, started_at=SCHEDULED)
    assert WAN.write_accepted(begun, links=LINKS) == WAN.write_accepted(build_wan_task(), links=LINKS)


def test_a_finished_task_is_told_as_in_the_document_byte_for_byte():
    reply = load("wan", "get_succeeded")["reply"]
    document = json.loads(inner_text(reply))
    task = build_wan_task(
        request=build_request(prompt=document["orig_prompt"]),
        state=State.SUCCEEDED,
        started_at=SCHEDULED,
        finished_at=ENDED,
        result=build_result(),
    )
    links = FixedLinks(video=document["video_url"], cover="", watermarked="")
    written = WAN.write_task(task, links=links, request_id="ced69e65-4786-4567-8553-1e2a47175c04")
    assert inner_text(written) == inner_text(reply)
    assert spelled(written) == spelled(reply)


def test_a_waiting_task_is_pending():
    text = f'{{"submit_time":"2026-02-11 13:37:18.020","task_id":"{TASK_ID}","task_status":"PENDING"}}'
    assert spelled(told(build_wan_task())) == spelled(
        {
            "request_id": "r",
            "output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}],
            "usage": NOTHING_USED,
        }
    )


def test_a_task_at_work_is_running():
    reply = told(build_wan_task(state=State.RUNNING, started_at=SCHEDULED))
    assert inner_text(reply) == (
        '{"scheduled_time":"2026-02-11 13:37:27.332","submit_time":"2026-02-11 13:37:18.020",'
        f'"task_id":"{TASK_ID}","task_status":"RUNNING"}}'
    )
    assert reply["usage"] == NOTHING_USED


def test_a_failed_task_has_code_and_message_and_costs_nothing():
    failure = Failure(code="media_invalid", message="The audio is < 3 s & unusable.")
    reply = told(build_wan_task(state=State.FAILED, started_at=SCHEDULED, finished_at=ENDED, failure=failure))
    assert inner_text(reply) == (
        '{"code":"InvalidParameter","end_time":"2026-02-11 13:42:25.332",'
        '"message":"The audio is \\u003c 3 s \\u0026 unusable.",'
        '"scheduled_time":"2026-02-11 13:37:27.332","submit_time":"2026-02-11 13:37:18.020",'
        f'"task_id":"{TASK_ID}","task_status":"FAILED"}}'
    )
    assert reply["usage"] == NOTHING_USED


def test_a_failure_of_ours_is_an_internal_error():
    failure = Failure(code="engine_crashed", message="no")
    text = inner_text(told(build_wan_task(state=State.FAILED, finished_at=ENDED, failure=failure)))
    assert json.loads(text)["code"] == "InternalError"


def test_a_cancelled_task_is_spelled_with_one_l():
    text = inner_text(told(build_wan_task(state=State.CANCELLED, finished_at=ENDED)))
    assert json.loads(text)["task_status"] == "CANCELED"


@pytest.mark.parametrize(
    ("prompt", "escaped"),
    [
        ("a & b", "a \\u0026 b"),
        ("<b>", "\\u003cb\\u003e"),
        ("one\u2028two\u2029", "one\\u2028two\\u2029"),
        ('say "hi"\\', 'say \\"hi\\"\\\\'),
        ("one\ntwo\t\x00", "one\\ntwo\\t\\u0000"),
        ("猫 😀 é", "猫 😀 é"),
    ],
)
def test_the_inner_string_is_escaped_as_go_does_and_reads_back(prompt, escaped):
    task = build_wan_task(request=build_request(prompt=prompt), state=State.SUCCEEDED, result=build_result())
    text = inner_text(told(task))
    assert f'"orig_prompt":"{escaped}"' in text
    assert json.loads(text)["orig_prompt"] == prompt


def test_an_unknown_task_is_told_in_both_tongues():
    error = RequestError(ErrorKind.TASK_NOT_FOUND, "There is no such task.", field="input")
    assert WAN.write_error(error, request_id="r", reference=TASK_ID) == ErrorReply(
        status=404,
        body={
            "code": "InvalidParameter",
            "message": "There is no such task.",
            "request_id": "r",
            "output": [
                {
                    "type": "message",
                    "content": [{"type": "output_text", "text": f'{{"task_id":"{TASK_ID}","task_status":"UNKNOWN"}}'}],
                }
            ],
            "usage": NOTHING_USED,
            "error": {
                "message": "There is no such task.",
                "type": "invalid_request_error",
                "param": "input",
                "code": "task_not_found",
            },
        },
    )


def test_an_error_has_dashscopes_fields_beside_openais():
    error = RequestError(ErrorKind.UNAUTHORIZED, "No API key.")
    assert WAN.write_error(error, request_id="r") == ErrorReply(
        status=401,
        body={
            "code": "InvalidApiKey",
            "message": "No API key.",
            "request_id": "r",
            "error": {
                "message": "No API key.",
                "type": "authentication_error",
                "param": None,
                "code": "invalid_api_key",
            },
        },
    )
