"""Kling's requests are understood as its document says, up to the edge of every limit.

Not here: how replies are written (`test_writing.py`).
"""

import pytest

from onereel.domain.request import Sound, VideoRequest
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind
from onereel.providers.base import Plan, Query
from tests.providers.support import DRAWN_SEED, fault_of, load, make_plan, read, read_wish

DOCUMENT = load("kling", "submit")["request"]
SHORTEST = {"model": "kling-v2-6-text2video", "input": "a cat"}


def test_the_documents_submit_needs_nothing_and_calls_back():
    wish = read_wish(DOCUMENT)
    assert (wish.needs, wish.callback_url) == ({}, "https://www.dmxapi.cn")


def test_the_documents_submit_is_understood_whole():
    assert make_plan(DOCUMENT) == Plan(
        request=VideoRequest(
            prompt="生成一个海边有一个人跳舞的视频",
            negative_prompt="",
            width=1920,
            height=1080,
            frame_rate=24,
            frame_count=121,
            seed=DRAWN_SEED,
            sound=Sound.SILENT,
        ),
        charge=Charge(tokens=2125, cost=2_500_000),
        echo=b"{}",
    )


def test_what_is_left_out_has_its_default():
    defaults = {"negative_prompt": "", "mode": "std", "sound": "off", "aspect_ratio": "16:9", "duration": 5}
    assert make_plan(SHORTEST) == make_plan({**SHORTEST, **defaults})
    assert read_wish(SHORTEST).callback_url is None


def test_null_is_as_good_as_absent():
    nulls = dict.fromkeys(["negative_prompt", "mode", "sound", "aspect_ratio", "duration", "callback_url"])
    assert make_plan({**SHORTEST, **nulls}) == make_plan(SHORTEST)
    assert read_wish({**SHORTEST, **nulls}).callback_url is None


def test_unknown_fields_are_ignored():
    assert make_plan({**SHORTEST, "cfg_scale": "x", "seed": [], "voice_list": 5}) == make_plan(SHORTEST)


@pytest.mark.parametrize("prompt", ["", " \n", [], None])
def test_an_empty_prompt_is_missing(prompt):
    assert fault_of({**SHORTEST, "input": prompt}) == (ErrorKind.MISSING_FIELD, "input")


@pytest.mark.parametrize("letter", ["a", "猫", "😀"])
def test_a_prompt_may_have_2500_characters_not_bytes(letter):
    assert make_plan({**SHORTEST, "input": letter * 2500}).request.prompt == letter * 2500
    assert fault_of({**SHORTEST, "input": letter * 2501}) == (ErrorKind.PROMPT_TOO_LONG, "input")


def test_a_negative_prompt_may_have_2500_characters():
    assert make_plan({**SHORTEST, "negative_prompt": "猫" * 2500}).request.negative_prompt == "猫" * 2500
    long = {**SHORTEST, "negative_prompt": "猫" * 2501}
    assert fault_of(long) == (ErrorKind.NEGATIVE_PROMPT_TOO_LONG, "negative_prompt")


@pytest.mark.parametrize(("duration", "frames"), [(5, 121), ("5", 121), (10, 241), ("10", 241)])
def test_a_clip_lasts_5_or_10_seconds_and_one_frame(duration, frames):
    assert make_plan({**SHORTEST, "duration": duration}).request.frame_count == frames


@pytest.mark.parametrize("duration", [-5, 0, 4, 6, 9, 11, 2**70, "6", "5s", ""])
def test_no_clip_lasts_anything_else(duration):
    assert fault_of({**SHORTEST, "duration": duration}) == (ErrorKind.INVALID_VALUE, "duration")


@pytest.mark.parametrize(
    ("mode", "ratio", "size"),
    [
        ("std", "16:9", (1280, 720)),
        ("std", "9:16", (720, 1280)),
        ("std", "1:1", (960, 960)),
        ("pro", "16:9", (1920, 1080)),
        ("pro", "9:16", (1080, 1920)),
        ("pro", "1:1", (1440, 1440)),
    ],
)
def test_a_clip_has_the_size_of_its_mode_and_ratio(mode, ratio, size):
    request = make_plan({**SHORTEST, "mode": mode, "aspect_ratio": ratio}).request
    assert (request.width, request.height) == size


@pytest.mark.parametrize(("switch", "sound"), [("on", Sound.GENERATED), ("off", Sound.SILENT)])
def test_sound_is_on_or_off(switch, sound):
    assert make_plan({**SHORTEST, "sound": switch}).request.sound is sound


@pytest.mark.parametrize(
    ("field", "value"), [("mode", "PRO"), ("mode", ""), ("sound", "true"), ("aspect_ratio", "4:3")]
)
def test_a_word_that_is_not_in_the_list_is_named(field, value):
    assert fault_of({**SHORTEST, field: value}) == (ErrorKind.INVALID_VALUE, field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("input", 5),
        ("input", {"prompt": "a cat"}),
        ("negative_prompt", 5),
        ("mode", 1),
        ("sound", True),
        ("aspect_ratio", [16, 9]),
        ("duration", 5.5),
        ("duration", True),
        ("callback_url", {}),
    ],
)
def test_a_wrong_type_is_named(field, value):
    assert fault_of({**SHORTEST, field: value}) == (ErrorKind.INVALID_TYPE, field)


def test_the_documents_query_is_understood():
    document = load("kling", "get_succeeded")["request"]
    assert read(document) == Query(reference="840242793980637239", stream=False)


def test_a_query_may_ask_by_the_request_id_and_for_a_stream():
    reference = "1a06838f-d2cc-4328-a73e-401cb23e8080"
    body = {"model": "kling-text2video-get", "input": reference, "stream": True}
    assert read(body) == Query(reference=reference, stream=True)
