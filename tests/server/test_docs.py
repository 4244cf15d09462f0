"""The documentation page tells every field of every model, and loads nothing from outside.

Not here: whether what it tells is true (`test_openapi.py`).
"""

import re
from random import Random

import pytest

from onereel.catalog import Catalog
from onereel.providers.registry import build_dialects
from onereel.server.docs import Field, list_fields, render_docs
from onereel.server.schemas import request_schemas
from tests.builders import NOON

CATALOG = Catalog(build_dialects(clock=lambda: NOON, random=Random(1)))
PAGE = render_docs(CATALOG, base_url="http://here")


@pytest.mark.parametrize("card", CATALOG.cards, ids=lambda card: card.id)
def test_a_model_has_its_place_and_each_of_its_fields_a_line(card):
    section = PAGE[PAGE.index(f'<section id="{card.id}">') :].partition("</section>")[0]
    for name in card.body.__struct_encode_fields__:
        assert f"<code>{name}</code>" in section


def test_a_field_is_told_with_its_type_limits_default_and_meaning():
    fields = {
        field.path: field for field in list_fields(request_schemas(CATALOG.find("wan2.6-t2v")), name="wan2.6-t2v")
    }
    assert fields["parameters.duration"] == Field(
        path="parameters.duration",
        kind="integer",
        allowed="from 2, to 15",
        default="5",
        is_required=False,
        description="Seconds.",
    )
    assert fields["input.prompt"].is_required
    assert fields["parameters.size"].default == '"1920*1080"'


def test_the_page_loads_nothing_but_its_own_style():
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', PAGE)
    assert set(loaded) == {"/docs/style.css", "/openapi.json"}
    assert "<script" not in PAGE


def test_what_is_shown_cannot_break_out_of_the_page():
    assert "<b>" not in render_docs(CATALOG, base_url="http://<b>here")
