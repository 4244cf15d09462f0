"""JSON Schemas of the structs that requests and replies are made of, with the documentation of their fields.

Not here: paths (`openapi.py`) or pages (`docs.py`).
"""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec

from onereel.providers.base import ModelCard

Schema = dict[str, Any]


def request_schemas(card: ModelCard) -> dict[str, Schema]:
    """The schemas of a model's request by name; the request itself bears the name of the model."""
    schemas = _schemas(card.body, prefix=card.id)
    schema = schemas[card.id]
    schema["title"] = card.id
    schema["description"] = card.summary
    schema["properties"]["model"] = {"const": card.id, "description": "The name of the model."}
    schema["examples"] = [dict(card.example)]
    return schemas


def reply_schemas(card: ModelCard) -> dict[str, Schema]:
    """The schemas of a model's reply by name; the reply itself is called `<model>.reply`."""
    return _schemas(card.reply, prefix=f"{card.id}.reply")


def record_schemas(kind: type[msgspec.Struct], *, name: str) -> dict[str, Schema]:
    """The schemas of one of our own records by name; the record itself is called `name`."""
    return _schemas(kind, prefix=name)


def _schemas(kind: type[msgspec.Struct], *, prefix: str) -> dict[str, Schema]:
    _, found = msgspec.json.schema_components([kind], ref_template=f"#/components/schemas/{prefix}.{{name}}")
    named = {}
    for name, schema in found.items():
        _describe(schema, _structs_in(kind)[name])
        named[prefix if name == kind.__name__ else f"{prefix}.{name}"] = schema
    return named


def _describe(schema: Schema, kind: type[msgspec.Struct]) -> None:
    documented = field_docs(kind)
    for name, field in schema.get("properties", {}).items():
        if name in documented:
            field["description"] = documented[name]


@cache
def field_docs(kind: type[msgspec.Struct]) -> dict[str, str]:
    """What stands under each field of a struct, those of its bases too, by the field's name on the wire."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if not issubclass(base, msgspec.Struct) or base is msgspec.Struct:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        if isinstance(body, ast.ClassDef):
            found |= _docs_in(body.body)
    names = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    return {names[name]: text for name, text in found.items()}


def _docs_in(statements: list[ast.stmt]) -> dict[str, str]:
    found = {}
    for field, below in pairwise(statements):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found


@cache
def _structs_in(kind: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """Every struct that a struct is made of, itself included, by name."""
    found: dict[str, type[msgspec.Struct]] = {}
    waiting: list[msgspec.inspect.Type] = [msgspec.inspect.type_info(kind)]
    while waiting:
        match waiting.pop():
            case msgspec.inspect.StructType(cls=struct, fields=fields) if struct.__name__ not in found:
                found[struct.__name__] = struct
                waiting += [field.type for field in fields]
            case msgspec.inspect.UnionType(types=types):
                waiting += types
            case msgspec.inspect.ListType(item_type=item):
                waiting.append(item)
    return found
