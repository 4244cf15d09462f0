"""The command line and the client: all that they say is known in other languages, help and Typer's own words included.

Not here: when which language is spoken (`tests/cli/test_language.py`).
"""

import errno
import os
import re

import pytest
import typer
from typer.testing import CliRunner

from onereel.cli.main import app
from onereel.client.dialects.registry import MODELS
from onereel.client.states import State
from onereel.translation import LANGUAGES, read_pattern
from tests.translation.sentences import lines_of, paragraphs_of, read_catalogue, read_spoken, read_words

TITLING = frozenset({"words", "whole", "amount", "said"})
"""What makes columns."""
WORDS = {"yes", "no", "none", "any", "one", "two", "yours", "words", "revoked", "operator", "tasks", "entries", "sound"}
"""In cells."""
STAGES = {"ordering", "saving", "drawing", *(state.value for state in State)}
"""Beside a bar."""
UNTRANSLATED = {
    # what a server says at its start, and goes into a log
    "onereel is at ",
    "onereel is at {1} (documentation: {2}/docs, console: {3}/console)",
    "Your API key, shown this once: {1}",
    "Its callbacks are signed with, shown this once: {1}",
    "Try it:",
    'curl -s {1}/v1/responses -H "Authorization: {2}" -H "Content-Type: application/json" -d {3}',
    '{"model": "kling-v2-6-text2video", "input": "生成一个海边有一个人跳舞的视频"}',
    "working on {1}",
    "POST {1}/v1/responses → task {2}",
    # what is typed, or read by programs
    "pip install 'onereel[server]'",
    " --data-dir {1}",
    "onereel {1}",
    "{1} CNY",
    "{1} [y/N]",
    "by hand",
    "first and last",
    "%Y-%m-%d %H:%M:%S",
    "Bearer {1}",
    # notes on exceptions, and how a program's own objects look
    "Its Idempotency-Key: {1}",
    "Its video: client.videos.retrieve(model={1}, id={2})",
    "<{1} {2}>",
    "<{1} {2} {3} {4}>",
}
PARTS = {
    "make sound",
    "leave out the sound",
    "take a sound file",
    "give `api_key`, or set",
    "HTTP {1}",
    ", request {1}",
    ", may be left out",
    " (also after moderation)",
    ": {1}",
    "{1} cannot {2}.",
    "{1} to {2}",
    "{1}: `seed` is a whole number from {2}.",
    "{1} ({2}HTTP {3}{4})",
    "{1} {2} {3}: {4} ({5}",
    "{1}, request {2})",
    "{1} {2} is {3} after {4} s",
    "{1}: it goes on; wait again, or cancel it",
    "{1}: {2}",
    "{1}: {2}.",
    "{1} ({2})",
    "{1} characters{2}",
}
"""Of sentences that are known whole, or of nothing but names and numbers."""
MISTAKES = (
    "generate --zzz",
    "generate --modl x",
    "genrate",
    "zzz",
    "",
    "tasks show",
    "db move",
    "models a b",
    "generate -m",
    "tasks list --json=3",
    "tasks list --limit x",
    "tasks list --limit 0",
    "tasks list --limit 9999",
    "tasks list --state x",
    "tasks watch 1 --timeout x",
    "keys limit k --credit x",
)


@pytest.fixture(params=LANGUAGES)
def catalogue(request):
    return read_catalogue(request.param)


def everything(catalogue):
    return {text for texts in catalogue.values() for text in texts}


def walk(command, context):
    """The command and all below it, as Typer has them."""
    yield command
    if hasattr(command, "commands"):
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), context)


@pytest.mark.parametrize("folder", ["cli", "client"])
def test_all_that_is_said_is_known(catalogue, folder):
    assert read_spoken(folder) - UNTRANSLATED - PARTS - everything(catalogue) == set()


def test_what_is_left_out_is_said():
    said = read_spoken("cli") | read_spoken("client")

    assert (UNTRANSLATED | PARTS) - said == set()


def test_titles_and_what_stands_alone_are_known(catalogue):
    alone = read_words("cli", TITLING) | WORDS | STAGES

    assert alone - {"--size"} - set(catalogue["words"]) == set()


def test_the_limits_of_every_model_are_known(catalogue):
    spans = {f"{model.seeds.start} to {model.seeds.stop - 1}" for model in MODELS.values() if model.seeds}

    assert spans - set(catalogue["words"]) == set()


def test_all_help_is_known(catalogue):
    root = typer.main.get_command(app)
    context = root.context_class(root)
    texts = set()
    for command in walk(root, context):
        texts |= {part for part in paragraphs_of(command.help or "") if part}
        texts |= {parameter.help for parameter in command.get_params(context) if parameter.help}

    assert texts - everything(catalogue) == set()


def test_what_typer_says_is_known_and_nothing_else_is(catalogue):
    told = [CliRunner().invoke(app, words.split()).stderr for words in MISTAKES]
    helped = [
        CliRunner().invoke(app, words, env={"COLUMNS": "200"}).stdout
        for words in (["--help"], ["keys", "create", "--help"], ["tasks", "show", "--help"])
    ]
    said = "\n".join((*told, *helped))
    unsaid = [text for text in catalogue["typer"] if not re.search(_expression(text), said)]

    assert unsaid == []


@pytest.mark.parametrize("words", [words for words in MISTAKES if words])
def test_a_mistake_is_told_without_a_word_of_english(words):
    told = CliRunner().invoke(app, words.split(), env={"LANG": "zh_CN.UTF-8"}).stderr

    assert re.match(r"onereel: .*[\u4e00-\u9fff].*\n", told)
    assert re.findall(r"[a-z]{2,} [a-z]{2,}", re.sub("`[^`]+`", "", told)) == []


def _expression(text):
    """Where a text stands in others, whatever is at its places."""
    return re.sub(r"\\\{\d?\\\}", ".+", re.escape(text))


def test_what_a_machine_says_is_said_by_machines(catalogue):
    words = {os.strerror(number) for number in errno.errorcode}

    assert set(catalogue["machine"]) - words - {f"{word}: {{1}}." for word in words} == set()


def test_lines_and_places_are_counted_anew():
    assert lines_of("{1}\n{2} is {3}.\nIt is.") == ["{1} is {2}.", "It is."]
    assert read_pattern("{1} is {2}.", "").read("a is b.") == {"1": "a", "2": "b"}
