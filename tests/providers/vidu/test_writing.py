"""Vidu's replies are those of its document, field for field and word for word.

Not here: how requests are read (`test_reading.py`), or the order of a stream's events.
"""

from datetime import timedelta

import pytest

from onereel.domain.task import Failure, State
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import ErrorReply, Links
from tests.builders import FixedLinks, build_result, build_task
from tests.providers.support import DIALECTS, LINKS, at_milliseconds, build_frames, load, make_plan, spelled

VIDU = DIALECTS["vidu"]
DOCUMENT = load("vidu", "submit")
TASK_ID = "900539403250700288"
CREATED = at_milliseconds(1_766_376_840_999)
REQUEST_ID = "54cc20ae-0a09-4a8d-ac1a-c3737f8bee6c"


def build_vidu_task(**changes):
    defaults = {"provider": "vidu", "model": "viduq2-pro", "public_id": TASK_ID, "created_at": CREATED}
    return build_task(**{**defaults, **changes})


def accept(body, *, seed=1, links=LINKS):
    """The reply to a submit, by way of the plan that the body comes to."""
    plan = make_plan({**body, "seed": seed}, build_frames())
    task = build_vidu_task(request=plan.request, charge=plan.charge, echo=plan.echo)
    return VIDU.write_accepted(task, links=links)


def links_of(text: str) -> Links:
    """The three addresses of a completion text."""
    found = dict(line.split(": ", 1) for line in text.splitlines() if "URL: " in line or line.startswith("水印视频"))
    return FixedLinks(video=found["视频URL"], cover=found["封面URL"], watermarked=found["水印视频"])


def begin_response(text, *, status):
    """What every reply without `stream` begins with."""
    return {
        "id": "resp_54cc20ae0a094a8dac1ac3737f8bee6c",
        "object": "response",
        "created_at": 1_766_376_840,
        "model": "vidu-get",
        "output": [
            {
                "id": "msg_54cc20ae0a094a8dac1ac3737f8bee6c",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": text, "annotations": []}],
            }
        ],
        "status": status,
    }


NOTHING_USED = {
    "total_tokens": 0,
    "input_tokens": 0,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 0,
    "output_tokens_details": {"reasoning_tokens": 0},
}


def test_a_submit_is_answered_as_in_the_document():
    reply = accept(DOCUMENT["request"], seed=837612233)
    assert spelled(reply) == spelled(DOCUMENT["reply"])


def test_a_submit_repeats_what_was_asked_for():
    asked = {
        "movement_amplitude": "large",
        "payload": '{"a": "猫"}',
        "off_peak": True,
        "watermark": False,
        "is_rec": True,
        "wm_position": 1,
        "wm_url": "",
        "meta_data": "m",
        "duration": 8,
        "resolution": "540p",
    }
    reply = accept({**DOCUMENT["request"], **asked})
    assert {field: reply[field] for field in asked} == {**asked, "wm_position": "top_left"}


def test_inline_pictures_are_told_by_the_addresses_under_which_they_are_kept():
    links = FixedLinks(video="", cover="", watermarked="", first_frame="https://x/1.png", last_frame="https://x/2.png")
    images = ["data:image/png;base64,AAAA", DOCUMENT["request"]["images"][1]]
    reply = accept({**DOCUMENT["request"], "images": images}, links=links)
    assert reply["images"] == ["https://x/1.png", DOCUMENT["request"]["images"][1]]


def test_a_marked_video_is_told_as_in_the_document():
    text = load("vidu", "get_completed")["text"]
    task = build_vidu_task(state=State.SUCCEEDED, result=build_result())
    assert VIDU.write_text(task, links=links_of(text)) == text


def test_a_video_without_a_marked_twin_has_no_line_for_it():
    text = load("vidu", "get_completed")["text"]
    task = build_vidu_task(state=State.SUCCEEDED, result=build_result(watermarked=None))
    shorter = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("水印视频"))
    assert VIDU.write_text(task, links=links_of(text)) == shorter


def test_a_failed_task_says_why_and_does_not_say_that_it_is_done():
    task = build_vidu_task(state=State.FAILED, failure=Failure(code="internal_error", message="It broke."))
    assert VIDU.write_text(task, links=LINKS) == f"\n\n❌ 视频生成失败\n\n任务ID: {TASK_ID}\n\n原因: It broke.\n"


def test_a_finished_task_is_a_whole_response():
    ended = CREATED + timedelta(seconds=60)
    task = build_vidu_task(state=State.SUCCEEDED, result=build_result(), finished_at=ended)
    expected = {
        **begin_response(VIDU.write_text(task, links=LINKS), status="completed"),
        "completed_at": 1_766_376_900,
        "usage": NOTHING_USED,
    }
    assert spelled(VIDU.write_task(task, links=LINKS, request_id=REQUEST_ID)) == spelled(expected)


def test_a_failed_task_is_a_response_with_an_error():
    failure = Failure(code="internal_error", message="It broke.")
    task = build_vidu_task(state=State.FAILED, failure=failure, finished_at=CREATED)
    expected = {
        **begin_response(VIDU.write_text(task, links=LINKS), status="failed"),
        "completed_at": 1_766_376_840,
        "error": {"code": "internal_error", "message": "It broke."},
        "usage": NOTHING_USED,
    }
    assert spelled(VIDU.write_task(task, links=LINKS, request_id=REQUEST_ID)) == spelled(expected)


@pytest.mark.parametrize(
    ("state", "word", "status"),
    [(State.QUEUED, "created", "queued"), (State.RUNNING, "processing", "in_progress")],
)
def test_a_task_in_progress_is_told_by_its_state(state, word, status):
    task = build_vidu_task(state=state)
    text = f"任务ID: {TASK_ID}\n当前状态: {word}\n"
    expected = {**begin_response(text, status=status), "usage": NOTHING_USED}
    assert spelled(VIDU.write_task(task, links=LINKS, request_id=REQUEST_ID)) == spelled(expected)


def test_a_submit_without_a_prompt_repeats_none():
    body = {field: value for field, value in DOCUMENT["request"].items() if field != "input"}
    assert accept(body)["prompt"] == ""


def test_an_error_has_vidus_fields_beside_openais():
    error = RequestError(ErrorKind.TASK_NOT_FOUND, "There is no such task.", field="input")
    assert VIDU.write_error(error, request_id="r", reference="1") == ErrorReply(
        status=404,
        body={
            "code": 404,
            "reason": "TaskNotFound",
            "message": "There is no such task.",
            "metadata": {"trace_id": "r"},
            "error": {
                "message": "There is no such task.",
                "type": "invalid_request_error",
                "param": "input",
                "code": "task_not_found",
            },
        },
    )
