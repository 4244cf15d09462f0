"""Another onereel as an upstream: its idempotency keys, its records, and its refusals.

Not here: the bodies of its submits, which are DMXAPI's (`test_dmxapi.py`), or two that run (`tests/acceptance`).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onereel.errors import ErrorKind
from onereel.replays import KEPT
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Likely,
    NeverTaken,
    Running,
    Started,
    Survey,
    Trouble,
    Verdict,
)
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.onereel import VERDICTS, Onereel
from tests.builders import NOON
from tests.upstreams.support import FIRST, LAST, answered, build_order

KLING = build_order()
PAIWO = build_order(model="paiwo-v5.6-itv2", frames=2)
KEY = "onereel-0193a1b2c3d4e5f60718293a4b5c6d7e-1"
RECORD = {
    "id": "0193a1b2c3d4e5f60718293a4b5c6d70",
    "object": "task",
    "provider": "kling",
    "model": "kling-v2-6-text2video",
    "task_id": "840242793980637239",
    "state": "running",
    "progress": 40,
    "request": {"prompt": "…", "seed": 12345},
    "created_at": "2026-03-01T12:00:01.5Z",
    "cost": {"held": "0.000000", "captured": "1.487604", "released": "0.000000", "currency": "CNY"},
    "result": None,
    "error": None,
}
RESULT = {
    "url": "http://10.0.0.5:8000/assets/video-1.mp4?Expires=1",
    "cover_url": "http://10.0.0.5:8000/assets/cover-1.jpg?Expires=1",
    "watermarked_url": None,
}


def record(**changes):
    return Answer(status=200, body=RECORD | changes)


def refusal(code, status=400):
    """As each dialect refuses: its own fields, and beside them the `error` that OpenAI's clients read."""
    return Answer(status=status, body={"code": 1201, "message": "…", "error": {"message": "…", "code": code}})


def listed(*records, has_more=False):
    return Answer(status=200, body={"object": "list", "data": list(records), "has_more": has_more})


def find(answer, *, order=KLING, known=frozenset(), since=NOON):
    return Onereel().read_find(order, answer, known=known, since=since)


class TestSubmits:
    def test_a_submit_is_dmxapis_with_a_key_that_no_other_order_has(self):
        plain = DmxApi().start(KLING)
        assert Onereel().start(KLING) == replace(plain, headers={"Idempotency-Key": KEY})
        again = Onereel().start(replace(KLING, number=2)).headers
        assert again == {"Idempotency-Key": KEY.removesuffix("1") + "2"}

    def test_it_is_told_which_servers_an_order_has_come_through_whenever_it_is_sent(self):
        passed = {"Onereel-Loop": f"{'0a' * 16}, {'1b' * 16}"}
        order = replace(KLING, passed=("0a" * 16, "1b" * 16))
        assert Onereel().start(order).headers == {"Idempotency-Key": KEY} | passed
        assert Onereel().find(order) == Onereel().start(order)

    def test_a_task_that_failed_there_in_a_circle_says_so(self):
        error = {"code": "routing_loop", "message": "The servers send it to each other."}
        assert Onereel().read_check(record(state="failed", error=error)) == Trouble(
            verdict=Verdict.NEXT, code="routing_loop", message="The servers send it to each other."
        )

    def test_a_receipt_is_read_as_dmxapis(self):
        found = Onereel().read_start(answered("dmxapi", "kling_v26_text2video_submit"))
        assert found == Started(operation="840242793980637239", cost_note="2125 tokens")

    def test_there_is_a_verdict_for_every_refusal(self):
        assert set(VERDICTS) == {kind.value for kind in ErrorKind}

    @pytest.mark.parametrize("code", VERDICTS)
    def test_its_own_code_goes_before_that_of_the_dialect(self, code):
        assert Onereel().read_start(refusal(code)) == Trouble(verdict=VERDICTS[code], code=code, message="…")


class TestLists:
    def test_its_tasks_are_listed_page_by_page_with_the_cursor_that_it_gives(self):
        first = Call(method="GET", path="/v1/tasks?model=kling-v2-6-text2video&limit=100")
        assert Onereel().survey(KLING, page=1) == first
        assert Onereel().survey(KLING, page=2) is None
        assert Onereel().survey(KLING, page=2, cursor="0193&") == replace(first, path=f"{first.path}&after=0193%26")

    def test_a_page_says_how_its_tasks_stand_what_follows_and_how_far_it_reaches_back(self):
        running = {"8401": Running(share=0.4, cancellable=True)}
        page = Answer(status=200, body={"data": [RECORD | {"task_id": "8401"}], "has_more": True, "next_after": "0193"})
        accepted = datetime(2026, 3, 1, 12, 0, 1, 500_000, tzinfo=UTC)
        assert Onereel().read_survey(page) == Survey(orders=running, cursor="0193", oldest=accepted)

    @pytest.mark.parametrize("after", [None, "", "x" * 201, ["0193"]])
    def test_what_is_no_cursor_or_no_time_is_none(self, after):
        page = Answer(status=200, body={"data": [RECORD | {"created_at": "noon"}], "next_after": after})
        survey = Onereel().read_survey(page)
        assert (survey.cursor, survey.oldest) == ("", None)


class TestRecords:
    def test_one_question_is_for_all_models(self):
        for order in (KLING, PAIWO):
            assert Onereel().check(order, "840242793980637239") == Call(
                method="GET", path="/v1/tasks/840242793980637239"
            )
        assert Onereel().check(KLING, "../x?y").path == "/v1/tasks/..%2Fx%3Fy"
        assert Onereel().cancel("8") == Call(method="POST", path="/v1/tasks/8/cancel")

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"state": "queued", "progress": 0}, Running(share=0.0, cancellable=True)),
            ({}, Running(share=0.4, cancellable=True)),
            (
                {"state": "succeeded", "result": RESULT},
                Finished(video_url=RESULT["url"], cover_url=RESULT["cover_url"], cost_note="1.487604 CNY"),
            ),
            (
                {"state": "succeeded", "result": RESULT | {"watermarked_url": "http://x/marked.mp4"}, "cost": None},
                Finished(video_url=RESULT["url"], cover_url=RESULT["cover_url"], watermarked_url="http://x/marked.mp4"),
            ),
            (
                {"state": "failed", "error": {"code": "engine_failed", "message": "no"}},
                Trouble(verdict=Verdict.NEXT, code="engine_failed", message="no"),
            ),
            (
                {"state": "failed", "error": {"code": "content_refused", "message": "no"}},
                Trouble(verdict=Verdict.GIVE_UP, code="content_refused", message="no", moderated=True),
            ),
            (
                {"state": "failed", "error": {"code": "result_lost", "message": "paid and gone"}},
                Trouble(verdict=Verdict.GIVE_UP, code="result_lost", message="paid and gone"),
            ),
            ({"state": "failed"}, Trouble(verdict=Verdict.NEXT, code="failed", message="")),
            (
                {"state": "cancelled"},
                Trouble(verdict=Verdict.NEXT, code="cancelled", message="somebody has cancelled it there"),
            ),
            ({"state": "succeeded"}, Trouble(verdict=Verdict.RETRY, code="200", message="", is_denial=True)),
        ],
    )
    def test_a_record_tells_how_it_stands(self, changes, expected):
        assert Onereel().read_check(record(**changes)) == expected

    def test_a_task_that_it_does_not_have_is_over(self):
        assert Onereel().read_check(refusal("task_not_found", 404)).verdict is Verdict.NEXT
        assert Onereel().read_check(refusal("unavailable", 503)).verdict is Verdict.RETRY


class TestFinding:
    def test_the_very_same_submit_is_sent_again(self):
        assert Onereel().find(KLING) == Onereel().start(KLING)
        assert Onereel().find(PAIWO) == Onereel().start(PAIWO)
        assert find(answered("dmxapi", "kling_v26_text2video_submit")).operation == "840242793980637239"

    def test_once_it_may_be_forgotten_the_list_is_read(self):
        old = replace(KLING, age_seconds=23 * 3600.0)
        assert Onereel().find(replace(old, age_seconds=old.age_seconds - 1)) == Onereel().start(KLING)
        assert Onereel().find(old) == Call(method="GET", path="/v1/tasks?model=kling-v2-6-text2video&limit=100")

    def test_a_model_that_it_was_never_asked_for_is_not_searched(self):
        assert Onereel().find(build_order(model="another")) is None

    def test_it_is_forgotten_by_none_before_that(self):
        assert timedelta(hours=23) < KEPT

    def test_so_it_is_where_pictures_would_have_other_ids_by_now(self):
        unknown = replace(PAIWO, first_frame=replace(FIRST, reference=""), last_frame=LAST)
        assert Onereel().find(unknown) == Call(method="GET", path="/v1/tasks?model=paiwo-v5.6-itv2&limit=100")

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("idempotency_key_running", Verdict.RETRY),
            ("unavailable", Verdict.RETRY),
            ("internal_error", Verdict.RETRY),
            ("too_many_tasks", Verdict.RETRY),
            ("idempotency_key_reused", Verdict.UNCLEAR),
            ("invalid_api_key", Verdict.UNCLEAR),
            ("model_not_found", Verdict.UNCLEAR),
        ],
    )
    def test_a_refusal_may_leave_it_open(self, code, expected):
        assert find(refusal(code)).verdict is expected

    @pytest.mark.parametrize("code", ["credit_exhausted", "media_unreachable", "invalid_value"])
    def test_a_refusal_that_comes_after_the_key_was_looked_at_says_that_it_was_never_taken(self, code):
        assert find(refusal(code)) == NeverTaken()

    @pytest.mark.parametrize(
        ("status", "verdict"), [(502, Verdict.RETRY), (200, Verdict.RETRY), (403, Verdict.UNCLEAR)]
    )
    def test_a_proxys_word_decides_nothing(self, status, verdict):
        assert find(Answer(status=status, body=None)).verdict is verdict

    def test_the_list_tells_by_model_words_seed_and_time(self):
        ours = RECORD | {"created_at": (NOON + timedelta(seconds=2)).isoformat()}
        earlier = ours | {"created_at": (NOON - timedelta(minutes=3)).isoformat()}
        another = ours | {"request": {"prompt": "another", "seed": 12345}}
        paiwo = ours | {"model": "paiwo-v5.6-itv2", "request": {"prompt": "…", "seed": 12345}}
        seeded = paiwo | {"request": {"prompt": "…", "seed": 2}}
        here = Likely(operation="840242793980637239")
        assert find(listed(another, ours, earlier)) == here
        assert find(listed(ours), known={"840242793980637239"}) == NeverTaken()
        assert find(listed(seeded, paiwo), order=PAIWO) == here
        assert find(listed(seeded), order=PAIWO) == NeverTaken()
        assert find(listed(ours, ours)).verdict is Verdict.UNCLEAR
        assert find(listed(another, has_more=True)).verdict is Verdict.UNCLEAR
        assert find(listed(another, earlier, has_more=True)) == NeverTaken()
        assert find(listed(ours | {"created_at": "yesterday"})) == NeverTaken()
