"""DMXAPI: what is sent, compared whole with its documents, and its replies in every dialect and as a stream.

Not here: what all upstreams are held to (`test_orders.py`, `test_answers.py`).
"""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from onereel.domain.request import Corner, Sound, Watermark
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Loss,
    Media,
    Running,
    Started,
    Trouble,
    Verdict,
)
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.fitting import as_data_uri
from onereel.upstreams.streams import read_event, read_events
from tests.builders import NOON
from tests.upstreams.support import FIRST, LAST, answered, build_order, document

STREAM = (Path(__file__).parent / "fixtures" / "dmxapi" / "vidu_get_stream.sse").read_bytes()
RIX = "rix_api_error"
VIDU = {"model": "viduq2-pro", "frames": 2}
SMALL = {"width": 1024, "height": 576, "prompt": "一只小奶猫在跟大人玩耍", "sound": Sound.GENERATED}
MARK = Watermark(corner=Corner.BOTTOM_RIGHT, text="AI", twin=True)


def asked(name, **changes):
    """The call of a document, but for what an order says otherwise; None leaves a field out."""
    request = document("dmxapi", name)["request"]
    body = {field: value for field, value in (request["body"] | changes).items() if value is not None}
    headers = {field: value for field, value in request["headers"].items() if field.startswith("X-")}
    return Call(method=request["method"], path="/v1/responses", headers=headers, json=body)


def error(message):
    """The document's error with other words."""
    body = document("dmxapi", "error")["response"]["body"]
    return {"error": body["error"] | {"message": message}}


def submit(**order):
    return DmxApi().start(build_order(**order))


class TestSubmits:
    def test_the_documents_key_is_sent_as_it_is(self):
        headers = document("dmxapi", "paiwo_itv2_submit")["request"]["headers"]
        assert headers["Authorization"] == "sk-EXAMPLE"

    def test_a_picture_of_pixverse_is_sent_ahead(self):
        expected = asked("paiwo_picture_base64")
        picture = Media(content_type="image/png", content=b"first")
        call = DmxApi().upload(picture, model="paiwo-v5.6-itv2")
        assert call == replace(expected, json=expected.json | {"input": b64encode(b"first").decode()})
        assert DmxApi().read_upload(answered("dmxapi", "paiwo_picture_url")) == "177602101"

    @pytest.mark.parametrize("model", ["wan2.6-t2v", "kling-v2-6-text2video", "viduq2-pro", "another"])
    def test_pictures_of_the_others_go_along(self, model):
        assert DmxApi().upload(FIRST, model=model) is None

    def test_pixverse_with_two_pictures(self):
        call = submit(model="paiwo-v5.6-itv2", frames=2, seed=937433858, **SMALL)
        assert call == asked("paiwo_itv2_submit", last_frame_img=177602102)

    def test_pixverse_with_one_picture(self):
        order = {**SMALL, "prompt": "…", "negative_prompt": "不要出现车辆", "frame_count": 240}
        call = submit(model="paiwo-v5.6-itv2", frames=1, seed=866422, **order)
        assert call == asked("paiwo_itv_submit")

    def test_pixverse_with_none(self):
        order = {**SMALL, "prompt": "一只小猫在草地上玩耍", "negative_prompt": "不需要出现人物"}
        assert submit(model="paiwo-v5.6-ttv", seed=713039308, **order) == asked("paiwo_ttv_submit")

    def test_wan(self):
        asking = document("dmxapi", "wan26_t2v_submit")["request"]["body"]
        order = build_order(
            model="wan2.6-t2v",
            prompt=asking["input"]["prompt"],
            width=1920,
            height=1080,
            frame_rate=30,
            frame_count=300,
            sound=Sound.TRACK,
            multi_shot=True,
            seed=666,
        )
        call = DmxApi().start(replace(order, track_url=asking["input"]["audio_url"]))
        given = {name: value for name, value in asking["input"].items() if name != "negative_prompt"}  # empty there
        assert call == asked("wan26_t2v_submit", input=given)

    def test_wan_with_a_picture(self):
        body = submit(model="wan2.6-t2v", frames=1).json
        assert (body["model"], body["input"]["img_url"]) == ("wan2.6-i2v", as_data_uri(FIRST))

    def test_kling(self):
        asking = document("dmxapi", "kling_v26_text2video_submit")["request"]["body"]
        call = submit(prompt=asking["input"], width=1920, height=1080)
        assert call == asked("kling_v26_text2video_submit", callback_url=None)
        assert type(call.json["duration"]) is int

    def test_kling_with_pictures(self):
        first, last = (b64encode(media.content).decode() for media in (FIRST, LAST))
        call = submit(frames=2, width=1920, height=1080, frame_count=241, sound=Sound.GENERATED)
        expected = asked(
            "kling_v26_image2video_submit", image=first, image_tail=last, voice_list=None, negative_prompt=""
        )
        assert call == expected

    def test_vidu(self):
        call = submit(**VIDU, prompt="你好", width=1920, height=1080, frame_count=48, seed=0, watermark=MARK)
        images = [as_data_uri(FIRST), as_data_uri(LAST)]
        assert call == asked("viduq2_pro_submit", images=images, wm_url=None)


class TestLosses:
    @pytest.mark.parametrize(
        ("model", "frames"), [("viduq2-pro", 0), ("viduq2-pro", 1), ("wan2.6-t2v", 2), ("another", 0)]
    )
    def test_what_no_document_asks_for_is_passed_over(self, model, frames):
        order = build_order(model=model, frames=frames)
        assert any(loss.essential for loss in DmxApi().losses(order))
        with pytest.raises(ValueError, match=r"model: |last_frame: "):
            DmxApi().start(order)

    def test_a_mark_is_lost_where_the_document_has_no_field_for_it(self):
        lost = Loss(field="watermark", note="the document has no field for a mark")
        assert lost in DmxApi().losses(build_order(watermark=MARK))
        assert DmxApi().losses(build_order(**VIDU, watermark=MARK)) == []


class TestReceipts:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("paiwo_itv2_submit", Started(operation="385193132999855", cost_note="80 credits")),
            ("paiwo_itv_submit", Started(operation="385192665709752", cost_note="122 credits")),
            (
                "wan26_t2v_submit",
                Started(operation="3a7d8355-ef78-48cd-863c-6cdb9707ba91", cost_note="100000 tokens"),
            ),
            ("kling_v26_text2video_submit", Started(operation="840242793980637239", cost_note="2125 tokens")),
            ("kling_v26_image2video_submit", Started(operation="842081252995395657", cost_note="8500 tokens")),
            ("viduq2_pro_submit", Started(operation="900539403250700288", cost_note="70 credits")),
        ],
    )
    def test_every_dialect_is_read(self, name, expected):
        assert DmxApi().read_start(answered("dmxapi", name)) == expected

    @pytest.mark.parametrize(
        ("status", "body", "expected"),
        [
            (400, error("Model not support"), Trouble(verdict=Verdict.NEXT, code=RIX, message="Model not support")),
            (503, error("no channel"), Trouble(verdict=Verdict.NEXT, code=RIX, message="no channel")),
            (503, None, Trouble(verdict=Verdict.UNCLEAR, code="503", message="")),
            (524, error("slow"), Trouble(verdict=Verdict.UNCLEAR, code=RIX, message="slow")),
            (429, error("later"), Trouble(verdict=Verdict.RETRY, code=RIX, message="later")),
            (
                200,
                {"ErrCode": 701009, "ErrMsg": "not yours", "Resp": None},
                Trouble(verdict=Verdict.NEXT, code="701009", message="not yours"),
            ),
            (429, {"code": 1102, "message": "empty"}, Trouble(verdict=Verdict.BLOCKED, code="1102", message="empty")),
            (
                200,
                {"code": 1303, "message": "parallel", "data": {}},
                Trouble(verdict=Verdict.RETRY, code="1303", message="parallel"),
            ),
            (
                400,
                {"code": "Arrearage", "message": "pay"},
                Trouble(verdict=Verdict.BLOCKED, code="Arrearage", message="pay"),
            ),
            (
                400,
                {"code": 400, "reason": "QuotaExceeded", "message": "full"},
                Trouble(verdict=Verdict.RETRY, code="QuotaExceeded", message="full"),
            ),
        ],
    )
    def test_a_refusal_is_read_by_the_code_of_whoever_wrote_it(self, status, body, expected):
        assert DmxApi().read_start(Answer(status=status, body=body)) == expected

    @pytest.mark.parametrize("code", [1301, "DataInspectionFailed", "TaskPromptPolicyViolation"])
    def test_moderation_is_that_of_the_vendor(self, code):
        found = DmxApi().read_start(Answer(status=400, body={"code": code, "message": "no"}))
        assert (found.verdict, found.moderated) == (Verdict.GIVE_UP, True)


class TestQuestions:
    @pytest.mark.parametrize(
        ("order", "model"),
        [
            ({"model": "paiwo-v5.6-itv2", "frames": 2}, "paiwo-get"),
            ({"model": "wan2.6-t2v"}, "wan2.6-get"),
            ({}, "kling-text2video-get"),
            ({"frames": 1}, "kling-image2video-get"),
        ],
    )
    def test_each_submit_has_its_query(self, order, model):
        call = DmxApi().check(build_order(**order), "1")
        assert call == Call(method="POST", path="/v1/responses", json={"model": model, "input": "1"})

    def test_vidu_is_asked_for_a_stream_of_which_no_more_is_read_than_tells_something(self):
        call = DmxApi().check(build_order(**VIDU), "900541207950696448")
        assert replace(call, enough=None) == asked("vidu_get_request")
        events = STREAM.split(b"\n\n")
        enough = [read_event(event)["type"] for event in events if event.strip() and call.enough(event)]
        assert enough == ["response.output_text.delta", "response.output_text.delta", "response.completed"]

    def test_it_cannot_be_searched_nor_cancelled(self):
        assert (DmxApi().find(build_order()), DmxApi().cancel("1")) == (None, None)
        found = DmxApi().read_find(build_order(), Answer(status=200, body={}), known=(), since=NOON)
        assert found.verdict is Verdict.UNCLEAR

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("paiwo_get_generating", Running()),
            (
                "paiwo_get_done",
                Finished(
                    video_url="https://media.pixverseai.cn/pixverse%2Fmp4%2Fmedia%2Fweb%2Fori%2F"
                    "f0252026-da74-429e-b279-977385175a34_seed713039308.mp4",
                    cost_note="80 credits",
                ),
            ),
            (
                "wan26_get_succeeded",
                Finished(
                    video_url="https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/1d/03/20260211/b6472f62/"
                    "31703410-3a7d8355-ef78-48cd-863c-6cdb9707ba91.mp4?Expires=1770874935&OSSAccessKeyId=EXAMPLE"
                    "&Signature=EXAMPLE"
                ),
            ),
            (
                "kling_text2video_get_succeed",
                Finished(
                    video_url="https://v2-fdl.kechuangai.com/ksc2/EXAMPLE.mp4?cacheKey=EXAMPLE&x-kcdn-pid=112757"
                    "&pkey=EXAMPLE"
                ),
            ),
        ],
    )
    def test_every_dialect_is_read(self, name, expected):
        assert DmxApi().read_check(answered("dmxapi", name)) == expected

    def test_a_failed_task_is_read_as_its_vendors(self):
        data = {"task_id": "1", "task_status": "failed", "task_status_msg": "Failure to pass the risk control system"}
        found = DmxApi().read_check(Answer(status=200, body={"code": 0, "data": data}))
        assert (found.verdict, found.moderated) == (Verdict.GIVE_UP, True)
        inner = json.dumps({"task_id": "1", "task_status": "FAILED", "code": "InvalidParameter", "message": "no"})
        wrapped = {"output": [{"type": "message", "content": [{"type": "output_text", "text": inner}]}]}
        assert DmxApi().read_check(Answer(status=200, body=wrapped)) == Trouble(
            verdict=Verdict.NEXT, code="InvalidParameter", message="no"
        )


def streamed(*deltas, last=None):
    """The answer of a stream that said this, and ended so."""
    events = [{"type": "response.output_text.delta", "delta": delta} for delta in deltas]
    return Answer(status=200, body=None, events=events + ([last] if last else []))


class TestStream:
    VIDEO = (
        "https://prod-ss-vidu.s3.cn-northwest-1.amazonaws.com.cn/infer/tasks/25/1222/04/900539403250700288/creation-01/"
    )
    DONE = Finished(
        video_url=f"{VIDEO}video.mp4?X-Amz-Expires=86400&X-Amz-Signature=EXAMPLE",
        cover_url=f"{VIDEO}cover.jpeg?X-Amz-Expires=3600&X-Amz-Signature=EXAMPLE",
        watermarked_url=f"{VIDEO}watermarked.mp4?X-Amz-Expires=86400&X-Amz-Signature=EXAMPLE",
    )

    def test_the_whole_stream_of_the_document_ends_with_a_video(self):
        assert DmxApi().read_check(Answer(status=200, body=None, events=read_events(STREAM))) == self.DONE

    @pytest.mark.parametrize("ending", ["\r\n", "\n"])
    def test_cut_off_anywhere_it_tells_what_was_said_and_never_half_an_address(self, ending):
        content = STREAM.replace(b"\n", ending.encode())
        for length in range(0, len(content), 97):
            answer = Answer(status=200, body=None, events=read_events(content[:length]))
            found = DmxApi().read_check(answer) if answer.events else Running()
            assert found in (Running(), Running(share=0.0), Running(share=0.5), self.DONE)

    def test_an_address_that_comes_in_pieces_is_not_taken_for_whole(self):
        pieces = ["\n✅ 视频生成完成！\n\n视频URL: https://example.com/vi", "deo.mp4?a=12%2F"]
        assert DmxApi().read_check(streamed(*pieces)) == Running()
        assert DmxApi().read_check(streamed(*pieces, "3\n")) == Finished(
            video_url="https://example.com/video.mp4?a=12%2F3"
        )

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("\r当前进度: 50%", Running(share=0.5)),
            ("\r当前进度: 0%\r当前进度: 99.5 %", Running(share=0.99)),
            ("当前进度：100%", Running(share=1.0)),
            ("当前进度: 999%", Running(share=1.0)),
            ("任务排队中", Running()),
        ],
    )
    def test_progress_goes_through(self, text, expected):
        assert DmxApi().read_check(streamed(text)) == expected

    def test_a_text_about_a_failure_is_one(self):
        text = "\n\n❌ 视频生成失败\n\n任务ID: 1\n\n原因: no picture\n"
        assert DmxApi().read_check(streamed(text)) == Trouble(verdict=Verdict.NEXT, code="failed", message="no picture")
        content = {"output": [{"content": [{"type": "output_text", "text": text}]}]}
        assert DmxApi().read_check(Answer(status=200, body=content)).message == "no picture"

    @pytest.mark.parametrize(
        ("error", "verdict", "moderated"),
        [
            ({"code": "TaskPromptPolicyViolation", "message": "no"}, Verdict.GIVE_UP, True),
            ({"code": "QuotaExceeded", "message": "no"}, Verdict.NEXT, False),
            (None, Verdict.NEXT, False),
        ],
    )
    def test_a_stream_that_ends_with_a_failure_is_one(self, error, verdict, moderated):
        last = {"type": "response.failed", "response": {"status": "failed", "error": error}}
        found = DmxApi().read_check(streamed("\r当前进度: 0%".replace("进度", ""), last=last))
        assert (found.verdict, found.moderated) == (verdict, moderated)

    def test_an_error_in_a_stream_says_nothing_of_the_task(self):
        last = {"type": "error", "error": {"code": "server_error", "message": "oops"}}
        assert DmxApi().read_check(streamed(last=last)).verdict is Verdict.RETRY

    def test_a_stream_that_ends_without_a_word_is_asked_again(self):
        assert DmxApi().read_check(streamed(last={"type": "response.completed", "response": {}})) == Running()

    def test_without_a_stream_the_text_is_read_from_the_one_answer(self):
        text = "\n\n✅ 视频生成完成！\n\n视频URL: https://example.com/v.mp4"
        body = {"status": "completed", "output": [{"content": [{"type": "output_text", "text": text}]}]}
        assert DmxApi().read_check(Answer(status=200, body=body)) == Finished(video_url="https://example.com/v.mp4")
