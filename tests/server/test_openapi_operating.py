"""The OpenAPI document is true to the paths that are ours and no provider's, and the page for people names them.

Not here: models (`test_openapi.py`).
"""

import re
from random import Random

import pytest
from jsonschema import Draft202012Validator

from onereel.catalog import Catalog
from onereel.domain.delivery import DeliveryState
from onereel.domain.task import Failure
from onereel.providers.registry import build_dialects
from onereel.server.callback_records import CallbackRecord
from onereel.server.docs import render_docs
from onereel.server.openapi import build_openapi
from onereel.server.records import TaskRecord
from onereel.server.schemas import field_docs
from tests.builders import NOON
from tests.server.world import OPERATOR

CATALOG = Catalog(build_dialects(clock=lambda: NOON, random=Random(1)))
DOCUMENT = build_openapi(CATALOG, base_url="http://here")
PAGE = render_docs(CATALOG, base_url="http://here")

OBVIOUS = {"object", "provider", "model", "state", "request", "cost", "result", "error", "callback", "created_at"} | {
    "finished_at",
    "tries",
}
"""Fields whose name and allowed values say all there is to say."""


def validate(response, path, method="get"):
    """The reply suits the schema that the document has for it."""
    schema = DOCUMENT["paths"][path][method]["responses"][str(response.status_code)]["content"]["application/json"]
    whole = {**schema["schema"], "components": DOCUMENT["components"]}
    Draft202012Validator(whole).validate(response.json())


@pytest.mark.parametrize("key", [{}, {"key": OPERATOR}])
async def test_records_in_every_state_suit_the_schema(world, key):
    queued = await world.add(1)
    running = await world.start(await world.add(2))
    succeeded = await world.succeed(await world.start(await world.add(3)))
    failed = await world.add(4, callback_url="https://example.org/hook")
    await world.store.tasks.replace(failed, failed.fail(Failure(code="x", message="y"), at=NOON))
    validate(await world.ask("/v1/tasks", **key), "/v1/tasks")
    for task in (queued, running, succeeded, failed):
        validate(await world.ask(f"/v1/tasks/{task.id}", **key), "/v1/tasks/{id}")
    validate(await world.ask(f"/v1/tasks/{queued.id}", method="DELETE", **key), "/v1/tasks/{id}", "delete")
    again = await world.ask(f"/v1/tasks/{succeeded.id}/cancel", method="POST", **key)
    assert again.status_code == 409
    validate(again, "/v1/tasks/{id}/cancel", "post")


async def test_callbacks_suit_the_schema(world):
    delivery = await world.deliver(1, state=DeliveryState.GAVE_UP, tries=9, status=500, error="no", latency_ms=7)
    validate(await world.ask("/v1/callbacks"), "/v1/callbacks")
    for method, suffix in (("get", ""), ("post", "/redeliver")):
        path = f"/v1/callbacks/{delivery.id}{suffix}"
        validate(await world.ask(path, method=method.upper()), f"/v1/callbacks/{{id}}{suffix}", method)


@pytest.mark.parametrize(
    ("path", "wrong"), [("/v1/tasks", "limit=1000"), ("/v1/callbacks", "task=nothing"), ("/v1/tasks/{id}", "")]
)
async def test_refusals_suit_the_schema(world, path, wrong):
    response = await world.ask(f"{path}?{wrong}")
    assert response.status_code in {400, 404}
    validate(response, path)


async def test_every_path_of_the_server_is_in_the_document(world):
    undocumented = {"/openapi.json", "/docs", "/docs/style.css"}
    templates = {path.path for path in world.paths()}
    assert templates - undocumented == set(DOCUMENT["paths"])


@pytest.mark.parametrize("record", [TaskRecord, CallbackRecord])
def test_every_field_of_a_record_is_explained(record):
    assert set(record.__struct_fields__) - set(field_docs(record)) - OBVIOUS == set()


@pytest.mark.parametrize(("section", "record"), [("tasks", TaskRecord), ("callbacks", CallbackRecord)])
def test_the_page_has_a_section_with_a_line_for_each_field(section, record):
    text = PAGE[PAGE.index(f'<section id="{section}">') :].partition("</section>")[0]
    for name in record.__struct_fields__:
        assert f"<code>{name}</code>" in text


def test_every_place_that_the_page_points_to_is_there():
    targets = set(re.findall(r'href="#([^"]+)"', PAGE))
    assert {"tasks", "callbacks", "limits", "repeats"} <= targets
    assert targets <= set(re.findall(r' id="([^"]+)"', PAGE))
