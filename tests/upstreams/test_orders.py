"""What is sent to each vendor, compared whole with its own documents, and what of a wish is lost there.

Not here: what comes back (`test_answers.py`).
"""

from base64 import b64encode
from dataclasses import replace

import pytest

from onereel.domain.media import Picture
from onereel.domain.request import Amplitude, Corner, Sound, Watermark
from onereel.upstreams.base import Call
from onereel.upstreams.dashscope import DashScope
from onereel.upstreams.fitting import as_data_uri
from onereel.upstreams.kling import Kling
from onereel.upstreams.pixverse import PixVerse
from onereel.upstreams.vidu import Vidu
from tests.upstreams.support import FIRST, LAST, UPSTREAMS, build_order, document

MARK = Watermark(corner=Corner.BOTTOM_RIGHT, text="AI")


def path_of(url):
    """The address of a document without its host."""
    return "/" + url.split("/", 3)[3]


def check_like(call, vendor, name, *, without=(), **changes):
    """The call is the document's, but for what the order says otherwise."""
    asked = document(vendor, name)["request"]
    body = {field: value for field, value in asked["body"].items() if field not in without}
    assert (call.method, call.path) == (asked["method"], path_of(asked["url"]))
    assert call.json == body | changes


class TestKling:
    def test_a_text_is_sent_as_the_document_shows(self):
        order = build_order(width=1920, height=1080)
        call = Kling().start(order)
        check_like(call, "kling", "text2video_create", without={"callback_url"}, external_task_id=order.task_id)

    def test_pictures_are_sent_as_raw_base64(self):
        order = build_order(frames=2, width=1920, height=1080)
        check_like(
            Kling().start(order),
            "kling",
            "image2video_create",
            image=b64encode(b"first").decode(),
            image_tail=b64encode(b"last").decode(),
            negative_prompt="",
            sound="off",
            external_task_id=order.task_id,
        )

    def test_sound_mark_and_square(self):
        order = build_order(width=960, height=960, sound=Sound.GENERATED, watermark=MARK, frame_count=241)
        body = Kling().start(order).json
        assert (body["mode"], body["aspect_ratio"], body["sound"]) == ("std", "1:1", "on")
        assert (body["duration"], body["watermark_info"]) == ("10", {"enabled": True})

    def test_it_is_searched_for_by_our_own_id(self):
        order = build_order()
        assert Kling().find(order) == Call(method="GET", path=f"/v1/videos/text2video/{order.task_id}")
        assert Kling().find(build_order(frames=1)).path.startswith("/v1/videos/image2video/")


class TestDashScope:
    def test_a_text_is_sent_as_the_document_shows(self):
        order = replace(
            build_order(frame_count=240, multi_shot=True, sound=Sound.TRACK),
            track_url="https://example.com/a.mp3",
        )
        call = DashScope().start(order)
        asked = document("dashscope", "submit")["request"]
        asked["body"]["input"].pop("negative_prompt")
        assert (call.method, call.path, call.json) == ("POST", path_of(asked["url"]), asked["body"])
        assert call.headers == {"X-DashScope-Async": "enable"}

    def test_a_picture_goes_to_the_model_for_pictures(self):
        body = DashScope().start(build_order(frames=1, width=1920, height=1080)).json
        assert body["model"] == "wan2.6-i2v"
        assert body["input"]["img_url"] == f"data:image/png;base64,{b64encode(b'first').decode()}"
        assert body["parameters"]["resolution"] == "1080P"
        assert "size" not in body["parameters"]

    def test_a_last_frame_is_the_point_of_a_wish(self):
        with pytest.raises(ValueError, match="takes no last frame"):
            DashScope().start(build_order(frames=2))

    def test_it_is_cancelled_as_the_document_shows(self):
        asked = document("dashscope", "cancel_ok")["request"]
        assert DashScope().cancel("{task_id}") == Call(method="POST", path=path_of(asked["url"]))


class TestVidu:
    def test_two_pictures_are_sent_as_the_document_shows(self):
        order = build_order(frames=2, width=1920, height=1080, frame_count=48, watermark=MARK)
        check_like(
            Vidu().start(order),
            "vidu",
            "start_end2video",
            without={"wm_url", "off_peak", "callback_url"},
            images=[as_data_uri(FIRST), as_data_uri(LAST)],
            prompt="…",
            seed=12345,
            payload=order.task_id,
        )

    @pytest.mark.parametrize(("frames", "path", "model"), [(0, "text2video", "viduq2"), (1, "img2video", "viduq2-pro")])
    def test_fewer_pictures_have_paths_of_their_own(self, frames, path, model):
        call = Vidu().start(build_order(frames=frames))
        assert (call.path, call.json["model"]) == (f"/ent/v2/{path}", model)
        assert ("images" in call.json, "aspect_ratio" in call.json) == (frames == 1, frames == 0)

    def test_it_is_cancelled_as_the_document_shows(self):
        asked = document("vidu", "cancel")["request"]
        assert Vidu().cancel("1") == Call(method="POST", path=path_of(asked["url"]), json=asked["body"])


class TestPixVerse:
    def test_a_picture_is_uploaded_first(self):
        asked = document("pixverse", "image_upload")["request"]
        assert PixVerse().upload(FIRST, model="paiwo-v5.6-itv2") == Call(
            method="POST", path=path_of(asked["url"]), parts={"image": FIRST}
        )

    def test_two_pictures_are_sent_as_the_document_shows(self):
        order = build_order(frames=2, width=1024, height=576, sound=Sound.GENERATED)
        check_like(
            PixVerse().start(order),
            "pixverse",
            "transition_generate",
            prompt="…",
            negative_prompt="",
            seed=12345,
            last_frame_img=177602102,
            water_mark=False,
        )

    def test_one_picture_and_none_are_sent_as_the_documents_show(self):
        size = {"width": 1024, "height": 576}
        check_like(PixVerse().start(build_order(frames=1, **size)), "pixverse", "img_generate", seed=12345)
        spoken = build_order(sound=Sound.GENERATED, **size)
        check_like(PixVerse().start(spoken), "pixverse", "text_generate", seed=12345)

    def test_a_picture_that_was_not_uploaded_is_a_fault_of_ours(self):
        order = replace(build_order(frames=1), first_frame=replace(FIRST, reference=""))
        with pytest.raises(ValueError, match="invalid literal"):
            PixVerse().start(order)

    def test_1080p_lasts_8_seconds_at_most(self):
        body = PixVerse().start(build_order(width=1920, height=1080, frame_count=240)).json
        assert (body["quality"], body["duration"]) == ("1080p", 8)


def losses(upstream, order):
    return {loss.field: loss.essential for loss in upstream.losses(order)}


@pytest.mark.parametrize("upstream", UPSTREAMS, ids=lambda upstream: upstream.name)
class TestLosses:
    def test_a_plain_wish_loses_nothing_but_silence_at_wan(self, upstream):
        assert losses(upstream, build_order()) == ({"sound": False} if upstream.name == "dashscope" else {})

    def test_the_finer_points_are_reported(self, upstream):
        picture = Picture(asset_id="image-1.png", width=10, height=10)
        order = build_order(
            frame_count=24 * 7,
            amplitude=Amplitude.LARGE,
            fast_motion=True,
            multi_shot=True,
            watermark=replace(MARK, picture=picture),
        )
        found = losses(upstream, order)
        assert not any(found.values())
        assert {"amplitude", "watermark"} <= set(found)
        assert ("fast_motion" in found) == (upstream.name != "pixverse")
        assert ("multi_shot" in found) == (upstream.name != "dashscope")
        assert ("seconds" in found) == (upstream.name in {"pixverse", "kling", "dmxapi", "onereel"})

    def test_the_callers_own_audio_is_the_point_of_a_wish(self, upstream):
        order = replace(build_order(sound=Sound.TRACK), track_url="https://example.com/a.mp3")
        assert losses(upstream, order).get("track", False) == (upstream.name != "dashscope")

    def test_nothing_is_sent_that_an_essential_loss_stands_against(self, upstream):
        order = build_order(sound=Sound.TRACK)
        with pytest.raises(ValueError, match="track"):
            upstream.start(order)

    def test_odd_sizes_become_the_nearest(self, upstream):
        call = upstream.start(build_order(width=700, height=1300))
        text = str(call.json or call.fields)
        assert "9:16" in text or "720*1280" in text or "700x1300" in text
