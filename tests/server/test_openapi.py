"""The OpenAPI document is valid, and true to what the server takes and answers.

Not here: how a page looks.
"""

from random import Random

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from onereel.catalog import Catalog
from onereel.domain.task import State
from onereel.providers.base import QueryModel, SubmitModel
from onereel.providers.registry import build_dialects
from onereel.server.openapi import build_openapi
from onereel.server.schemas import field_docs
from tests.builders import NOON, build_request, build_result, build_task
from tests.providers.support import LINKS

CATALOG = Catalog(build_dialects(clock=lambda: NOON, random=Random(1)))
DOCUMENT = build_openapi(CATALOG, base_url="http://here")
CARDS = {card.id: card for card in CATALOG.cards}


def validator(name):
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def test_the_document_is_valid():
    validate(DOCUMENT)


def test_every_model_has_its_request_and_its_reply():
    schemas = DOCUMENT["components"]["schemas"]
    assert all(name in schemas and f"{name}.reply" in schemas for name in CARDS)
    operation = DOCUMENT["paths"]["/v1/responses"]["post"]
    assert set(operation["requestBody"]["content"]["application/json"]["examples"]) == set(CARDS)


@pytest.mark.parametrize("name", CARDS)
def test_the_example_of_a_model_suits_its_schema(name):
    validator(name).validate(dict(CARDS[name].example))


@pytest.mark.parametrize("name", CARDS)
def test_every_field_of_a_request_is_explained(name):
    card = CARDS[name]
    unexplained = set(card.body.__struct_encode_fields__) - set(field_docs(card.body)) - OBVIOUS
    assert unexplained == set()


OBVIOUS = {"model", "mode", "aspect_ratio", "quality", "resolution", "parameters"}
"""Fields whose name and allowed values say all there is to say."""


@pytest.mark.parametrize(
    ("model", "change", "field"),
    [
        ("kling-v2-6-text2video", {"duration": 6}, "duration"),
        ("kling-v2-6-text2video", {"input": None}, "input"),
        ("wan2.6-t2v", {"parameters": {"duration": 16}}, "parameters"),
        ("wan2.6-t2v", {"parameters": {"size": "1*1"}}, "parameters"),
        ("viduq2-pro", {"images": ["https://example.com/one.png"]}, "images"),
        ("viduq2-pro", {"wm_position": 5}, "wm_position"),
        ("viduq2-pro", {"seed": -1}, "seed"),
        ("paiwo-v5.6-itv2", {"quality": "4k"}, "quality"),
        ("paiwo-v5.6-itv2", {"seed": 2_147_483_648}, "seed"),
        ("paiwo-get", {"stream": "yes"}, "stream"),
    ],
)
def test_what_a_schema_refuses_is_what_the_server_refuses(model, change, field):
    body = {name: value for name, value in {**CARDS[model].example, **change}.items() if value is not None}
    assert not validator(model).is_valid(body), field


@pytest.mark.parametrize("name", [name for name, card in CARDS.items() if isinstance(card, SubmitModel)])
def test_the_reply_to_a_submit_suits_its_schema(name):
    card = CARDS[name]
    task = task_of(card)
    validator(f"{name}.reply").validate(CATALOG.dialect(card.provider).write_accepted(task, links=LINKS))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", [name for name, card in CARDS.items() if isinstance(card, QueryModel)])
def test_the_reply_to_a_query_suits_its_schema_in_every_state(name, state):
    card = CARDS[name]
    result = build_result() if state is State.SUCCEEDED else None
    task = task_of(card, state=state, result=result)
    reply = CATALOG.dialect(card.provider).write_task(task, links=LINKS, request_id="0" * 32)
    validator(f"{name}.reply").validate(reply)


def task_of(card, **changes):
    return build_task(
        provider=card.provider, model=card.id, request=build_request(), echo=ECHO.get(card.provider, b"{}"), **changes
    )


ECHO = {
    "vidu": b'{"images":["https://a","https://b"],"duration":5,"resolution":"720p","movement_amplitude":"auto",'
    b'"payload":"","off_peak":false,"watermark":false,"is_rec":false,"wm_position":"bottom_right","wm_url":"",'
    b'"meta_data":""}'
}
