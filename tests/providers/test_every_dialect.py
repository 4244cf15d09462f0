"""What holds of every dialect alike: its files, its tables, its errors, its cards.

Not here: ids (`test_ids.py`), bodies of any kind (`test_any_body.py`), or the shapes of any one provider.
"""

import ast
import json
from pathlib import Path

import msgspec
import pytest

import onereel.providers
from onereel.domain.task import State
from onereel.errors import ErrorKind, RequestError
from onereel.providers.replies import as_reply
from tests.providers.support import CARDS, DIALECTS, HERE, load, models_of, read, spelled

SOURCE = Path(onereel.providers.__file__).parent
PROVIDERS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "dialect.py").exists())
HTTP_STATUSES = {
    ErrorKind.BODY_TOO_LARGE: 413,
    ErrorKind.UNAUTHORIZED: 401,
    ErrorKind.UNKNOWN_MODEL: 404,
    ErrorKind.TASK_NOT_FOUND: 404,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.METHOD_NOT_ALLOWED: 405,
    ErrorKind.CREDIT_EXHAUSTED: 402,
    ErrorKind.IDEMPOTENCY_RUNNING: 409,
    ErrorKind.NOT_CANCELLABLE: 409,
    ErrorKind.IDEMPOTENCY_REUSED: 422,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.TOO_MANY_TASKS: 429,
    ErrorKind.UNAVAILABLE: 503,
    ErrorKind.STORAGE_FULL: 507,
    ErrorKind.INTERNAL: 500,
}
"""All other kinds are faults of the request's content: 400, which no client tries again."""

every_provider = pytest.mark.parametrize("provider", PROVIDERS)
every_kind = pytest.mark.parametrize("kind", ErrorKind)
every_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)


def imports_of(file: Path) -> set[str]:
    """The modules that a file imports, with every name taken from them."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_registry_knows_every_provider():
    assert sorted(DIALECTS) == PROVIDERS == ["kling", "paiwo", "vidu", "wan"]


@every_provider
def test_a_provider_has_the_same_files_as_every_other(provider):
    files = {file.name for file in (SOURCE / provider).iterdir() if file.suffix == ".py"}
    assert files == {"__init__.py", "dialect.py", "models.py", "wire.py"}


@every_provider
def test_a_provider_imports_no_other(provider):
    strangers = tuple(f"onereel.providers.{other}." for other in PROVIDERS if other != provider)
    for file in (SOURCE / provider).glob("*.py"):
        assert [name for name in imports_of(file) if f"{name}.".startswith(strangers)] == []


@every_provider
def test_every_state_has_a_status_word(provider):
    assert set(models_of(provider).STATUS) == set(State)


@every_provider
def test_every_kind_of_error_has_a_code_that_the_provider_publishes(provider):
    errors = models_of(provider).ERRORS
    assert set(errors) == set(ErrorKind)
    assert {code for _, code in errors.values()} <= set(load(provider, "error_codes")["codes"])


@every_provider
@every_kind
def test_an_error_is_told_in_both_tongues_with_a_fitting_status(provider, kind):
    error = RequestError(kind, "What is wrong.", field="images[1]")
    reply = DIALECTS[provider].write_error(error, request_id="r", reference="1")
    assert reply.status == HTTP_STATUSES.get(kind, 400)
    assert len(reply.body) > 1
    assert (set(reply.body["error"]), reply.body["error"]["code"], reply.body["error"]["param"]) == (
        {"message", "type", "param", "code"},
        kind.value,
        "images[1]",
    )
    assert reply.body == json.loads(json.dumps(reply.body))


def test_the_models_of_the_documents_are_there_each_once():
    assert [card.id for dialect in DIALECTS.values() for card in dialect.cards] == [
        "paiwo-picture",
        "paiwo-v5.6-itv2",
        "paiwo-get",
        "wan2.6-t2v",
        "wan2.6-get",
        "kling-v2-6-text2video",
        "kling-text2video-get",
        "viduq2-pro",
        "vidu-get",
        "viduq2-pro-get",
    ]


@every_card
def test_a_card_belongs_to_its_provider_and_says_what_it_is_for(card):
    assert card in DIALECTS[card.provider].cards
    assert card.summary.endswith(".")


@every_card
def test_a_cards_example_can_be_read(card):
    assert card.example["model"] == card.id
    assert set(card.example) <= set(card.body.__struct_fields__)
    assert read(dict(card.example)) is not None


@pytest.mark.parametrize(
    "file", sorted(HERE.glob("*/fixtures/*.json")), ids=lambda file: f"{file.parts[-3]}/{file.stem}"
)
def test_a_fixture_names_its_source(file):
    assert json.loads(file.read_text(encoding="utf-8"))["source"].startswith("https://")


@pytest.mark.parametrize(
    ("provider", "fixture"),
    [
        ("paiwo", "upload_url"),
        ("paiwo", "transition_submit"),
        ("paiwo", "get_generating"),
        ("paiwo", "get_done"),
        ("wan", "submit"),
        ("wan", "get_succeeded"),
        ("kling", "submit"),
        ("kling", "get_succeeded"),
        ("vidu", "submit"),
    ],
)
def test_a_documents_reply_has_the_shape_that_the_card_promises(provider, fixture):
    document = load(provider, fixture)
    shape = CARDS[document["request"]["model"]].reply
    assert spelled(as_reply(msgspec.convert(document["reply"], shape))) == spelled(document["reply"])
