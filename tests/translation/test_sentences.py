"""What is said in other languages: all that callers are told, and nothing that is not said any more.

Not here: the words of the console's pages (`tests/console/test_wording.py`).
"""

import re

import pytest

from onereel.translation import LANGUAGES, load_patterns, read_pattern, translate
from tests.translation.sentences import read_said, read_texts

RAISED = frozenset(
    {"RequestError", "LimitReached", "ImageError", "FetchRefused", "FetchFailed", "FetchUnsent", "Failure"}
)
SPEAKING = (
    "server",
    "providers",
    "console",
    "assets",
    "domain",
    "tasks",
    "engines",
    "gateway.py",
    "materials.py",
    "replays.py",
)
BY_MSGSPEC = re.compile(r"expected `|invalid enum value|object contains unknown field")
JOINED = {
    "`{1}` is not acceptable: {2}.",
    "`{1}` is not acceptable: {2} (one of {3}).",
    "`{1}` is missing: it is required.",
    "`{1}` is missing: it is required (one of {2}).",
    "{1} broke the transfer off",
    "{1} cannot be found; check the spelling of the host",
    "{1} has no certificate that can be trusted",
    "{1} cannot be connected to",
}
"""Sentences that are made of several texts."""
HOST_AND_TROUBLE = "{1} {2}"
"""Four of them."""


def written(language):
    """The English of every pattern of a language."""
    return {
        pattern.around[0]
        + "".join(f"{{{place}}}{text}" for place, text in zip(pattern.places, pattern.around[1:], strict=True))
        for pattern in load_patterns(language)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_callers_are_told_is_known(language):
    told = {text for place in SPEAKING for text in read_said(place, RAISED)} - {HOST_AND_TROUBLE}

    assert {text for text in told if translate(text, language) is None} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_known_that_is_not_said(language):
    unsaid = written(language) - read_texts() - JOINED

    assert {text for text in unsaid if not BY_MSGSPEC.match(text)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_places_are_filled(language):
    for pattern in load_patterns(language):
        assert sorted(re.findall(r"\{(\d)\}", pattern.other)) == sorted(pattern.places)


def test_what_stands_in_a_sentence_is_translated_too():
    sentence = "`input`: the picture is 9000x20 pixels and a side may have 8192 at most; scale it down"

    assert translate(sentence, "zh-Hans") == "`input`：图片为 9000x20 像素，每边最多 8192；请缩小"


@pytest.mark.parametrize("text", ["", "{1}", "The balance is too low: top up.", "余额不足", "`" * 3000, "`a`: " * 500])
def test_what_somebody_else_says_stays_as_it_is(text):
    assert translate(text, "zh-Hans") is None


def test_there_are_no_other_languages():
    assert translate("There is no such key.", "fr") is None


@pytest.mark.parametrize(
    ("english", "sentence", "values"),
    [
        ("none", "none", {}),
        ("none", "none.", None),
        ("{1} is {2}.", "a is b.", {"1": "a", "2": "b"}),
        ("{1} is {2}.", "a is b is c.", {"1": "a", "2": "b is c"}),
        ("{1} is {2}.", "a is b", None),
        ("{2}, {1}", "a, b", {"2": "a", "1": "b"}),
        ("ab{1}bc", "abc", None),
        ("ab{1}bc", "abbc", {"1": ""}),
    ],
)
def test_a_pattern_reads_what_stands_at_its_places(english, sentence, values):
    assert read_pattern(english, "").read(sentence) == values
