"""Any bytes become a JSON object or an error that says what to send; no body is too odd for that.

Not here: any one model's fields (`tests/providers/<name>/test_reading.py`).
"""

import json

import pytest

from onereel.errors import ErrorKind, RequestError
from onereel.providers.reading import Message, Part, parse_body, read_model_name, user_text
from tests.providers.support import CARDS, load, read


def refuse(content: bytes) -> RequestError:
    with pytest.raises(RequestError) as caught:
        parse_body(content)
    return caught.value


def explain(body: dict) -> str:
    with pytest.raises(RequestError) as caught:
        read(body)
    return caught.value.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{}{}",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"{'a': 1}",
        b"\xef\xbb\xbf{}",
        b'{"a": "\xff"}',
        b'{"\xff": 1}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": "\x00"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\udc00 is the second half of a pair"}',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_not_a_json_object_is_malformed(content):
    error = refuse(content)
    assert (error.kind, error.field) == (ErrorKind.MALFORMED_BODY, None)
    json.dumps(error.message, ensure_ascii=False).encode()


def test_a_json_object_is_taken_as_it_is():
    content = '{"model": "kling-v2-6-text2video", "input": "猫\\u0000😀", "n": [1, 2.5, true, null]}'.encode()
    assert parse_body(content) == {"model": "kling-v2-6-text2video", "input": "猫\x00😀", "n": [1, 2.5, True, None]}


@pytest.mark.parametrize("parsed", [{}, {"model": None}, {"model": ""}, {"model": 5}, {"model": ["vidu-get"]}])
def test_a_body_without_a_models_name_is_told_to_name_one(parsed):
    with pytest.raises(RequestError) as caught:
        read_model_name(parsed)
    assert (caught.value.kind, caught.value.field) == (ErrorKind.MISSING_FIELD, "model")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a cat", "a cat"),
        (5, "5"),
        ([], ""),
        ([Message(content="a cat")], "a cat"),
        ([Message(role="system", content="be brief"), Message(content="a cat")], "a cat"),
        ([Message(content="a cat"), Message(role="assistant", content="no"), Message(content="a dog")], "a cat\na dog"),
        ([Message(content=[Part(text="a cat"), Part(type="text", text="plays")])], "a cat\nplays"),
        ([Message(content=[Part(type="input_image"), Part(text="a cat")])], "a cat"),
    ],
)
def test_of_messages_what_the_user_says_is_read(value, text):
    assert user_text(value) == text


def test_a_message_explains_the_fault_and_the_cure():
    body = load("paiwo", "transition_submit")["request"]
    assert explain({**body, "duration": 7}) == ("`duration` is not acceptable: invalid enum value 7 (one of 5, 8, 10).")


def test_a_message_does_not_repeat_a_wrong_value_without_end():
    body = {"model": "kling-v2-6-text2video", "input": "a cat", "mode": "x" * 1_000_000}
    assert len(explain(body)) < 400


def test_a_wrong_value_cannot_pass_itself_off_as_a_wrong_type():
    body = {"model": "kling-v2-6-text2video", "input": "a cat", "mode": "pro, got you - at `$.sound`"}
    with pytest.raises(RequestError) as caught:
        read(body)
    assert (caught.value.kind, caught.value.field) == (ErrorKind.INVALID_VALUE, "mode")


@pytest.mark.parametrize("model", [card for card in CARDS if card.endswith("-get")])
@pytest.mark.parametrize("reference", [True, 5.5, {}, [5]])
def test_a_query_takes_no_other_kind_of_reference(model, reference):
    with pytest.raises(RequestError) as caught:
        read({"model": model, "input": reference})
    assert caught.value.kind is ErrorKind.INVALID_TYPE
    assert caught.value.field in {"input", "input[0]"}
