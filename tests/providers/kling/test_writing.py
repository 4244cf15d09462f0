"""Kling's replies are those of its document, field for field and key for key.

Not here: how requests are read (`test_reading.py`).
"""

from fractions import Fraction

import pytest

from onereel.domain.media import StoredVideo
from onereel.domain.task import Failure, State
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import ErrorReply
from tests.builders import FixedLinks, build_facts, build_result, build_task
from tests.providers.support import DIALECTS, LINKS, at_milliseconds, load, spelled

KLING = DIALECTS["kling"]
CREATED = at_milliseconds(1_768_358_011_822)


def build_kling_task(**changes):
    defaults = {"public_id": "840242793980637239", "created_at": CREATED, "updated_at": CREATED}
    return build_task(**{**defaults, **changes})


def build_clip(frame_count, frame_rate=24):
    facts = build_facts(frame_count=frame_count, frame_rate=Fraction(frame_rate))
    return build_result(video=StoredVideo(asset_id="video-1.mp4", facts=facts), watermarked=None)


def test_a_submit_is_answered_as_in_the_document():
    reply = load("kling", "submit")["reply"]
    task = build_kling_task(request_id="1a06838f-d2cc-4328-a73e-401cb23e8080", charge=Charge(tokens=2125))
    assert spelled(KLING.write_accepted(task, links=LINKS)) == spelled(reply)


def test_a_finished_task_is_told_as_in_the_document():
    reply = load("kling", "get_succeeded")["reply"]
    task = build_kling_task(
        id="f" * 25 + f"{163_569_661:07x}",
        state=State.SUCCEEDED,
        updated_at=at_milliseconds(1_768_358_086_645),
        result=build_clip(121),
    )
    links = FixedLinks(video=reply["data"]["task_result"]["videos"][0]["url"], cover="", watermarked="")
    written = KLING.write_task(task, links=links, request_id="24d37674-90be-4f89-bdfd-519ddbba5bfe")
    assert spelled(written) == spelled(reply)


@pytest.mark.parametrize(
    ("state", "failure", "status", "reason"),
    [
        (State.QUEUED, None, "submitted", ""),
        (State.RUNNING, None, "processing", ""),
        (State.FAILED, Failure(code="internal_error", message="It broke."), "failed", "It broke."),
        (State.CANCELLED, None, "failed", ""),
    ],
)
def test_a_task_without_a_video_is_told_with_its_status_and_reason(state, failure, status, reason):
    task = build_kling_task(state=state, failure=failure)
    assert spelled(KLING.write_task(task, links=LINKS, request_id="r")) == spelled(
        {
            "code": 0,
            "message": "SUCCEED",
            "request_id": "r",
            "data": {
                "task_id": "840242793980637239",
                "task_status": status,
                "task_status_msg": reason,
                "created_at": 1_768_358_011_822,
                "updated_at": 1_768_358_011_822,
            },
        }
    )


@pytest.mark.parametrize(
    ("frame_count", "frame_rate", "duration"),
    [
        (121, 24, "5.041"),
        (241, 24, "10.041"),
        (120, 24, "5.000"),
        (969, 30, "32.300"),
        (1, 1000, "0.001"),
    ],
)
def test_a_duration_is_cut_to_milliseconds(frame_count, frame_rate, duration):
    task = build_kling_task(state=State.SUCCEEDED, result=build_clip(frame_count, frame_rate))
    told = KLING.write_task(task, links=LINKS, request_id="r")["data"]["task_result"]["videos"][0]
    assert told["duration"] == duration
    assert f"时长: {duration}\n" in KLING.write_text(task, links=LINKS)


def test_a_video_has_an_id_of_its_own_and_the_same_at_every_query():
    task = build_kling_task(state=State.SUCCEEDED, result=build_clip(121))
    first, second = (
        KLING.write_task(task, links=LINKS, request_id=request_id)["data"]["task_result"]["videos"][0]["id"]
        for request_id in ("r1", "r2")
    )
    assert first == second != task.public_id


def test_an_error_has_klings_fields_beside_openais():
    error = RequestError(ErrorKind.INVALID_VALUE, "`mode` is wrong.", field="mode")
    assert KLING.write_error(error, request_id="r") == ErrorReply(
        status=400,
        body={
            "code": 1201,
            "message": "`mode` is wrong.",
            "request_id": "r",
            "error": {
                "message": "`mode` is wrong.",
                "type": "invalid_request_error",
                "param": "mode",
                "code": "invalid_value",
            },
        },
    )
