"""The documentation page: every model, its fields and an example, made from the structs that the server reads.

Not here: the document for programs (`openapi.py`). The page loads nothing from outside.
"""

import json
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, select_autoescape

from onereel import __version__
from onereel.catalog import Catalog
from onereel.providers.base import ModelCard
from onereel.server.callback_records import CallbackRecord
from onereel.server.records import TaskRecord
from onereel.server.schemas import Schema, record_schemas, reply_schemas, request_schemas

PROVIDERS = {"paiwo": "PixVerse", "wan": "Wan", "kling": "Kling", "vidu": "Vidu"}
"""What people call the providers."""

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
"""Nothing but our own style sheet."""

_environment = Environment(
    loader=PackageLoader("onereel.server", "pages"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One line of a table of fields."""

    path: str
    """With dots for nesting, `[]` for the items of a list."""
    kind: str
    allowed: str
    default: str
    is_required: bool
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelPage:
    """One model on the page."""

    id: str
    provider: str
    summary: str
    request: list[Field]
    reply: list[Field]
    example: str
    """Indented JSON."""


def render_docs(catalog: Catalog, *, base_url: str) -> str:
    """The page as HTML."""
    return _environment.get_template("docs.html").render(
        models=[_page(card) for card in catalog.cards],
        task=list_fields(record_schemas(TaskRecord, name="task"), name="task"),
        callback=list_fields(record_schemas(CallbackRecord, name="callback"), name="callback"),
        providers=PROVIDERS,
        base_url=base_url,
        version=__version__,
    )


def _page(card: ModelCard) -> ModelPage:
    request = list_fields(request_schemas(card), name=card.id)
    reply = list_fields(reply_schemas(card), name=f"{card.id}.reply")
    example = json.dumps(dict(card.example), ensure_ascii=False, indent=2)
    return ModelPage(
        id=card.id, provider=card.provider, summary=card.summary, request=request, reply=reply, example=example
    )


def list_fields(schemas: dict[str, Schema], *, name: str, above: str = "") -> list[Field]:
    """The fields of the schema called `name`, those of the objects inside it below their own line."""
    schema = schemas[name]
    found = []
    for field, detail in schema.get("properties", {}).items():
        choices = [choice for choice in detail.get("anyOf", [detail]) if choice.get("type") != "null"]
        path = f"{above}{field}"
        found.append(
            Field(
                path=path,
                kind=" or ".join(_kind(choice) for choice in choices),
                allowed=", ".join(part for choice in choices if (part := _allowed(choice))),
                default=_default(detail),
                is_required=field in schema.get("required", []),
                description=detail.get("description", ""),
            )
        )
        for choice in choices:
            inner, marker = (choice.get("items", {}), "[].") if choice.get("type") == "array" else (choice, ".")
            target = inner.get("$ref", "").rpartition("/")[2]
            if target:
                found += list_fields(schemas, name=target, above=path + marker)
    return found


def _kind(schema: Schema) -> str:
    if "const" in schema:
        return "string"
    if "$ref" in schema:
        return "object"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}s"
    if "enum" in schema:
        return " or ".join(sorted({"integer" if isinstance(value, int) else "string" for value in schema["enum"]}))
    return str(schema.get("type", "any"))


def _allowed(schema: Schema) -> str:
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    limits = [
        f"{word} {schema[name]}"
        for name, word in (
            ("minimum", "from"),
            ("maximum", "to"),
            ("maxLength", "at most, characters:"),
            ("minItems", "at least, items:"),
            ("maxItems", "at most, items:"),
        )
        if name in schema
    ]
    return ", ".join(limits)


def _default(schema: Schema) -> str:
    value = schema.get("default")
    return "" if value in (None, "", {}) else json.dumps(value, ensure_ascii=False)
