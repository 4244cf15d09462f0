"""What is said in other languages: all that callers are told, and nothing that is not said any more.

Not here: what only the command line and the client say (`test_command_line.py`); the words of the console's pages
(`tests/console/test_wording.py`).
"""

import re

import pytest

from onereel.translation import LANGUAGES, load_patterns, load_words, read_pattern, translate, translate_word
from tests.translation.sentences import read_catalogue, read_said, read_texts

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
BY_OTHERS = ("typer", "machine")
"""Sections of what is not said in our source."""
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
    "This task has succeeded and cannot be cancelled.",
    "This task has failed and cannot be cancelled.",
    "No API key: set ONEREEL_API_KEY.",
    "{1} cannot make sound.",
    "{1} cannot leave out the sound.",
    "{1} cannot take a sound file.",
    "{1}: `seed` is a whole number from {2} to {3}.",
    "{1}: 10 seconds are not made at 1080p: take 5 or 8, or a lower size.",
    "{1}: motion_mode `fast` is not made with 8 seconds: take 5 or 10, or `normal`.",
    "{1} ({2}HTTP {3}).",
    "{1} ({2}HTTP {3}, request {4}).",
    "{1} failed: {2} ({3}).",
    "{1} failed: {2} ({3}, request {4}).",
    "{1} cancelled: {2} ({3}).",
    "{1} cancelled: {2} ({3}, request {4}).",
    "{1} is queued after {2} s: it goes on; wait again, or cancel it.",
    "{1} is running after {2} s: it goes on; wait again, or cancel it.",
    "{1} is queued after {2} s, and goes on.",
    "{1} is running after {2} s, and goes on.",
    "{1} tokens, {2} credits",
    "may be left out",
    "{1} (also after moderation)",
    "failed:",
    "cancelled:",
    "0 to 2147483647",
    "1 to 2147483647",
}
"""Sentences that are made of several texts."""
HOST_AND_TROUBLE = "{1} {2}"
"""Four of them."""


def written(language):
    """The English of all that is known in a language, but for what others say."""
    return {text for name, texts in read_catalogue(language).items() if name not in BY_OTHERS for text in texts}


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
    for pattern in (*load_patterns(language), *load_words(language)):
        assert sorted(re.findall(r"\{(\d)\}", pattern.other)) == sorted(pattern.places)


def test_what_stands_in_a_sentence_is_translated_too():
    sentence = "`input`: the picture is 9000x20 pixels and a side may have 8192 at most; scale it down"

    assert translate(sentence, "zh-Hans") == "`input`：图片为 9000x20 像素，每边最多 8192；请缩小"


def test_a_sentence_within_another_may_have_lost_its_full_stop():
    assert (
        translate("There is no such key (not_found, HTTP 404).", "zh-Hans") == "没有这个密钥（not_found, HTTP 404）。"
    )


def test_in_brackets_behind_a_sentence_stands_what_was_added_last():
    sentence = "wan2.6-t2v 1 failed: PixVerse gives no reason (status 8) (failed, request 7)."

    assert (
        translate_word(sentence, "zh-Hans") == "wan2.6-t2v 1 失败：PixVerse 没有说明原因（状态 8）（failed, 请求 7）。"
    )


def test_what_stands_alone_has_a_name_of_its_own_and_fields_keep_theirs():
    assert translate_word("seed", "zh-Hans") == "种子"
    assert translate("seed", "zh-Hans") is None
    assert translate("`seed` is missing: it is required.", "zh-Hans") == "缺少必填的 `seed`。"
    assert translate_word("3 at once", "zh-Hans") == "同时 3 个"
    assert translate("3 at once", "zh-Hans") is None
    assert (translate_word("gizmo", "zh-Hans"), translate_word("seed", "fr")) == (None, None)


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
