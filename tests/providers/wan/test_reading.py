"""Wan's requests are understood as its document says, up to the edge of every limit.

Not here: how replies are written (`test_writing.py`).
"""

import pytest

from onereel.domain.request import Corner, Sound, VideoRequest, Watermark
from onereel.domain.usage import Charge
from onereel.errors import ErrorKind
from onereel.providers.base import Found, Plan, Query, Role, SoundAddress
from tests.providers.support import DRAWN_SEED, fault_of, load, make_plan, read, read_wish

DOCUMENT = load("wan", "submit")["request"]
LIMITS = load("wan", "limits")
SIZES = [size for sizes in LIMITS["sizes"].values() for size in sizes]
SHORTEST = {"model": "wan2.6-t2v", "input": {"prompt": "a cat"}}


def with_input(**fields) -> dict:
    return {**SHORTEST, "input": {**SHORTEST["input"], **fields}}


def with_parameters(**fields) -> dict:
    return {**SHORTEST, "parameters": fields}


def test_the_documents_submit_needs_its_audio():
    assert read_wish(DOCUMENT).needs == {
        Role.TRACK: SoundAddress(
            url=DOCUMENT["input"]["audio_url"],
            field="input.audio_url",
            max_bytes=15 * 1024 * 1024,
            formats=frozenset({"wav", "mp3"}),
            shortest=3.0,
            longest=30.0,
        )
    }


def test_the_documents_submit_is_understood_whole():
    assert make_plan(DOCUMENT, Found(track="sound-1.mp3")) == Plan(
        request=VideoRequest(
            prompt=DOCUMENT["input"]["prompt"],
            negative_prompt="",
            width=1920,
            height=1080,
            frame_rate=30,
            frame_count=300,
            seed=666,
            sound=Sound.TRACK,
            track="sound-1.mp3",
            watermark=None,
            multi_shot=True,
            extend_prompt=True,
        ),
        charge=Charge(tokens=100_000, cost=10_000_000),
        echo=b"{}",
    )


def test_what_is_left_out_has_its_default():
    defaults = with_parameters(
        size=LIMITS["size_default"],
        duration=LIMITS["duration"]["default"],
        prompt_extend=True,
        shot_type="single",
        watermark=False,
        seed=DRAWN_SEED,
    )
    assert make_plan(SHORTEST) == make_plan({**defaults, "input": {**defaults["input"], "negative_prompt": ""}})


def test_without_audio_nothing_is_needed_and_the_sound_is_made():
    assert read_wish(SHORTEST).needs == read_wish(with_input(audio_url="")).needs == {}
    assert make_plan(SHORTEST).request.sound is Sound.GENERATED


@pytest.mark.parametrize(
    "body",
    [
        {**SHORTEST, "parameters": None},
        with_parameters(**dict.fromkeys(["size", "duration", "prompt_extend", "shot_type", "watermark", "seed"])),
        with_input(audio_url=None, negative_prompt=None),
    ],
)
def test_null_is_as_good_as_absent(body):
    assert make_plan(body) == make_plan(SHORTEST)


@pytest.mark.parametrize(
    "body", [{**SHORTEST, "stream": 5}, with_input(img_url=[1]), with_parameters(resolution={"a": 1}, audio=False)]
)
def test_unknown_fields_are_ignored(body):
    assert make_plan(body) == make_plan(SHORTEST)


@pytest.mark.parametrize("prompt", ["a cat", [{"role": "user", "content": "a cat"}]])
def test_a_plain_prompt_is_taken_too(prompt):
    assert make_plan({**SHORTEST, "input": prompt}) == make_plan(SHORTEST)


@pytest.mark.parametrize("letter", ["a", "猫", "😀"])
def test_a_prompt_is_cut_to_1500_characters_not_bytes(letter):
    assert make_plan(with_input(prompt=letter * 1500)).request.prompt == letter * 1500
    assert make_plan(with_input(prompt=letter * 1501)).request.prompt == letter * 1500


@pytest.mark.parametrize("letter", ["a", "猫", "😀"])
def test_a_negative_prompt_is_cut_to_500_characters(letter):
    assert make_plan(with_input(negative_prompt=letter * 500)).request.negative_prompt == letter * 500
    assert make_plan(with_input(negative_prompt=letter * 501)).request.negative_prompt == letter * 500


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"model": "wan2.6-t2v"}, "input"),
        ({**SHORTEST, "input": None}, "input"),
        ({**SHORTEST, "input": ""}, "input"),
        ({**SHORTEST, "input": []}, "input"),
        ({**SHORTEST, "input": {}}, "input.prompt"),
        (with_input(prompt=None), "input.prompt"),
        (with_input(prompt=" \n"), "input.prompt"),
    ],
)
def test_a_missing_prompt_is_named_where_the_caller_would_write_it(body, field):
    assert fault_of(body) == (ErrorKind.MISSING_FIELD, field)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_of_the_reference_is_made(size):
    request = make_plan(with_parameters(size=size)).request
    assert f"{request.width}*{request.height}" == size


@pytest.mark.parametrize("size", ["1920x1080", "1080P", "1921*1080", "832*1089", "", "1280*720 "])
def test_no_other_size_is_made(size):
    assert fault_of(with_parameters(size=size)) == (ErrorKind.INVALID_VALUE, "parameters.size")


@pytest.mark.parametrize("seconds", range(2, 16))
def test_a_clip_lasts_2_to_15_seconds(seconds):
    assert make_plan(with_parameters(duration=seconds)).request.frame_count == seconds * 30


@pytest.mark.parametrize("seconds", [-5, 0, 1, 16, 2**70])
def test_no_clip_lasts_shorter_or_longer(seconds):
    assert fault_of(with_parameters(duration=seconds)) == (ErrorKind.INVALID_VALUE, "parameters.duration")


@pytest.mark.parametrize("seed", [0, 2_147_483_647])
def test_a_named_seed_is_taken_even_when_it_is_zero(seed):
    assert make_plan(with_parameters(seed=seed)).request.seed == seed


@pytest.mark.parametrize("seed", [-1, 2_147_483_648])
def test_a_seed_out_of_range_is_refused(seed):
    assert fault_of(with_parameters(seed=seed)) == (ErrorKind.INVALID_VALUE, "parameters.seed")


@pytest.mark.parametrize(
    ("extend", "shot_type", "several"),
    [(True, "multi", True), (True, "single", False), (False, "multi", False), (False, "single", False)],
)
def test_several_shots_are_made_only_of_an_extended_prompt(extend, shot_type, several):
    request = make_plan(with_parameters(prompt_extend=extend, shot_type=shot_type)).request
    assert (request.extend_prompt, request.multi_shot) == (extend, several)


def test_a_watermark_marks_the_video_itself_at_the_lower_right():
    expected = Watermark(corner=Corner.BOTTOM_RIGHT, text="AI生成", picture=None, twin=False)
    assert make_plan(with_parameters(watermark=True)).request.watermark == expected


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**SHORTEST, "input": 5}, "input"),
        ({**SHORTEST, "parameters": "fast"}, "parameters"),
        ({**SHORTEST, "parameters": []}, "parameters"),
        (with_input(prompt=5), "input.prompt"),
        (with_input(negative_prompt=["rain"]), "input.negative_prompt"),
        (with_input(audio_url={"url": "x"}), "input.audio_url"),
        (with_parameters(size=1080), "parameters.size"),
        (with_parameters(duration="10"), "parameters.duration"),
        (with_parameters(duration=5.5), "parameters.duration"),
        (with_parameters(prompt_extend="true"), "parameters.prompt_extend"),
        (with_parameters(shot_type=1), "parameters.shot_type"),
        (with_parameters(watermark=0), "parameters.watermark"),
        (with_parameters(seed="666"), "parameters.seed"),
    ],
)
def test_a_wrong_type_is_named(body, field):
    assert fault_of(body) == (ErrorKind.INVALID_TYPE, field)


def test_a_shot_type_that_is_not_in_the_list_is_named():
    assert fault_of(with_parameters(shot_type="many")) == (ErrorKind.INVALID_VALUE, "parameters.shot_type")


def test_the_documents_query_is_understood():
    document = load("wan", "get_succeeded")["request"]
    assert read(document) == Query(reference="3a7d8355-ef78-48cd-863c-6cdb9707ba91", stream=False)
