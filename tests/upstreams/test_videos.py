"""Servers that speak `/v1/videos`: what vLLM-Omni and SGLang Diffusion are sent, and what their jobs tell.

Not here: what all upstreams are held to (`test_orders.py`, `test_answers.py`).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onereel.domain.media import Picture
from onereel.domain.request import Corner, Sound, Watermark
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Likely,
    Loss,
    NeverTaken,
    OwnServer,
    Running,
    Started,
    Survey,
    Trouble,
    Verdict,
)
from onereel.upstreams.kling import Kling
from onereel.upstreams.videos import SglangDiffusion, VllmOmni
from tests.builders import NOON
from tests.upstreams.support import FIRST, answered, build_order, document

BOTH = pytest.mark.parametrize("upstream", [VllmOmni(), SglangDiffusion()], ids=lambda upstream: upstream.name)
VLLM_ID = "video_gen_0b6f6f1c9a5d4a1e8a0d5d2f3c4b5a69"
SGLANG_ID = "7c0a8251-6dd0-4fc4-a80b-0a2a6f8f9d11"
ORDER = build_order(frames=1, negative_prompt="blurred", sound=Sound.GENERATED)
MARK = Watermark(corner=Corner.BOTTOM_RIGHT, text="AI")


class TestBeginning:
    def test_vllm_omni_takes_a_form(self):
        asked = document("vllm-omni", "create")["request"]
        call = VllmOmni(model=asked["multipart"]["model"]).start(ORDER)
        assert call == Call(
            method="POST", path="/v1/videos", fields=asked["multipart"], parts={"input_reference": FIRST}
        )

    def test_sglang_takes_json(self):
        asked = document("sglang", "create")["request"]
        call = SglangDiffusion(model=asked["body"]["model"]).start(ORDER)
        assert call == Call(method="POST", path="/v1/videos", json=asked["body"])

    def test_what_was_not_said_is_left_out(self):
        plain = {"prompt": "…", "seconds": 5, "size": "1280x720", "num_frames": 121, "fps": 24, "seed": 12345}
        fields = {name: str(value) for name, value in plain.items()}
        assert VllmOmni().start(build_order()) == Call(method="POST", path="/v1/videos", fields=fields)
        assert SglangDiffusion().start(build_order()) == Call(method="POST", path="/v1/videos", json=plain)

    def test_seconds_are_whole_ones_and_at_least_one(self):
        assert SglangDiffusion().start(build_order(frame_count=8)).json["seconds"] == 1

    @BOTH
    def test_only_these_are_told_what_their_server_calls_its_model(self, upstream):
        assert isinstance(upstream, OwnServer)
        assert not isinstance(Kling(), OwnServer)
        assert upstream.serving("Wan-AI/Wan2.2") == replace(upstream, model="Wan-AI/Wan2.2")

    def test_receipts_are_read(self):
        assert VllmOmni().read_start(answered("vllm-omni", "create")) == Started(operation=VLLM_ID)
        assert SglangDiffusion().read_start(answered("sglang", "create")) == Started(operation=SGLANG_ID)

    @BOTH
    @pytest.mark.parametrize(
        ("status", "body", "expected"),
        [
            (400, {"detail": "no prompt"}, (Verdict.NEXT, "400", "no prompt")),
            (422, {"detail": [{"msg": "Field required"}]}, (Verdict.NEXT, "422", "Field required")),
            (401, {"error": "Unauthorized"}, (Verdict.BLOCKED, "401", "Unauthorized")),
            (404, {"error": {"message": "no such model", "code": 404}}, (Verdict.NEXT, "404", "no such model")),
            (503, {"detail": "not initialized"}, (Verdict.RETRY, "503", "not initialized")),
            (503, None, (Verdict.UNCLEAR, "503", "")),
            (500, {"detail": "failed"}, (Verdict.UNCLEAR, "500", "failed")),
            (200, {"id": "x" * 201}, (Verdict.UNCLEAR, "200", "")),
            (200, {"id": "1", "status": "failed", "error": {"message": "no"}}, (Verdict.NEXT, "failed", "no")),
        ],
    )
    def test_a_refusal_is_read(self, upstream, status, body, expected):
        verdict, code, message = expected
        assert upstream.read_start(Answer(status=status, body=body)) == Trouble(
            verdict=verdict, code=code, message=message
        )


class TestFollowing:
    @BOTH
    def test_a_job_is_asked_for_and_deleted_by_its_id(self, upstream):
        assert upstream.check(ORDER, "video_1") == Call(method="GET", path="/v1/videos/video_1")
        assert upstream.cancel("../health?x") == Call(method="DELETE", path="/v1/videos/..%2Fhealth%3Fx")

    @pytest.mark.parametrize(
        ("upstream", "name", "expected"),
        [
            (VllmOmni(), "create", Running(share=0.0, cancellable=True)),
            (VllmOmni(), "in_progress", Running(share=0.5, cancellable=True)),
            (VllmOmni(), "completed", Finished(video_path=f"/v1/videos/{VLLM_ID}/content")),
            (
                VllmOmni(),
                "failed",
                Trouble(verdict=Verdict.NEXT, code="OutOfMemoryError", message="CUDA out of memory"),
            ),
            (
                VllmOmni(),
                "unknown",
                Trouble(verdict=Verdict.NEXT, code="404", message="Video not found", is_denial=True),
            ),
            (SglangDiffusion(), "create", Running(share=0.0, cancellable=True)),
            (SglangDiffusion(), "completed", Finished(video_path=f"/v1/videos/{SGLANG_ID}/content")),
            (SglangDiffusion(), "completed_in_cloud", Finished(video_url="https://bucket.example.com/x.mp4")),
            (
                SglangDiffusion(),
                "failed",
                Trouble(verdict=Verdict.NEXT, code="failed", message="CUDA out of memory"),
            ),
            (SglangDiffusion(), "delete", Trouble(verdict=Verdict.NEXT, code="deleted", message="")),
        ],
    )
    def test_how_it_stands_is_read(self, upstream, name, expected):
        assert upstream.read_check(answered(upstream.name, name)) == expected

    @BOTH
    def test_an_id_cannot_lead_elsewhere(self, upstream):
        answer = Answer(status=200, body={"id": "../../admin?x=", "status": "completed"})
        assert upstream.read_check(answer) == Finished(video_path="/v1/videos/..%2F..%2Fadmin%3Fx%3D/content")
        assert upstream.read_check(Answer(status=200, body={"status": "completed"})).verdict is Verdict.RETRY


class TestSurveys:
    @BOTH
    def test_the_newest_jobs_are_listed_page_by_page_each_behind_the_last_job_of_the_one_before(self, upstream):
        assert upstream.survey(ORDER, page=1) == Call(method="GET", path="/v1/videos?limit=100&order=desc")
        assert upstream.survey(ORDER, page=2) is None
        second = Call(method="GET", path="/v1/videos?limit=100&order=desc&after=a%2F%3F%26b")
        assert upstream.survey(ORDER, page=2, cursor="a/?&b") == second

    def test_how_each_of_them_stands_is_read(self):
        made = answered("vllm-omni", "completed").body
        listed = [
            made,
            made | {"id": "2", "status": "in_progress", "progress": 50},
            made | {"id": "3", "status": "failed", "error": {"code": "OOM", "message": "no memory"}},
            {"status": "completed"},
            None,
        ]
        assert VllmOmni().read_survey(Answer(status=200, body={"data": listed})) == Survey(
            orders={
                VLLM_ID: Finished(video_path=f"/v1/videos/{VLLM_ID}/content"),
                "2": Running(share=0.5, cancellable=True),
                "3": Trouble(verdict=Verdict.NEXT, code="OOM", message="no memory"),
            },
            oldest=datetime(2026, 1, 14, 2, 33, 31, tzinfo=UTC),
        )

    @BOTH
    @pytest.mark.parametrize(
        ("jobs", "told", "cursor"),
        [
            (3, {"has_more": True, "last_id": "3"}, "3"),
            (100, {"has_more": False, "last_id": "100"}, ""),
            (100, {}, "100"),
            (99, {}, ""),
            (100, {"has_more": "perhaps"}, "100"),
            (0, {"has_more": True, "last_id": "3"}, ""),
        ],
    )
    def test_there_is_a_next_page_where_it_says_so_or_where_it_says_nothing_and_this_one_is_full(
        self, upstream, jobs, told, cursor
    ):
        listed = [{"id": str(number), "status": "queued"} for number in range(1, jobs + 1)]
        assert upstream.read_survey(Answer(status=200, body={"data": listed, **told})).cursor == cursor

    @BOTH
    @pytest.mark.parametrize(
        "job", [{"id": "x" * 201}, {"id": "1", "created_at": 1e300}, {"id": "1", "created_at": "x"}]
    )
    def test_what_no_server_would_say_is_not_taken_for_a_cursor_or_a_time(self, upstream, job):
        survey = upstream.read_survey(Answer(status=200, body={"data": [job], "has_more": True}))
        assert (survey.cursor, survey.oldest) == ("" if len(job["id"]) > 1 else "1", None)

    @BOTH
    def test_what_is_no_list_is_a_trouble(self, upstream):
        for status, body in ((200, {}), (200, None), (503, {"data": []})):
            assert isinstance(upstream.read_survey(Answer(status=status, body=body)), Trouble)


class TestFinding:
    def test_sglangs_list_does_not_tell(self):
        assert SglangDiffusion().find(ORDER) is None
        found = SglangDiffusion().read_find(ORDER, Answer(status=200, body={}), known=(), since=NOON)
        assert found.verdict is Verdict.UNCLEAR

    def test_vllm_omni_is_asked_for_what_is_recent_and_of_these_words(self):
        assert VllmOmni().find(ORDER) == Call(method="GET", path="/v1/videos?limit=100&order=desc")
        answer = answered("vllm-omni", "list")
        (job,) = answer.body["data"]
        made = job | {"created_at": int(NOON.timestamp()) + 2}
        another = made | {"id": "video_gen_2", "prompt": "another"}
        earlier = made | {"created_at": int((NOON - timedelta(minutes=3)).timestamp())}

        def find(*jobs, known=(), has_more=False):
            body = answer.body | {"data": list(jobs), "has_more": has_more}
            return VllmOmni().read_find(ORDER, Answer(status=200, body=body), known=known, since=NOON)

        assert find(another, made, earlier) == Likely(operation=VLLM_ID)
        assert find(made, known={VLLM_ID}) == NeverTaken()
        assert find(another, earlier) == NeverTaken()
        assert find(made, made | {"id": "video_gen_2"}).verdict is Verdict.UNCLEAR
        assert find(another, has_more=True).verdict is Verdict.UNCLEAR
        assert VllmOmni().read_find(ORDER, answered("vllm-omni", "refused"), known=(), since=NOON) == Trouble(
            verdict=Verdict.NEXT, code="422", message="Field required", is_denial=True
        )


class TestLosses:
    @BOTH
    def test_a_last_frame_is_the_point_of_a_wish(self, upstream):
        lost = Loss(field="last_frame", note="there is no field for a last frame", essential=True)
        assert upstream.losses(build_order(frames=2)) == [lost]
        with pytest.raises(ValueError, match="no field for a last frame"):
            upstream.start(build_order(frames=2))

    @BOTH
    @pytest.mark.parametrize("sound", [Sound.GENERATED, Sound.MUSIC])
    def test_sound_is_not_what_was_wished_for(self, upstream, sound):
        assert [loss.field for loss in upstream.losses(build_order(sound=sound))] == ["sound"]

    @BOTH
    def test_no_mark_is_set(self, upstream):
        picture = Picture(asset_id="image-1.png", width=10, height=10)
        for mark in (MARK, replace(MARK, picture=picture)):
            assert [loss.field for loss in upstream.losses(build_order(watermark=mark))] == ["watermark"]
