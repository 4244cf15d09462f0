"""Addresses that the server is asked to fetch from: what is refused, and how little is said about it.

Not here: pictures that were fetched and are wrong (`test_pictures.py`).
"""

import pytest

from tests.acceptance.support.errors import check_shape, read_error, summary
from tests.acceptance.support.server import free_port

UNREACHABLE = "media_unreachable"


def upload(url):
    return {"model": "paiwo-picture", "input": "url", "image_url": url}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{other}/first.jpg",
        "http://127.0.0.1/first.jpg",
        "http://localhost:{allowed}/first.jpg",
        "http://[::1]:{allowed}/first.jpg",
        "http://[::ffff:127.0.0.1]:{allowed}/first.jpg",
        "http://0.0.0.0:{allowed}/first.jpg",
        "http://2130706433:{allowed}/first.jpg",
        "http://0x7f000001:{allowed}/first.jpg",
        "http://0177.0.0.1:{allowed}/first.jpg",
        "http://127.1:{allowed}/first.jpg",
        "http://127.0.0.1:{allowed}@169.254.169.254/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://100.100.100.200/latest/meta-data/",
        "http://10.0.0.1/first.jpg",
        "http://192.168.1.1/first.jpg",
        "http://172.16.0.1/first.jpg",
        "file:///etc/passwd",
        "ftp://127.0.0.1/first.jpg",
        "gopher://127.0.0.1:{allowed}/_GET",
        "data:image/png;base64,iVBORw0KGgo=",
        "//127.0.0.1:{allowed}/first.jpg",
        "http://127.0.0.1:{allowed}\\@example.com/",
        "http:///first.jpg",
        "not an address",
    ],
)
def test_an_address_that_leads_inside_is_refused_and_never_asked(client, media, url):
    before = len(media.requested)
    address = url.format(allowed=media.port, other=free_port())

    response = client.post(upload(address))

    assert summary(response) == (400, "image_url", UNREACHABLE)
    assert read_error(response)["message"].startswith("`image_url`: ")
    check_shape(response, provider="paiwo", native=500041)
    assert len(media.requested) == before


@pytest.mark.parametrize("name", ["to-metadata", "to-file", "to-itself"])
def test_a_redirect_that_leads_inside_or_nowhere_is_not_followed(client, media, name):
    response = client.post(upload(media.url(name)))

    assert summary(response) == (400, "image_url", UNREACHABLE)
    assert "169.254" not in response.text
    assert "passwd" not in response.text


def test_a_redirect_that_leads_to_an_allowed_place_is_followed(client, media):
    assert client.ask(upload(media.url("to-first")))["ErrMsg"] == "Success"


@pytest.mark.parametrize("name", ["absent.jpg", "empty.jpg", "large.jpg"])
def test_a_file_that_is_absent_empty_or_too_large_is_refused(client, media, name):
    response = client.post(upload(media.url(name)))

    assert summary(response) == (400, "image_url", UNREACHABLE)


def test_every_field_with_an_address_is_guarded_and_named(client, media):
    inside, good = "http://169.254.169.254/", media.url("first.jpg")
    vidu = {"model": "viduq2-pro", "images": [good, good], "duration": 1, "resolution": "540p"}
    wan = {"model": "wan2.6-t2v", "input": {"prompt": "猫", "audio_url": inside}}

    answers = {
        "images[0]": client.post(vidu | {"images": [inside, good]}),
        "images[1]": client.post(vidu | {"images": [good, inside]}),
        "wm_url": client.post(vidu | {"watermark": True, "wm_url": inside}),
        "input.audio_url": client.post(wan),
        "callback_url": client.post(vidu | {"callback_url": inside}),
    }

    codes = dict.fromkeys(answers, UNREACHABLE) | {"callback_url": "invalid_value"}
    assert {name: summary(answer) for name, answer in answers.items()} == {
        name: (400, name, code) for name, code in codes.items()
    }


@pytest.mark.parametrize(
    ("name", "why"),
    [("brief.wav", "lasts 1.0 s"), ("first.jpg", "is not mp3 or wav"), ("page.jpg", "is not mp3 or wav")],
)
def test_a_sound_that_is_none_or_too_brief_is_refused(client, media, name, why):
    wish = {"model": "wan2.6-t2v", "input": {"prompt": "猫", "audio_url": media.url(name)}}

    response = client.post(wish)

    assert summary(response) == (400, "input.audio_url", "media_invalid")
    assert why in read_error(response)["message"]
    check_shape(response, provider="wan", native="InvalidParameter")
