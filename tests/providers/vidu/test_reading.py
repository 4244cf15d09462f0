"""Vidu's requests are understood as its document says, up to the edge of every limit.

Not here: how replies are written (`test_writing.py`).
"""

from dataclasses import replace

import pytest

from onereel.domain.request import Amplitude, Corner, Sound, VideoRequest, Watermark
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind
from onereel.providers.base import Address, Inline, Query, Role
from tests.builders import build_picture
from tests.providers.support import (
    DRAWN_SEED,
    build_frame,
    build_frames,
    fault_of,
    load,
    make_plan,
    read,
    read_wish,
)

DOCUMENT = load("vidu", "page_request")["request"]
FIRST, LAST = DOCUMENT["images"]
FIFTY_MEGABYTES = 50 * 1024 * 1024
SHORTEST = {"model": "viduq2-pro", "images": [FIRST, LAST]}


def test_the_documents_submit_needs_its_two_pictures_and_no_mark():
    assert read_wish(DOCUMENT).needs == {
        Role.FIRST_FRAME: Address(url=FIRST, field="images[0]", max_bytes=FIFTY_MEGABYTES),
        Role.LAST_FRAME: Address(url=LAST, field="images[1]", max_bytes=FIFTY_MEGABYTES),
    }


def test_the_documents_submit_is_understood_whole():
    plan = make_plan(DOCUMENT)
    assert plan.request == VideoRequest(
        prompt="一直小猫在愉快的玩耍",
        negative_prompt="",
        width=1280,
        height=720,
        frame_rate=24,
        frame_count=120,
        seed=DRAWN_SEED,
        first_frame=build_frame("first.png", (1280, 720)),
        last_frame=build_frame("last.png", (1280, 720)),
        sound=Sound.SILENT,
        watermark=None,
        amplitude=Amplitude.AUTO,
    )
    assert plan.charge == Charge(tokens=55 * 400, prompt_tokens=10, credits=55, cost=55 * 31_250)


def test_the_submit_of_the_documents_reply_is_understood_whole():
    body = load("vidu", "submit")["request"]
    mark = build_picture(asset_id="mark.png")
    found = build_frames((1920, 1080))
    plan = make_plan(body, replace(found, pictures={**found.pictures, Role.WATERMARK: mark}))
    assert read_wish(body).needs[Role.WATERMARK] == Address(url=FIRST, field="wm_url", max_bytes=FIFTY_MEGABYTES)
    assert plan.request == VideoRequest(
        prompt="你好",
        width=1920,
        height=1080,
        frame_rate=24,
        frame_count=48,
        seed=DRAWN_SEED,
        first_frame=found.pictures[Role.FIRST_FRAME],
        last_frame=found.pictures[Role.LAST_FRAME],
        watermark=Watermark(corner=Corner.BOTTOM_RIGHT, text="内容由 AI 生成", picture=mark, twin=True),
    )
    assert plan.charge == Charge(tokens=28_000, prompt_tokens=2, credits=70, cost=2_187_500)


def test_what_is_left_out_has_its_default():
    defaults = {
        "input": "",
        "duration": 5,
        "seed": 0,
        "resolution": "720p",
        "movement_amplitude": "auto",
        "bgm": False,
        "watermark": False,
        "wm_position": 3,
        "wm_url": "",
        "callback_url": "",
        "payload": "",
        "off_peak": False,
        "is_rec": False,
        "meta_data": "",
    }
    assert make_plan(SHORTEST) == make_plan({**SHORTEST, **defaults})
    assert make_plan(SHORTEST) == make_plan({**SHORTEST, **dict.fromkeys(defaults)})
    assert read_wish(SHORTEST).callback_url is None


def test_unknown_fields_are_ignored():
    assert make_plan({**SHORTEST, "audio": 5, "style": [], "prompt": {}}) == make_plan(SHORTEST)


def test_a_callback_address_is_kept():
    assert (
        read_wish({**SHORTEST, "callback_url": "https://example.com/told"}).callback_url == "https://example.com/told"
    )


@pytest.mark.parametrize("letter", ["a", "猫", "😀"])
def test_a_prompt_may_have_2000_characters_not_bytes(letter):
    assert make_plan({**SHORTEST, "input": letter * 2000}).request.prompt == letter * 2000
    assert fault_of({**SHORTEST, "input": letter * 2001}) == (ErrorKind.PROMPT_TOO_LONG, "input")


@pytest.mark.parametrize("seconds", range(1, 9))
def test_a_clip_lasts_1_to_8_seconds(seconds):
    assert make_plan({**SHORTEST, "duration": seconds}).request.frame_count == seconds * 24


@pytest.mark.parametrize("seconds", [-1, 0, 9, 2**70])
def test_no_clip_lasts_shorter_or_longer(seconds):
    assert fault_of({**SHORTEST, "duration": seconds}) == (ErrorKind.INVALID_VALUE, "duration")


@pytest.mark.parametrize(
    ("asked", "made"), [(0, DRAWN_SEED), (None, DRAWN_SEED), (1, 1), (2_147_483_647, 2_147_483_647)]
)
def test_a_seed_of_zero_is_drawn(asked, made):
    assert make_plan({**SHORTEST, "seed": asked}).request.seed == made


@pytest.mark.parametrize("seed", [-1, 2_147_483_648])
def test_a_seed_out_of_range_is_refused(seed):
    assert fault_of({**SHORTEST, "seed": seed}) == (ErrorKind.INVALID_VALUE, "seed")


@pytest.mark.parametrize(
    ("resolution", "frame", "size"),
    [
        ("540p", (1920, 1080), (960, 540)),
        ("720p", (1920, 1080), (1280, 720)),
        ("1080p", (1920, 1080), (1920, 1080)),
        ("540p", (1080, 1920), (540, 960)),
        ("720p", (1080, 1920), (720, 1280)),
        ("1080p", (1080, 1920), (1080, 1920)),
        ("540p", (500, 500), (720, 720)),
        ("720p", (500, 500), (960, 960)),
        ("1080p", (500, 500), (1440, 1440)),
        ("720p", (800, 600), (1108, 832)),
        ("720p", (333, 1000), (554, 1664)),
        ("1080p", (3999, 1000), (2880, 720)),
    ],
)
def test_the_clip_has_the_ratio_of_the_first_frame_and_the_area_of_its_resolution(resolution, frame, size):
    request = make_plan({**SHORTEST, "resolution": resolution}, build_frames(frame)).request
    assert (request.width, request.height) == size


@pytest.mark.parametrize("last", [(1250, 1000), (1000, 1250), (1250, 1250), (800, 800), (800, 1250), (1000, 1000)])
def test_frames_may_differ_in_size_by_a_quarter(last):
    plan = make_plan(SHORTEST, build_frames((1000, 1000), last))
    assert plan.request.last_frame == build_frame("last.png", last)


@pytest.mark.parametrize("last", [(1251, 1000), (1000, 1251), (799, 1000), (1000, 799), (720, 1280)])
def test_frames_that_differ_more_are_refused(last):
    assert fault_of(SHORTEST, build_frames((1000, 1000), last)) == (ErrorKind.IMAGE_SIZE_INVALID, "images")


@pytest.mark.parametrize("size", [(3999, 1000), (1000, 3999), (1, 1)])
def test_a_picture_may_be_almost_four_to_one(size):
    assert make_plan(SHORTEST, build_frames(size)).request.first_frame == build_frame("first.png", size)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ((4000, 1000), (3999, 1000), "images[0]"),
        ((1000, 4000), (1000, 3999), "images[0]"),
        ((3999, 1000), (4000, 1000), "images[1]"),
        ((10_000, 1), (10_000, 1), "images[0]"),
    ],
)
def test_a_picture_of_four_to_one_is_refused_by_name(first, last, field):
    assert fault_of(SHORTEST, build_frames(first, last)) == (ErrorKind.IMAGE_SIZE_INVALID, field)


@pytest.mark.parametrize(
    ("position", "corner"),
    [
        (1, Corner.TOP_LEFT),
        (2, Corner.TOP_RIGHT),
        (3, Corner.BOTTOM_RIGHT),
        (4, Corner.BOTTOM_LEFT),
        (None, Corner.BOTTOM_RIGHT),
    ],
)
def test_a_watermark_sits_where_the_documents_reply_puts_it(position, corner):
    expected = Watermark(corner=corner, text="内容由 AI 生成", picture=None, twin=True)
    assert make_plan({**SHORTEST, "watermark": True, "wm_position": position}).request.watermark == expected


@pytest.mark.parametrize("position", [0, 5, -1])
def test_there_is_no_fifth_corner(position):
    assert fault_of({**SHORTEST, "wm_position": position}) == (ErrorKind.INVALID_VALUE, "wm_position")


@pytest.mark.parametrize(("bgm", "sound"), [(True, Sound.MUSIC), (False, Sound.SILENT)])
def test_music_is_added_when_asked_for(bgm, sound):
    assert make_plan({**SHORTEST, "bgm": bgm}).request.sound is sound


@pytest.mark.parametrize("amplitude", ["auto", "small", "medium", "large"])
def test_the_amplitude_is_passed_on(amplitude):
    assert make_plan({**SHORTEST, "movement_amplitude": amplitude}).request.amplitude == Amplitude(amplitude)


@pytest.mark.parametrize("address", ["http://example.com/1.png", "HTTPS://example.com/1.png"])
def test_a_picture_may_be_an_address(address):
    wish = read_wish({**SHORTEST, "images": [address, LAST]})
    assert wish.needs[Role.FIRST_FRAME] == Address(url=address, field="images[0]", max_bytes=FIFTY_MEGABYTES)


@pytest.mark.parametrize("text", ["data:image/png;base64,iVBORw0KGgo=", "iVBORw0KGgo=", "", "ftp://example.com/1.png"])
def test_anything_else_must_be_a_data_uri(text):
    wish = read_wish({**SHORTEST, "images": [FIRST, text]})
    expected = Inline(text=text, field="images[1]", max_bytes=10 * 1024 * 1024 - 1, data_uri_only=True)
    assert wish.needs[Role.LAST_FRAME] == expected


@pytest.mark.parametrize("images", [[], [FIRST], [FIRST, LAST, LAST]])
def test_there_are_two_pictures(images):
    assert fault_of({**SHORTEST, "images": images}) == (ErrorKind.INVALID_VALUE, "images")


def test_pictures_left_out_are_named():
    assert fault_of({"model": "viduq2-pro"}) == (ErrorKind.MISSING_FIELD, "images")


def test_a_payload_has_a_limit():
    assert make_plan({**SHORTEST, "payload": "a" * 1_048_576}).request == make_plan(SHORTEST).request
    assert fault_of({**SHORTEST, "payload": "a" * 1_048_577}) == (ErrorKind.INVALID_VALUE, "payload")


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("images", FIRST, "images"),
        ("images", [FIRST, 5], "images[1]"),
        ("images", [None, LAST], "images[0]"),
        ("input", 5, "input"),
        ("input", {"prompt": "a"}, "input"),
        ("duration", "5", "duration"),
        ("duration", 5.5, "duration"),
        ("seed", "0", "seed"),
        ("resolution", 720, "resolution"),
        ("movement_amplitude", 1, "movement_amplitude"),
        ("bgm", "true", "bgm"),
        ("watermark", 1, "watermark"),
        ("wm_position", "3", "wm_position"),
        ("wm_position", True, "wm_position"),
        ("wm_url", 5, "wm_url"),
        ("payload", {}, "payload"),
        ("off_peak", 0, "off_peak"),
        ("is_rec", 1, "is_rec"),
        ("meta_data", {}, "meta_data"),
        ("callback_url", [], "callback_url"),
    ],
)
def test_a_wrong_type_is_named(field, value, named):
    assert fault_of({**SHORTEST, field: value}) == (ErrorKind.INVALID_TYPE, named)


@pytest.mark.parametrize(("field", "value"), [("resolution", "4k"), ("movement_amplitude", "huge")])
def test_a_word_that_is_not_in_the_list_is_named(field, value):
    assert fault_of({**SHORTEST, field: value}) == (ErrorKind.INVALID_VALUE, field)


@pytest.mark.parametrize("model", ["vidu-get", "viduq2-pro-get"])
def test_the_documents_query_is_understood_by_both_names(model):
    document = load("vidu", "get_completed")["request"]
    assert read({**document, "model": model}) == Query(reference="900541207950696448", stream=True)
