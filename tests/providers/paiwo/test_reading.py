"""PixVerse's requests are understood as its documents say, up to the edge of every limit.

Not here: how replies are written (`test_writing.py`).
"""

import pytest

from onereel.domain.request import Sound, VideoRequest
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind
from onereel.providers.base import Address, Inline, LocalPath, Plan, Query, Role, Uploaded
from tests.providers.support import DRAWN_SEED, build_frame, build_frames, fault_of, load, make_plan, read, read_wish

DOCUMENT = load("paiwo", "transition_submit")["request"]
NEEDED = {
    "model": "paiwo-v5.6-itv2",
    "input": "一只小奶猫在跟大人玩耍",
    "duration": 5,
    "quality": "540p",
    "first_frame_img": 1,
    "last_frame_img": 2,
}


def test_the_documents_submit_needs_the_two_uploaded_pictures():
    assert read_wish(DOCUMENT).needs == {
        Role.FIRST_FRAME: Uploaded(id=177602101, field="first_frame_img"),
        Role.LAST_FRAME: Uploaded(id=177602101, field="last_frame_img"),
    }


def test_the_documents_submit_is_understood_whole():
    assert make_plan(DOCUMENT, build_frames((1920, 1080))) == Plan(
        request=VideoRequest(
            prompt="一只小奶猫在跟大人玩耍",
            negative_prompt="",
            width=1024,
            height=576,
            frame_rate=24,
            frame_count=120,
            seed=937433858,
            first_frame=build_frame("first.png", (1920, 1080)),
            last_frame=build_frame("last.png", (1920, 1080)),
            sound=Sound.GENERATED,
        ),
        charge=Charge(tokens=240_000, credits=80, cost=5_760_000),
        echo=b"{}",
    )


def test_what_is_left_out_has_its_default():
    plan = make_plan(NEEDED)
    assert plan == make_plan(
        {**NEEDED, "motion_mode": "normal", "negative_prompt": "", "seed": DRAWN_SEED, "generate_audio_switch": False}
    )
    assert (plan.request.sound, plan.request.seed, plan.charge.credits) == (Sound.SILENT, DRAWN_SEED, 35)


def test_null_is_as_good_as_absent():
    nulls = dict.fromkeys(["motion_mode", "negative_prompt", "seed", "generate_audio_switch"])
    assert make_plan({**NEEDED, **nulls}) == make_plan(NEEDED)


def test_unknown_fields_are_ignored():
    assert make_plan({**NEEDED, "camera": 5, "water_mark": {"a": []}}) == make_plan(NEEDED)


@pytest.mark.parametrize("field", ["input", "duration", "quality", "first_frame_img", "last_frame_img"])
def test_a_missing_field_is_named(field):
    body = {name: value for name, value in NEEDED.items() if name != field}
    assert fault_of(body) == (ErrorKind.MISSING_FIELD, field)


@pytest.mark.parametrize("prompt", ["", " \n\t", [], [{"role": "system", "content": "be brief"}]])
def test_an_empty_prompt_is_missing(prompt):
    assert fault_of({**NEEDED, "input": prompt}) == (ErrorKind.MISSING_FIELD, "input")


@pytest.mark.parametrize("letter", ["a", "猫", "😀"])
def test_a_prompt_may_have_2048_characters_not_bytes(letter):
    assert make_plan({**NEEDED, "input": letter * 2048}).request.prompt == letter * 2048
    assert fault_of({**NEEDED, "input": letter * 2049}) == (ErrorKind.PROMPT_TOO_LONG, "input")


def test_a_negative_prompt_may_have_2048_characters():
    assert make_plan({**NEEDED, "negative_prompt": "猫" * 2048}).request.negative_prompt == "猫" * 2048
    long = {**NEEDED, "negative_prompt": "猫" * 2049}
    assert fault_of(long) == (ErrorKind.NEGATIVE_PROMPT_TOO_LONG, "negative_prompt")


@pytest.mark.parametrize(("seconds", "frames"), [(5, 120), (8, 192), (10, 240)])
def test_a_clip_lasts_5_8_or_10_seconds(seconds, frames):
    assert make_plan({**NEEDED, "duration": seconds}).request.frame_count == frames


@pytest.mark.parametrize("seconds", [-5, 0, 4, 6, 7, 9, 11, 2**70])
def test_no_clip_lasts_anything_else(seconds):
    assert fault_of({**NEEDED, "duration": seconds}) == (ErrorKind.INVALID_VALUE, "duration")


def test_1080p_is_not_made_in_10_seconds():
    assert make_plan({**NEEDED, "quality": "1080p", "duration": 8}).charge.credits == 150
    assert make_plan({**NEEDED, "quality": "720p", "duration": 10}).charge.credits == 99
    assert fault_of({**NEEDED, "quality": "1080p", "duration": 10}) == (ErrorKind.INVALID_VALUE, "duration")


def test_fast_motion_is_not_made_in_8_seconds():
    assert make_plan({**NEEDED, "motion_mode": "fast", "duration": 5}).request.fast_motion
    assert make_plan({**NEEDED, "motion_mode": "fast", "duration": 10}).request.fast_motion
    assert fault_of({**NEEDED, "motion_mode": "fast", "duration": 8}) == (ErrorKind.INVALID_VALUE, "motion_mode")


@pytest.mark.parametrize("seed", [0, 1, 2_147_483_647])
def test_a_named_seed_is_taken_even_when_it_is_zero(seed):
    assert make_plan({**NEEDED, "seed": seed}).request.seed == seed


@pytest.mark.parametrize("seed", [-1, 2_147_483_648, 2**70])
def test_a_seed_out_of_range_is_refused(seed):
    assert fault_of({**NEEDED, "seed": seed}) == (ErrorKind.INVALID_VALUE, "seed")


@pytest.mark.parametrize("image_id", [-1, 2**63])
def test_an_img_id_that_no_store_can_hold_is_refused(image_id):
    assert fault_of({**NEEDED, "last_frame_img": image_id}) == (ErrorKind.INVALID_VALUE, "last_frame_img")


@pytest.mark.parametrize(
    ("quality", "frame", "size"),
    [
        ("360p", (1920, 1080), (640, 360)),
        ("540p", (1920, 1080), (1024, 576)),
        ("720p", (1920, 1080), (1280, 720)),
        ("1080p", (1920, 1080), (1920, 1080)),
        ("360p", (1080, 1920), (360, 640)),
        ("540p", (1080, 1920), (576, 1024)),
        ("720p", (720, 720), (720, 720)),
        ("540p", (800, 600), (768, 576)),
        ("360p", (333, 1000), (360, 1082)),
        ("720p", (1001, 997), (722, 720)),
        ("1080p", (10_000, 1), (4320, 1080)),
        ("360p", (1, 10_000), (360, 1440)),
    ],
)
def test_the_clip_has_the_ratio_of_the_first_frame_and_the_quality_as_its_short_side(quality, frame, size):
    request = make_plan({**NEEDED, "quality": quality}, build_frames(frame)).request
    assert (request.width, request.height) == size


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("input", 5),
        ("input", {"prompt": "a cat"}),
        ("duration", "5"),
        ("duration", 5.5),
        ("duration", True),
        ("quality", 540),
        ("motion_mode", True),
        ("negative_prompt", ["rain"]),
        ("seed", "1"),
        ("first_frame_img", "177602101"),
        ("last_frame_img", [177602101]),
        ("generate_audio_switch", 1),
        ("generate_audio_switch", "true"),
    ],
)
def test_a_wrong_type_is_named(field, value):
    assert fault_of({**NEEDED, field: value}) == (ErrorKind.INVALID_TYPE, field)


@pytest.mark.parametrize(("field", "value"), [("quality", "4k"), ("quality", "540P"), ("motion_mode", "slow")])
def test_a_word_that_is_not_in_the_list_is_named(field, value):
    assert fault_of({**NEEDED, field: value}) == (ErrorKind.INVALID_VALUE, field)


def test_the_prompt_may_come_as_messages():
    messages = [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "一只小奶猫"},
        {"role": "user", "content": [{"type": "input_text", "text": "在跟大人玩耍"}, {"type": "input_image"}]},
    ]
    assert make_plan({**NEEDED, "input": messages}).request.prompt == "一只小奶猫\n在跟大人玩耍"


def test_a_picture_is_uploaded_by_address():
    document = load("paiwo", "upload_url")["request"]
    assert read(document) == Address(url=document["image_url"], field="image_url", max_bytes=50 * 1024 * 1024)


def test_a_picture_is_uploaded_by_path():
    document = load("paiwo", "upload_local")["request"]
    assert read(document) == LocalPath(path="C:\\Users\\me\\1.jpg", field="image_path", max_bytes=50 * 1024 * 1024)


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_a_picture_is_uploaded_in_the_body_itself(prefix):
    text = prefix + load("paiwo", "upload_base64")["request"]["input"]
    wanted = Inline(text=text, field="input", max_bytes=10 * 1024 * 1024 - 1, data_uri_only=False)
    assert read({"model": "paiwo-picture", "input": text}) == wanted


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "input"),
        ({"input": ""}, "input"),
        ({"input": "url"}, "image_url"),
        ({"input": "url", "image_url": "", "image_path": "1.jpg"}, "image_url"),
        ({"input": "local", "image_url": "https://example.com/1.jpg"}, "image_path"),
    ],
)
def test_an_upload_without_its_picture_names_what_is_missing(body, field):
    assert fault_of({"model": "paiwo-picture", **body}) == (ErrorKind.MISSING_FIELD, field)


@pytest.mark.parametrize("reference", ["385193132999855", " 385193132999855\n", 385193132999855])
def test_a_query_takes_the_id_as_text_or_number(reference):
    assert read({"model": "paiwo-get", "input": reference}) == Query(reference="385193132999855")


def test_the_documents_queries_are_understood():
    assert read(load("paiwo", "get_done")["request"]) == Query(reference="385043936817661", stream=False)
