"""Pictures as text: base64 and data URIs."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onereel.assets.images import decode_base64_image
from onereel.errors import ErrorKind, ImageError

CONTENT = b"\x89PNG\r\n\x1a\n\xff\xfe\xfd\xfc\x00"
TEXT = base64.b64encode(CONTENT).decode()


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"  {TEXT}\n",
        "\r\n".join(TEXT[at : at + 4] for at in range(0, len(TEXT), 4)),
        f"data:image/png;base64,{TEXT}",
        f"\n DATA:Image/PNG;charset=utf-8;BASE64,{TEXT}",
        f"data:image/jpeg;base64, {TEXT}",
    ],
)
def test_plain_and_data_uri_are_taken(text):
    assert decode_base64_image(text, max_bytes=100) == CONTENT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("data:image/png;base64,", "empty"),
        (TEXT[:-1], "base64"),
        (TEXT + "=", "base64"),
        (TEXT + "====", "base64"),
        ("====", "base64"),
        ("AAAA=", "base64"),
        ("AAAA====", "base64"),
        (TEXT.rstrip("="), "base64"),
        ("_" + TEXT[1:], "base64"),
        (TEXT[:4] + "*" + TEXT[4:], "base64"),
        ("图" * 8, "base64"),
        ("https://example.com/a.png", "base64"),
        (f"data:image/png,{TEXT}", "without base64"),
        (f"data:;base64,{TEXT}", "content type"),
        (f"data:text/html;base64,{TEXT}", "content type"),
        (f"data:image/png;base64;{TEXT}", "base64"),
    ],
)
def test_anything_else_is_refused_with_a_reason(text, told):
    with pytest.raises(ImageError, match=told) as caught:
        decode_base64_image(text, max_bytes=100)
    assert caught.value.kind is ErrorKind.IMAGE_INVALID


def test_a_content_type_can_be_insisted_on():
    assert decode_base64_image(f"data:image/png;base64,{TEXT}", max_bytes=100, require_content_type=True) == CONTENT
    with pytest.raises(ImageError, match="data URI with its content type"):
        decode_base64_image(TEXT, max_bytes=100, require_content_type=True)


def test_the_size_is_judged_before_decoding():
    limit = len(CONTENT)
    assert decode_base64_image(TEXT, max_bytes=limit) == CONTENT
    with pytest.raises(ImageError, match=f"is {limit} bytes and may have {limit - 1}") as caught:
        decode_base64_image(TEXT, max_bytes=limit - 1)
    assert caught.value.kind is ErrorKind.IMAGE_TOO_LARGE
    with pytest.raises(ImageError) as caught:
        decode_base64_image("*" * 4000, max_bytes=100)
    assert caught.value.kind is ErrorKind.IMAGE_TOO_LARGE


@given(st.binary(min_size=1, max_size=300))
def test_what_is_encoded_comes_back(content):
    text = base64.encodebytes(content).decode()
    assert decode_base64_image(text, max_bytes=len(content)) == content


@given(st.text(max_size=100))
def test_no_text_makes_it_fail_otherwise(text):
    try:
        content = decode_base64_image(text, max_bytes=1000)
    except ImageError:
        return
    assert len(content) <= 1000
