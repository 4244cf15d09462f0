"""What the answers of each vendor mean: true documents, every code, and whatever else may come back.

Not here: what was sent (`test_orders.py`).
"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.upstreams import dashscope, kling, pixverse, vidu
from onereel.upstreams.base import Answer, Finished, NeverTaken, Running, Started, Trouble, Verdict
from onereel.upstreams.dashscope import DashScope
from onereel.upstreams.kling import Kling
from onereel.upstreams.pixverse import PixVerse
from onereel.upstreams.vidu import Vidu
from tests.builders import NOON
from tests.upstreams.support import UPSTREAMS, answered, build_order, document

ORDER = build_order()
FIELDS = [
    "code",
    "data",
    "output",
    "task_id",
    "task_status",
    "state",
    "Resp",
    "ErrCode",
    "status",
    "url",
    "creations",
    "tasks",
    "payload",
    "message",
    "progress",
    "task_result",
    "videos",
    "gmt_create",
    "reason",
    "video_url",
    "img_id",
    "video_id",
    "total_page",
    "id",
    "prompt",
    "created_at",
    "has_more",
    "object",
    "result",
    "error",
    "content",
    "text",
    "type",
    "delta",
    "response",
    "detail",
]
WORDS = ["succeeded", "completed", "running", "failed", "response.completed", "error", "{}", "❌", "video_url"]


@pytest.mark.parametrize(
    ("upstream", "name", "expected"),
    [
        (Kling(), "text2video_create", Started(operation="840242793980637239")),
        (Kling(), "image2video_create", Started(operation="842081252995395657")),
        (DashScope(), "submit", Started(operation="0385dc79-5ff8-4d82-bcb6-xxxxxx")),
        (Vidu(), "start_end2video", Started(operation="900539403250700288", cost_note="70 credits")),
        (PixVerse(), "transition_generate", Started(operation="385193132999855", cost_note="80 credits")),
    ],
)
def test_a_receipt_is_read(upstream, name, expected):
    assert upstream.read_start(answered(upstream.name, name)) == expected


def test_an_upload_is_read():
    assert PixVerse().read_upload(answered("pixverse", "image_upload")) == "177602101"
    refused = PixVerse().read_upload(answered("pixverse", "error_submit"))
    assert (refused.verdict, refused.code, refused.message) == (Verdict.NEXT, "400017", "invalid param")


@pytest.mark.parametrize(
    ("upstream", "name", "expected"),
    [
        (
            Kling(),
            "query_succeed",
            Finished(video_url="https://v2-fdl.kechuangai.com/ksc2/EXAMPLE.mp4", cost_note="9"),
        ),
        (
            DashScope(),
            "task_succeeded",
            Finished(
                video_url="https://dashscope-result-sh.oss-accelerate.aliyuncs.com/xxx.mp4?Expires=xxx",
                cost_note="10 s",
            ),
        ),
        (Vidu(), "creations_processing", Running(share=0.5, cancellable=True)),
        (
            Vidu(),
            "creations_success",
            Finished(
                video_url="https://prod-ss-vidu.s3.cn-northwest-1.amazonaws.com.cn/infer/tasks/25/1222/04/"
                "900539403250700288/creation-01/video.mp4",
                cover_url="https://…/cover.jpeg",
                watermarked_url="https://…/watermarked.mp4",
                cost_note="70 credits",
            ),
        ),
        (
            PixVerse(),
            "video_result",
            Finished(
                video_url="https://media.pixverseai.cn/pixverse%2Fmp4%2Fmedia%2Fweb%2Fori%2F"
                "5242b6ba-0b25-4f87-956f-3c08cfc85a1c_seed413618676.mp4",
                cost_note="7 credits",
            ),
        ),
    ],
)
def test_how_it_stands_is_read(upstream, name, expected):
    assert upstream.read_check(answered(upstream.name, name)) == expected


def test_what_is_not_finished_is_running():
    receipt = answered("kling", "text2video_create")
    assert Kling().read_check(receipt) == Running()
    assert DashScope().read_check(answered("dashscope", "submit")) == Running(cancellable=True)
    made = document("pixverse", "video_result")["response"]["body"]
    assert PixVerse().read_check(Answer(status=200, body=made | {"Resp": made["Resp"] | {"status": 5}})) == Running()


@pytest.mark.parametrize(
    ("upstream", "name", "verdict", "code", "moderated"),
    [
        (Kling(), "query_failed", Verdict.GIVE_UP, "failed", True),
        (DashScope(), "task_failed", Verdict.NEXT, "InvalidParameter", False),
        (DashScope(), "task_unknown", Verdict.GIVE_UP, "UNKNOWN", False),
        (Vidu(), "creations_failed", Verdict.GIVE_UP, "TaskPromptPolicyViolation", True),
    ],
)
def test_a_failed_task_is_read_though_the_status_is_200(upstream, name, verdict, code, moderated):
    found = upstream.read_check(answered(upstream.name, name))
    assert (found.verdict, found.code, found.moderated) == (verdict, code, moderated)


@pytest.mark.parametrize(("status", "verdict"), [(6, Verdict.NEXT), (7, Verdict.GIVE_UP), (8, Verdict.NEXT)])
def test_pixverse_tells_failures_by_number(status, verdict):
    made = document("pixverse", "video_result")["response"]["body"]
    found = PixVerse().read_check(Answer(status=200, body=made | {"Resp": made["Resp"] | {"status": status}}))
    assert (found.verdict, found.moderated) == (verdict, status == 7)


class TestCodes:
    """A code decides, whatever the HTTP status; asking how it stands is never unclear, since asking again is free."""

    @pytest.mark.parametrize("code", kling.VERDICTS)
    def test_kling(self, code):
        answer = Answer(status=429, body={"code": int(code), "message": "no", "request_id": "r"})
        expected = kling.VERDICTS[code]
        assert Kling().read_start(answer).verdict is expected
        assert Kling().read_check(answer).verdict is (Verdict.RETRY if expected is Verdict.UNCLEAR else expected)

    def test_kling_has_429_that_waiting_does_not_cure(self):
        answers = {
            code: Answer(status=429, body={"code": code, "message": ""}) for code in (1101, 1102, 1302, 1303, 1304)
        }
        assert {code: Kling().read_start(answer).verdict for code, answer in answers.items()} == {
            1101: Verdict.BLOCKED,
            1102: Verdict.BLOCKED,
            1302: Verdict.RETRY,
            1303: Verdict.RETRY,
            1304: Verdict.BLOCKED,
        }

    @pytest.mark.parametrize("code", dashscope.VERDICTS)
    def test_dashscope(self, code):
        answer = Answer(status=400, body={"code": code, "message": "no", "request_id": "r"})
        expected = dashscope.VERDICTS[code]
        assert DashScope().read_start(answer).verdict is expected
        assert DashScope().read_check(answer).verdict is (Verdict.RETRY if expected is Verdict.UNCLEAR else expected)

    def test_dashscope_refuses_a_key_as_its_document_shows(self):
        found = DashScope().read_start(answered("dashscope", "submit_error"))
        assert (found.verdict, found.code, found.message) == (Verdict.BLOCKED, "InvalidApiKey", "No API-key provided.")
        picture = Answer(status=400, body={"code": "InvalidImage.FileFormat", "message": ""})
        assert DashScope().read_start(picture).verdict is Verdict.NEXT

    @pytest.mark.parametrize("code", pixverse.VERDICTS)
    def test_pixverse(self, code):
        answer = Answer(status=200, body={"ErrCode": int(code), "ErrMsg": "no", "Resp": None})
        expected = pixverse.VERDICTS[code]
        assert PixVerse().read_start(answer).verdict is expected
        assert PixVerse().read_check(answer).verdict is (Verdict.RETRY if expected is Verdict.UNCLEAR else expected)

    @pytest.mark.parametrize("code", sorted(vidu.RETRYABLE | vidu.UNCLEAR | vidu.MODERATION | {"CreditInsufficient"}))
    def test_vidu(self, code):
        answer = Answer(status=400, body={"code": 400, "reason": code, "message": "no", "metadata": {}})
        found = Vidu().read_start(answer)
        expected = Verdict.NEXT
        if code in vidu.RETRYABLE:
            expected = Verdict.RETRY
        if code in vidu.UNCLEAR:
            expected = Verdict.UNCLEAR
        if code in vidu.MODERATION:
            expected = Verdict.GIVE_UP
        assert (found.verdict, found.code, found.moderated) == (expected, code, code in vidu.MODERATION)


@pytest.mark.parametrize("upstream", UPSTREAMS, ids=lambda upstream: upstream.name)
class TestAnythingElse:
    @pytest.mark.parametrize(
        ("status", "starting", "checking"),
        [
            (200, Verdict.UNCLEAR, Verdict.RETRY),
            (404, Verdict.NEXT, Verdict.NEXT),
            (429, Verdict.RETRY, Verdict.RETRY),
            (500, Verdict.UNCLEAR, Verdict.RETRY),
            (502, Verdict.UNCLEAR, Verdict.RETRY),
            (504, Verdict.UNCLEAR, Verdict.RETRY),
        ],
    )
    def test_without_a_code_the_status_decides_and_a_fault_leaves_open_whether_it_was_begun(
        self, upstream, status, starting, checking
    ):
        answer = Answer(status=status, body=None, retry_after=3.0)
        assert upstream.read_start(answer) == Trouble(verdict=starting, code=str(status), message="", retry_after=3.0)
        assert upstream.read_check(answer).verdict is checking

    @given(
        status=st.integers(100, 599),
        body=st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(FIELDS),
                    inner,
                )
            ),
            max_leaves=12,
        ),
    )
    def test_no_answer_breaks_anything(self, upstream, status, body):
        answer = Answer(status=status, body=body, events=body if isinstance(body, list) else ())
        assert isinstance(upstream.read_start(answer), Started | Trouble)
        assert isinstance(upstream.read_check(answer), Running | Finished | Trouble)
        assert isinstance(upstream.read_upload(answer), str | Trouble)
        found = upstream.read_find(ORDER, answer, known=frozenset(), since=NOON)
        assert isinstance(found, Started | NeverTaken | Trouble)

    def test_words_of_a_vendor_are_cut(self, upstream):
        answer = Answer(status=400, body={"message": "x" * 10_000, "ErrMsg": "x" * 10_000, "detail": "x" * 10_000})
        assert len(upstream.read_start(answer).message) == 500


class TestFinding:
    """After a beginning that was not answered: taken, never taken, or nobody can say."""

    def find(self, upstream, answer, *, known=frozenset(), since=NOON):
        return upstream.read_find(ORDER, answer, known=known, since=since)

    def test_kling_knows_our_own_id(self):
        assert self.find(Kling(), answered("kling", "query_succeed")) == Started(operation="840242793980637239")
        unknown = Answer(status=404, body={"code": 1203, "message": "not found", "request_id": "r"})
        assert self.find(Kling(), unknown) == NeverTaken()
        assert self.find(Kling(), Answer(status=500, body=None)).verdict is Verdict.RETRY

    def listed(self, *created, model="wan2.6-t2v", pages=1):
        tasks = [
            {
                "task_id": f"t{number}",
                "model_name": model,
                "gmt_create": int(at.timestamp() * 1000),
                "status": "RUNNING",
            }
            for number, at in enumerate(created)
        ]
        return Answer(status=200, body={"data": tasks, "total": len(tasks), "total_page": pages})

    def test_dashscope_is_asked_for_what_is_recent_and_nobodys(self):
        soon, before = NOON + timedelta(seconds=3), NOON - timedelta(minutes=3)
        upstream = DashScope()
        assert self.find(upstream, self.listed(before, soon)) == Started(operation="t1")
        assert self.find(upstream, self.listed(before, soon), known={"t1"}) == NeverTaken()
        assert self.find(upstream, self.listed(soon, model="wan2.6-i2v")) == NeverTaken()
        assert self.find(upstream, self.listed(soon, soon)).verdict is Verdict.UNCLEAR
        assert self.find(upstream, self.listed(before, pages=2)).verdict is Verdict.UNCLEAR
        assert self.find(upstream, answered("dashscope", "task_list")) == NeverTaken()

    def test_vidu_gives_back_our_own_id(self):
        task = {"id": "9", "state": "processing", "payload": ORDER.task_id}
        other = {"id": "8", "state": "processing", "payload": "another"}
        upstream = Vidu()
        assert self.find(upstream, Answer(status=200, body={"tasks": [other, task]})) == Started(operation="9")
        assert self.find(upstream, Answer(status=200, body={"tasks": [other]})) == NeverTaken()
        assert self.find(upstream, Answer(status=200, body={"tasks": [{"id": "8"}]})).verdict is Verdict.UNCLEAR

    def test_pixverse_cannot_be_asked(self):
        assert PixVerse().find(ORDER) is None
        assert self.find(PixVerse(), Answer(status=200, body={})).verdict is Verdict.UNCLEAR
