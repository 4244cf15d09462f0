"""PixVerse's replies are those of its documents, field for field and key for key.

Not here: how requests are read (`test_reading.py`).
"""

from datetime import UTC, datetime

import pytest

from onereel.domain.media import StoredVideo
from onereel.domain.task import Failure, State
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import ErrorReply, Links
from tests.builders import FixedLinks, build_facts, build_request, build_result, build_task, build_upload
from tests.providers.support import DIALECTS, LINKS, load, spelled

PAIWO = DIALECTS["paiwo"]


def links_to(video: str) -> Links:
    return FixedLinks(video=video, cover="", watermarked="")


@pytest.mark.parametrize("name", ["upload_url", "upload_local"])
def test_an_upload_is_answered_as_in_the_document(name):
    reply = load("paiwo", name)["reply"]
    written = PAIWO.write_uploaded(build_upload(reply["Resp"]["img_id"]), url=reply["Resp"]["img_url"])
    assert spelled(written) == spelled(reply)


def test_a_submit_is_answered_as_in_the_document():
    reply = load("paiwo", "transition_submit")["reply"]
    task = build_task(public_id="385193132999855", charge=Charge(tokens=240_000, credits=80))
    assert spelled(PAIWO.write_accepted(task, links=LINKS)) == spelled(reply)


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_a_task_in_progress_is_told_as_in_the_document(state):
    reply = load("paiwo", "get_generating")["reply"]
    task = build_task(
        public_id="385193132999855",
        request=build_request(prompt="一只小奶猫在跟大人玩耍", seed=937433858),
        charge=Charge(tokens=240_000, credits=80),
        state=state,
        created_at=datetime(2026, 2, 4, 11, 35, 38, 999_999, tzinfo=UTC),
        updated_at=datetime(2026, 2, 4, 11, 35, 39, tzinfo=UTC),
    )
    written = PAIWO.write_task(task, links=links_to(reply["Resp"]["url"]), request_id="")
    assert spelled(written) == spelled(reply)


def test_a_finished_task_is_told_as_in_the_document():
    reply = load("paiwo", "get_done")["reply"]
    facts = build_facts(width=1024, height=576, has_audio=True)
    task = build_task(
        public_id="385043936817661",
        request=build_request(prompt="一只小猫在草地上玩耍", negative_prompt="不需要出现人物", seed=713039308),
        charge=Charge(tokens=240_000, credits=80),
        state=State.SUCCEEDED,
        created_at=datetime(2026, 2, 3, 15, 21, 29, tzinfo=UTC),
        updated_at=datetime(2026, 2, 3, 15, 21, 54, tzinfo=UTC),
        result=build_result(video=StoredVideo(asset_id="video-1.mp4", facts=facts)),
    )
    written = PAIWO.write_task(task, links=links_to(reply["Resp"]["url"]), request_id="")
    assert spelled(written) == spelled(reply)


@pytest.mark.parametrize(("state", "status"), [(State.FAILED, 8), (State.CANCELLED, 6)])
def test_a_task_without_a_video_has_no_url(state, status):
    task = build_task(public_id="385193132999855", state=state, failure=Failure(code="internal_error", message="no"))
    told = PAIWO.write_task(task, links=LINKS, request_id="")["Resp"]
    assert (told["status"], told["url"], told["outputWidth"], told["has_audio"]) == (status, "", 0, False)


def test_an_id_beyond_the_exact_range_of_floats_stays_exact():
    task = build_task(public_id=str(2**53 + 1), charge=Charge(tokens=3000, credits=1))
    assert PAIWO.write_accepted(task, links=LINKS)["Resp"] == {"video_id": 9007199254740993, "credits": 1}


def test_an_error_has_pixverses_fields_beside_openais():
    error = RequestError(ErrorKind.PROMPT_TOO_LONG, "`input` is too long.", field="input")
    assert PAIWO.write_error(error, request_id="r") == ErrorReply(
        status=400,
        body={
            "ErrCode": 400018,
            "ErrMsg": "`input` is too long.",
            "Resp": None,
            "error": {
                "message": "`input` is too long.",
                "type": "invalid_request_error",
                "param": "input",
                "code": "prompt_too_long",
            },
        },
    )
