"""The form of a model, made from the schema of its requests, and the request that a filled form comes to.

Not here: what a model takes; each provider's `wire.py` says so.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from onereel.providers.base import SubmitModel
from onereel.providers.reading import Parsed
from onereel.server.schemas import Schema, request_schemas

FRAMES: Final = {"first_frame_img": "first", "last_frame_img": "last", "images[0]": "first", "images[1]": "last"}
"""Fields that are pictures, and which frame each is."""
NUMBERED_FRAMES: Final = frozenset({"first_frame_img", "last_frame_img"})
"""Those that take the number of an upload."""

_LONG: Final = frozenset({"input", "input.prompt", "negative_prompt", "input.negative_prompt"})
_MAIN: Final = frozenset({"input", "input.prompt", *FRAMES})
_RARE: Final = frozenset({"callback_url", "payload", "meta_data", "seed", "parameters.seed", "wm_url", "wm_position"})
_MOST_RADIOS: Final = 4
_RANKS: Final = ("auto", "off", "on", "small", "medium", "large", "normal", "fast", "single", "multi", "std", "pro")
"""Choices that are no numbers, from less to more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing to fill in."""

    path: str
    """Its place in the request, with dots for nesting."""
    kind: str
    """text, long, number, choice, switch or picture."""
    choices: tuple[str, ...] = ()
    default: str = ""
    start: str = ""
    """What stands there at first."""
    minimum: int | None = None
    maximum: int | None = None
    longest: int | None = None
    is_required: bool = False
    is_integer: bool = False
    help: str = ""

    @property
    def name(self) -> str:
        """Its last part, by which it is labelled."""
        return self.path.rpartition(".")[2]

    @property
    def group(self) -> str:
        """main, usual, or rare: how far up it stands."""
        return "main" if self.path in _MAIN else "rare" if self.path in _RARE else "usual"

    @property
    def is_short_choice(self) -> bool:
        """Whether all choices are shown at once."""
        return len(self.choices) <= _MOST_RADIOS


def list_fields(card: SubmitModel) -> tuple[Field, ...]:
    """Everything that the model takes, in the order of its schema, main things first."""
    schemas = request_schemas(card)
    found = _fields(schemas, schemas[card.id], above="")
    example = dict(card.example)
    started = [_with_start(field, _look_up(example, field.path)) for field in found]
    order = {"main": 0, "usual": 1, "rare": 2}
    return tuple(sorted(started, key=lambda field: (order[field.group], field.path in FRAMES)))


def build_body(card: SubmitModel, fields: Sequence[Field], values: Mapping[str, str]) -> Parsed:
    """The request that the filled form comes to: what must be there, and what differs from its default."""
    body: Parsed = {"model": card.id}
    for field in fields:
        text = values.get(field.path, "").replace("\r\n", "\n")
        if field.kind == "switch":
            text = "true" if text == "true" else "false"
        if field.is_required or text not in ("", field.default):
            _put(body, field.path, _read(field, text))
    return body


def _fields(schemas: Mapping[str, Schema], schema: Schema, *, above: str) -> list[Field]:
    found: list[Field] = []
    for name, detail in schema.get("properties", {}).items():
        path = f"{above}{name}"
        inner = _object_of(schemas, detail)
        if path == "model":
            continue
        if inner is not None:
            found += _fields(schemas, inner, above=f"{path}.")
        elif name == "images":
            found += [_picture(f"{path}[{number}]", detail) for number in (0, 1)]
        elif path in FRAMES:
            found.append(_picture(path, detail))
        else:
            found.append(_field(path, detail, is_required=name in schema.get("required", [])))
    return found


def _object_of(schemas: Mapping[str, Schema], detail: Schema) -> Schema | None:
    for choice in detail.get("anyOf", [detail]):
        if "$ref" in choice:
            return schemas[choice["$ref"].rpartition("/")[2]]
    return None


def _picture(path: str, detail: Schema) -> Field:
    return Field(path=path, kind="picture", is_required=True, help=detail.get("description", ""))


def _field(path: str, detail: Schema, *, is_required: bool) -> Field:
    kinds = [choice for choice in detail.get("anyOf", [detail]) if choice.get("type") not in ("null", "array")]
    values = [value for choice in kinds for value in choice.get("enum", [])]
    integers = {str(value) for value in values if isinstance(value, int)}
    choices = sorted({str(value) for value in values}, key=_natural)
    schema = kinds[0]
    kind = {"integer": "number", "boolean": "switch"}.get(schema.get("type", ""), "text")
    return Field(
        path=path,
        kind="choice" if choices else "long" if path in _LONG else kind,
        choices=tuple(choices),
        default=_write(detail.get("default")),
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
        longest=schema.get("maxLength"),
        is_required=is_required,
        is_integer=kind == "number" or (bool(choices) and integers == set(choices)),
        help=detail.get("description", ""),
    )


def _with_start(field: Field, example: object) -> Field:
    start = field.default
    if field.kind in ("long", "choice") and example not in (None, "") and not isinstance(example, dict | list):
        start = _write(example)
    if field.kind == "choice" and not start:
        start = field.choices[0]
    return replace(field, start=start)


def _look_up(example: Any, path: str) -> object:  # noqa: ANN401 - any part of an example
    for name in path.split("."):
        example = example.get(name) if isinstance(example, dict) else None
    return example


def _write(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _read(field: Field, text: str) -> object:
    """The value, of the type that the field takes; text that is not of it is left for the dialect to refuse."""
    if field.kind == "switch":
        return text == "true"
    if (field.is_integer or field.path in NUMBERED_FRAMES) and re.fullmatch(r"-?\d{1,19}", text, re.ASCII):
        return int(text)
    return text


def _put(body: Parsed, path: str, value: object) -> None:
    item = re.fullmatch(r"(\w+)\[\d\]", path, re.ASCII)
    if item:
        items = body.setdefault(item[1], [])
        if isinstance(items, list):
            items.append(value)
        return
    *above, name = path.split(".")
    place: dict[str, Any] = body
    for part in above:
        place = place.setdefault(part, {})
    place[name] = value


def _natural(text: str) -> tuple[int, list[int], str]:
    rank = _RANKS.index(text) if text in _RANKS else len(_RANKS)
    return rank, [int(number) for number in re.findall(r"\d+", text)], text
