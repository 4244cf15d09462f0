"""What each provider's callbacks say, whole, in the forms that the providers publish.

Not here: when they are sent and how they are signed (`tests/callbacks`).
"""

import json
from datetime import timedelta

import pytest

from onereel.domain.media import StoredVideo
from onereel.domain.request import Sound
from onereel.domain.task import Failure, State
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind
from tests.builders import FixedLinks, build_facts, build_request, build_result, build_task
from tests.providers.support import DIALECTS, at_milliseconds, fault_of, load, read_wish, spelled

LINKS = FixedLinks(
    video="https://example.com/v.mp4", cover="https://example.com/c.jpeg", watermarked="https://example.com/w.mp4"
)
CREATED, UPDATED = at_milliseconds(1_768_358_011_822), at_milliseconds(1_768_358_086_645)
FAILURE = Failure(code="media_unreachable", message="The picture is gone.")
VIDU_ECHO = {
    "images": ["", ""],
    "duration": 2,
    "resolution": "1080p",
    "movement_amplitude": "auto",
    "payload": "mine",
    "off_peak": False,
    "watermark": False,
    "is_rec": False,
    "wm_position": "3",
    "wm_url": "",
    "meta_data": "",
}


def build(public_id, **changes):
    return build_task(public_id=public_id, created_at=CREATED, updated_at=UPDATED, **changes)


def published(provider, **ours):
    """The provider's own body, its keys in their order. `ours` has what stands there instead; None for not at all."""
    body = load(provider, "callback")["body"] | ours
    return {name: value for name, value in body.items() if value is not None}


def build_video(**facts):
    return StoredVideo(asset_id="video-1.mp4", facts=build_facts(**facts))


def written(provider, task):
    return DIALECTS[provider].write_callback(task, links=LINKS)


class TestKling:
    """klingai.com/document-api/api/get-started/callbacks: the bare record, without the reply's envelope."""

    def test_success(self):
        task = build(
            "840242793980637239",
            id="f" * 25 + f"{163_569_660:07x}",
            state=State.SUCCEEDED,
            result=build_result(video=build_video(frame_count=121), watermarked=None),
        )
        assert spelled(written("kling", task)) == spelled(
            published("kling", final_unit_deduction=None, final_balance_deduction=None, task_info={})
        )

    @pytest.mark.parametrize(
        ("state", "failure", "word", "message"),
        [
            (State.QUEUED, None, "submitted", ""),
            (State.RUNNING, None, "processing", ""),
            (State.FAILED, FAILURE, "failed", "The picture is gone."),
            (State.CANCELLED, None, "failed", ""),
        ],
    )
    def test_every_state_is_told(self, state, failure, word, message):
        assert written("kling", build("1", state=state, failure=failure)) == {
            "task_id": "1",
            "task_status": word,
            "task_status_msg": message,
            "created_at": 1768358011822,
            "updated_at": 1768358086645,
            "task_info": {},
        }


class TestVidu:
    """platform.vidu.cn/docs: the form of the task query; the states processing, success and failed are told."""

    def build(self, **changes):
        charge = Charge(tokens=28_000, credits=70)
        return build("900539403250700288", charge=charge, echo=json.dumps(VIDU_ECHO).encode(), **changes)

    def told(self, **changes):
        return {
            "id": "900539403250700288",
            "state": "success",
            "err_code": "",
            "credits": 70,
            "payload": "mine",
            "bgm": False,
            "off_peak": False,
            "creations": [],
        } | changes

    def test_success(self):
        task = self.build(state=State.SUCCEEDED, result=build_result(), request=build_request(sound=Sound.MUSIC))
        assert spelled(written("vidu", task)) == spelled(published("vidu", progress=None))

    def test_progress(self):
        assert written("vidu", self.build(state=State.RUNNING)) == self.told(state="processing")

    @pytest.mark.parametrize(
        ("state", "failure", "code"),
        [
            (State.FAILED, FAILURE, "ImageDownloadFailure"),
            (State.FAILED, Failure(code="anything", message=""), "InternalServiceFailure"),
            (State.CANCELLED, None, "UserCancelled"),
        ],
    )
    def test_what_failed_has_a_reason_and_costs_nothing(self, state, failure, code):
        task = self.build(state=state, failure=failure)
        assert written("vidu", task) == self.told(state="failed", err_code=code, credits=0)

    def test_the_queue_is_not_told_of(self):
        assert written("vidu", self.build()) is None


class TestPaiwo:
    """docs.platform.pixverse.ai, how to use webhook: the id is a string here."""

    def test_success(self):
        task = build(
            "123456789",
            charge=Charge(tokens=300_000, credits=100),
            state=State.SUCCEEDED,
            result=build_result(video=build_video(size_bytes=10_500_000, has_audio=True), watermarked=None),
        )
        assert spelled(written("paiwo", task)) == spelled(published("paiwo"))

    @pytest.mark.parametrize(("state", "status"), [(State.RUNNING, 5), (State.FAILED, 8), (State.CANCELLED, 6)])
    def test_without_a_video(self, state, status):
        assert written("paiwo", build("1", state=state)) == {
            "id": "1",
            "status": status,
            "url": "",
            "size": 0.0,
            "has_audio": False,
            "credits": 0,
        }

    def test_the_queue_is_not_told_of(self):
        assert written("paiwo", build("1")) is None


class TestWan:
    """The reply to DashScope's own task query; that it is sent for a single request is ours."""

    def test_success(self):
        task = build(
            "eff1443c-ccab-4676-aad3-000000000000",
            request_id="caa62a12-8841-41a6-8af2-000000000000",
            request=build_request(prompt="一只猫"),
            state=State.SUCCEEDED,
            started_at=CREATED + timedelta(seconds=1),
            finished_at=UPDATED,
            result=build_result(),
        )
        assert spelled(written("wan", task)) == spelled(published("wan", usage=None))

    def test_failure(self):
        task = build("1", request_id="r", state=State.FAILED, failure=Failure(code="anything", message="It broke."))
        assert written("wan", task) == {
            "request_id": "r",
            "output": {
                "task_id": "1",
                "task_status": "FAILED",
                "submit_time": "2026-01-14 10:33:31.822",
                "code": "InternalError",
                "message": "It broke.",
            },
        }

    @pytest.mark.parametrize(
        ("state", "word"), [(State.QUEUED, "PENDING"), (State.RUNNING, "RUNNING"), (State.CANCELLED, "CANCELED")]
    )
    def test_every_state_is_told(self, state, word):
        assert written("wan", build("1", state=state))["output"]["task_status"] == word


@pytest.mark.parametrize(
    "body",
    [
        load("kling", "submit")["request"],
        load("vidu", "submit")["request"],
        load("paiwo", "transition_submit")["request"],
        load("wan", "submit")["request"],
    ],
    ids=["kling", "vidu", "paiwo", "wan"],
)
class TestAskingForCallbacks:
    """`callback_url`, which PixVerse and Wan do not have themselves."""

    def test_the_address_is_kept(self, body):
        assert (
            read_wish({**body, "callback_url": "https://example.com/told"}).callback_url == "https://example.com/told"
        )

    @pytest.mark.parametrize("nothing", [{}, {"callback_url": ""}, {"callback_url": None}])
    def test_none_is_asked_for_without_one(self, body, nothing):
        asked = {name: value for name, value in body.items() if name != "callback_url"}
        assert read_wish(asked | nothing).callback_url is None

    def test_anything_but_text_is_refused_by_its_name(self, body):
        assert fault_of({**body, "callback_url": 7}) == (ErrorKind.INVALID_TYPE, "callback_url")
