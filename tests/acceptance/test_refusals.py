"""Requests that cannot be served: answered in the dialect's shape, with the field, and OpenAI's `error` beside it.

Not here: media that will not do (`test_fetching.py`, `test_pictures.py`, `test_local_paths.py`).
"""

import json

import pytest

from tests.acceptance.support.errors import check_shape, read_error, summary
from tests.acceptance.support.printing import compact, usage

UUID = "3a7d8355-ef78-48cd-863c-6cdb9707ba91"


def wan(**parameters):
    return {"model": "wan2.6-t2v", "input": {"prompt": "猫"}, "parameters": parameters}


def kling(**fields):
    return {"model": "kling-v2-6-text2video", "input": "猫"} | fields


def paiwo(**fields):
    wish = {"model": "paiwo-v5.6-itv2", "input": "猫", "duration": 5, "quality": "540p"}
    return wish | {"first_frame_img": 1, "last_frame_img": 1} | fields


def vidu(**fields):
    return {"model": "viduq2-pro", "input": "猫", "images": ["https://example.com/1.png"] * 2} | fields


TYPE, VALUE, MISSING, LONG = "invalid_type", "invalid_value", "missing_field", "prompt_too_long"
CASES = [
    (paiwo(input="字" * 2049), "input", LONG, 400018),
    (paiwo(negative_prompt="字" * 2049), "negative_prompt", "negative_prompt_too_long", 400019),
    (paiwo(input=" "), "input", MISSING, 400011),
    (paiwo(duration=6), "duration", VALUE, 400017),
    (paiwo(duration="5"), "duration", TYPE, 400013),
    (paiwo(duration=10, quality="1080p"), "duration", VALUE, 400017),
    (paiwo(quality="4k"), "quality", VALUE, 400017),
    (paiwo(motion_mode="slow"), "motion_mode", VALUE, 400017),
    (paiwo(motion_mode="fast", duration=8), "motion_mode", VALUE, 400017),
    (paiwo(seed=2_147_483_648), "seed", VALUE, 400017),
    (paiwo(seed=-1), "seed", VALUE, 400017),
    (paiwo(seed=1.5), "seed", TYPE, 400013),
    (paiwo(generate_audio_switch="yes"), "generate_audio_switch", TYPE, 400013),
    (paiwo(first_frame_img=None), "first_frame_img", MISSING, 400011),
    (paiwo(last_frame_img="177602101x"), "last_frame_img", TYPE, 400013),
    ({"model": "paiwo-picture", "input": "url"}, "image_url", MISSING, 400011),
    ({"model": "paiwo-picture", "input": "local"}, "image_path", MISSING, 400011),
    ({"model": "paiwo-picture"}, "input", MISSING, 400011),
    ({"model": "paiwo-get"}, "input", MISSING, 400011),
    (wan(size="1*1"), "parameters.size", VALUE, "InvalidParameter"),
    (wan(size="1280x720"), "parameters.size", VALUE, "InvalidParameter"),
    (wan(duration=1), "parameters.duration", VALUE, "InvalidParameter"),
    (wan(duration=16), "parameters.duration", VALUE, "InvalidParameter"),
    (wan(duration=2.5), "parameters.duration", TYPE, "InvalidParameter"),
    (wan(shot_type="many"), "parameters.shot_type", VALUE, "InvalidParameter"),
    (wan(seed=2_147_483_648), "parameters.seed", VALUE, "InvalidParameter"),
    (wan(watermark="no"), "parameters.watermark", TYPE, "InvalidParameter"),
    (wan() | {"input": {"negative_prompt": ""}}, "input.prompt", MISSING, "InvalidParameter"),
    (wan() | {"input": {"prompt": 7}}, "input.prompt", TYPE, "InvalidParameter"),
    (wan() | {"parameters": []}, "parameters", TYPE, "InvalidParameter"),
    ({"model": "wan2.6-t2v"}, "input", MISSING, "InvalidParameter"),
    (kling(input="字" * 2501), "input", LONG, 1201),
    (kling(negative_prompt="字" * 2501), "negative_prompt", "negative_prompt_too_long", 1201),
    (kling(input=""), "input", MISSING, 1200),
    (kling(mode="ultra"), "mode", VALUE, 1201),
    (kling(sound="maybe"), "sound", VALUE, 1201),
    (kling(aspect_ratio="4:3"), "aspect_ratio", VALUE, 1201),
    (kling(duration=6), "duration", VALUE, 1201),
    (kling(duration=True), "duration", TYPE, 1201),
    (kling(input={"prompt": "猫"}), "input", TYPE, 1201),
    (kling(callback_url="http://127.0.0.1/hook"), "callback_url", VALUE, 1201),
    (kling(callback_url="ftp://example.com"), "callback_url", VALUE, 1201),
    ({"model": "kling-text2video-get", "input": ["x"]}, "input[0]", TYPE, 1201),
    ({"model": "kling-text2video-get", "input": "1", "stream": "yes"}, "stream", TYPE, 1201),
    (vidu(input="字" * 2001), "input", LONG, "FieldInvalid"),
    (vidu(duration=0), "duration", VALUE, "FieldInvalid"),
    (vidu(duration=9), "duration", VALUE, "FieldInvalid"),
    (vidu(seed=-1), "seed", VALUE, "FieldInvalid"),
    (vidu(resolution="720P"), "resolution", VALUE, "FieldInvalid"),
    (vidu(movement_amplitude="huge"), "movement_amplitude", VALUE, "FieldInvalid"),
    (vidu(wm_position=5), "wm_position", VALUE, "FieldInvalid"),
    (vidu(bgm=1), "bgm", TYPE, "FieldInvalid"),
    (vidu(images=[]), "images", VALUE, "FieldInvalid"),
    (vidu(images=["https://example.com/1.png"] * 3), "images", VALUE, "FieldInvalid"),
    (vidu(images="https://example.com/1.png"), "images", TYPE, "FieldInvalid"),
    (vidu(images=[1, 2]), "images[0]", TYPE, "FieldInvalid"),
    ({"model": "viduq2-pro"}, "images", MISSING, "FieldLacking"),
    ({"model": "vidu-get", "input": True}, "input", TYPE, "FieldInvalid"),
]


@pytest.mark.parametrize(("wish", "field", "code", "native"), CASES)
def test_a_wrong_field_is_named_in_the_shape_of_its_dialect(client, wish, field, code, native):
    response = client.post(wish)

    assert summary(response) == (400, field, code)
    assert f"`{field}`" in read_error(response)["message"]
    check_shape(response, provider=provider_of(wish["model"]), native=native)


@pytest.mark.parametrize(
    ("model", "native"),
    [
        ("paiwo-get", 500008),
        ("kling-text2video-get", 1203),
        ("vidu-get", "TaskNotFound"),
        ("viduq2-pro-get", "TaskNotFound"),
    ],
)
def test_an_unknown_task_is_a_404_in_the_shape_of_its_dialect(client, model, native):
    response = client.post({"model": model, "input": "840242793980637239"})

    assert summary(response) == (404, "input", "task_not_found")
    check_shape(response, provider=provider_of(model), native=native)


def test_an_unknown_wan_task_is_also_wrapped_as_a_reply_of_its_kind(client):
    response = client.post({"model": "wan2.6-get", "input": UUID})
    reply, text = response.json(), compact({"task_id": UUID, "task_status": "UNKNOWN"})

    assert response.status_code == 404
    assert reply == {
        "code": "InvalidParameter",
        "message": reply["error"]["message"],
        "request_id": reply["request_id"],
        "output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}],
        "usage": usage(),
        "error": {
            "message": reply["message"],
            "type": "invalid_request_error",
            "param": "input",
            "code": "task_not_found",
        },
    }


@pytest.mark.parametrize("model", ["gpt-4o", "WAN2.6-T2V", "wan2.6-t2v ", "../paiwo", "字" * 10_000])
def test_an_unknown_model_is_answered_with_the_names_that_there_are(client, model):
    response = client.post({"model": model, "input": "猫"})

    assert summary(response) == (400, "model", "model_not_found")
    assert "viduq2-pro-get" in read_error(response)["message"]
    assert len(response.content) < 1000


@pytest.mark.parametrize("model", [None, "", 7, ["wan2.6-t2v"]])
def test_a_body_without_the_name_of_a_model_is_told_where_the_names_are(client, model):
    response = client.post({"model": model, "input": "猫"})

    assert summary(response) == (400, "model", "missing_field")
    assert "GET /v1/models" in read_error(response)["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"wan2.6-t2v"',
        b'{"model": "wan2.6-t2v",}',
        b'{"model": "\xff"}',
        b'{"model": NaN}',
        b"model=wan2.6-t2v",
        "字".encode("gb18030"),
        b"[" * 1_000_000,
        b'{"model": "wan2.6-t2v", "input": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"model": "wan2.6-t2v", "input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_body_that_is_no_plain_json_object_is_refused(client, body):
    response = client.send(body)

    assert summary(response) == (400, None, "malformed_body")
    assert len(response.content) < 1000


def test_wrong_values_are_not_quoted_at_length(client):
    answers = [client.post(kling(mode="x" * 100_000)), client.post(kling(duration="9" * 100_000))]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert all(len(answer.content) < 2000 for answer in answers)


def test_fields_that_are_not_known_and_headers_that_are_not_needed_do_no_harm(client):
    body = json.dumps(kling(water_mark=True, cfg_scale=0.5, negative_prompt=None)).encode()

    response = client.send(body, headers={"X-DashScope-Async": "enable", "Ai-trace-id": UUID})

    assert (response.status_code, response.json()["message"]) == (200, "SUCCEED")


def provider_of(model):
    return "vidu" if model.startswith("vidu") else model.partition("-")[0].rstrip("0123456789.")
