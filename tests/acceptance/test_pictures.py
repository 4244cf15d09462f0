"""Pictures that will not do: bombs, halves, pages, strips; refused before they cost anything.

Not here: addresses that will not do (`test_fetching.py`).
"""

import base64

import pytest

from tests.acceptance.support.errors import check_shape, read_error, summary
from tests.acceptance.support.pictures import bomb, data_uri

INVALID, TOO_LARGE, SIZE = "image_invalid", "image_too_large", "image_size_invalid"


@pytest.mark.parametrize(
    ("name", "code", "native"),
    [
        ("bomb.png", TOO_LARGE, 500030),
        ("wide.png", TOO_LARGE, 500030),
        ("cut.jpg", INVALID, 500032),
        ("page.jpg", INVALID, 500032),
        ("tone.wav", INVALID, 500032),
    ],
)
def test_a_fetched_file_that_is_no_good_picture_is_refused(client, media, name, code, native):
    response = client.post({"model": "paiwo-picture", "input": "url", "image_url": media.url(name)})

    assert summary(response) == (400, "image_url", code)
    check_shape(response, provider="paiwo", native=native)


def test_a_bomb_of_allowed_sides_is_refused_as_well(client):
    content = bomb(width=10_000, height=10_000)

    response = client.post({"model": "paiwo-picture", "input": base64.b64encode(content).decode()})

    assert response.status_code == 400
    assert read_error(response)["param"] == "input"
    assert read_error(response)["code"] in {INVALID, TOO_LARGE}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("%%%", INVALID),
        ("aGVsbG8=", INVALID),
        ("data:text/html;base64,aGVsbG8=", INVALID),
        ("data:image/png,plain", INVALID),
        (base64.b64encode(bytes(10 * 1024 * 1024)).decode(), TOO_LARGE),
    ],
)
def test_base64_that_holds_no_picture_or_ten_megabytes_is_refused(client, text, code):
    response = client.post({"model": "paiwo-picture", "input": text})

    assert summary(response) == (400, "input", code)


def test_vidu_takes_base64_only_with_its_content_type(client, media):
    content = media.files["first.jpg"]
    wish = {"model": "viduq2-pro", "duration": 1, "resolution": "540p"}

    good = client.post(wish | {"images": [data_uri(content), data_uri(media.files["last.webp"], "image/webp")]})
    bare = client.post(wish | {"images": [data_uri(content), base64.b64encode(content).decode()]})

    assert good.status_code == 200
    assert all(link.startswith(f"{client.base_url}/assets/image-") for link in good.json()["images"])
    assert summary(bare) == (400, "images[1]", INVALID)
    check_shape(bare, provider="vidu", native="ImageFormatInvalid")


def test_vidu_refuses_frames_of_different_size_and_strips(client, media):
    first, portrait, strip = (media.url(name) for name in ("first.jpg", "portrait.jpg", "strip.png"))
    wish = {"model": "viduq2-pro", "duration": 1, "resolution": "540p"}

    answers = [client.post(wish | {"images": images}) for images in ([first, portrait], [strip, strip])]

    assert [summary(answer) for answer in answers] == [(400, "images", SIZE), (400, "images[0]", SIZE)]
    for answer in answers:
        check_shape(answer, provider="vidu", native="ImageFormatInvalid")
