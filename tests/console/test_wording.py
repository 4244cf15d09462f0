"""Both languages say everything, and nothing that a page says stands outside of them.

Not here: whether it is well said.
"""

import re
from pathlib import Path
from string import Formatter

import pytest

import onereel.console
from onereel.catalog import Catalog
from onereel.console.fields import list_fields
from onereel.console.wording import LANGUAGES, load_texts
from onereel.domain.chance import SystemChance
from onereel.domain.clock import system_clock
from onereel.errors import ErrorKind
from onereel.providers.base import SubmitModel
from onereel.providers.registry import build_dialects

FOLDER = Path(onereel.console.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
ENGLISH_ONLY_IN_SCHEMAS = ("help.", "summary.")
"""In English these stand beside the fields themselves (`providers/*/wire.py`)."""


def holes(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def test_both_languages_have_the_same_texts_with_the_same_holes():
    english, chinese = load_texts("en"), load_texts("zh-Hans")
    common = {name: text for name, text in chinese.items() if not name.startswith(ENGLISH_ONLY_IN_SCHEMAS)}

    assert {name: holes(text) for name, text in english.items()} == {name: holes(text) for name, text in common.items()}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_whatever_a_page_asks_for_is_there(template):
    asked = re.findall(r"\bt\('([\w.]+)'[,)]", template.read_text("utf-8"))

    assert [name for name in asked if name not in load_texts("en")] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_says_anything_by_itself(template):
    filled = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"<title>.*?</title>|<[^>]*>|&\w+;", " ", filled, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{3,}", text))

    assert words <= {"onereel", "fps", "UTC", "webhook"}


def test_every_field_of_every_model_is_labelled_and_explained_in_both_languages():
    catalog = Catalog(build_dialects(clock=system_clock, random=SystemChance()))
    chinese = load_texts("zh-Hans")
    missing = []
    for card in catalog.cards:
        if not isinstance(card, SubmitModel):
            continue
        missing += [card.id] if f"summary.{card.id.replace('.', '_')}" not in chinese else []
        for field in list_fields(card):
            path = field.path.replace("[0]", "").replace("[1]", "")
            wanted = f"help.{card.id}.{path}".replace(".", "_").replace("help_", "help.", 1)
            missing += [wanted] if field.help and wanted not in chinese else []
            labels = {
                f"label.{field.name}",
                f"label.{field.path.replace('[0]', '_first').replace('[1]', '_last').replace('.', '_')}",
            }
            missing += [] if labels & load_texts("en").keys() else [min(labels)]

    assert missing == []


def test_what_people_meet_most_is_said_in_their_language():
    said = {name.partition(".")[2] for name in load_texts("zh-Hans") if name.startswith("refused.")}

    unsaid = {kind.value for kind in ErrorKind} - said
    assert unsaid == {
        "model_not_found",
        "path_refused",
        "method_not_allowed",
        "internal_error",
        *(f"idempotency_key_{end}" for end in ("reused", "running")),
    }
    assert list(LANGUAGES) == ["en", "zh-Hans"]
