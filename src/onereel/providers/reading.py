"""How a JSON body becomes a typed request, and how its faults become errors that name the field and the cure.

Not here: any one model's fields; those are in each provider's `wire.py`.
"""

import re
from typing import TypeAlias, TypeVar

import msgspec

from onereel.errors import ErrorKind, RequestError

Parsed: TypeAlias = dict[str, object]
"""A JSON object as it came in."""


class Part(msgspec.Struct):
    """One part of a message as OpenAI clients write it; only text is read."""

    type: str = "input_text"
    text: str = ""


class Message(msgspec.Struct):
    """One message of `input` as OpenAI clients write it."""

    role: str = "user"
    content: str | list[Part] = ""


class RequestBody(msgspec.Struct, kw_only=True):
    """What every body has: the name of a model. Fields that a model does not know are ignored, as providers do."""

    model: str


class QueryBody(RequestBody, kw_only=True):
    """A question after one task."""

    input: str | int | list[Message]
    """The id that the submit was answered with."""
    stream: bool = False
    """True answers as server-sent events, with progress, until the task has ended."""


BodyType = TypeVar("BodyType", bound=RequestBody)


def parse_body(content: bytes) -> Parsed:
    """The JSON object in `content`. Raises RequestError(MALFORMED_BODY) on anything else, or nesting too deep."""
    try:
        parsed = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError(
            ErrorKind.MALFORMED_BODY, f"The body is not valid JSON ({error}). Send one JSON object in UTF-8."
        ) from error
    except RecursionError as error:
        raise RequestError(
            ErrorKind.MALFORMED_BODY, "The body is nested too deeply. Send a plain JSON object as documented."
        ) from error
    if not isinstance(parsed, dict):
        raise RequestError(ErrorKind.MALFORMED_BODY, "The body must be a JSON object with at least a `model`.")
    return parsed


def read_model_name(parsed: Parsed) -> str:
    """The `model` of a parsed body. Raises RequestError when there is none."""
    model = parsed.get("model")
    if not isinstance(model, str) or not model:
        raise RequestError(
            ErrorKind.MISSING_FIELD,
            "`model` is missing: name the model to use; GET /v1/models lists them.",
            field="model",
        )
    return model


def convert_body(parsed: Parsed, body_type: type[BodyType]) -> BodyType:
    """The parsed body as its typed shape. `null` means the same as leaving the field out.

    Raises RequestError with the path of the first wrong field and what is allowed there.
    """
    try:
        return msgspec.convert(_without_nulls(parsed), body_type)
    except msgspec.ValidationError as error:
        raise _explain(str(error), body_type) from error


def user_text(value: str | int | list[Message]) -> str:
    """The text of `input`, whether a plain string or messages; of messages, what the user says."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    spoken = [message for message in value if message.role == "user"]
    return "\n".join(text for message in spoken for text in _texts(message) if text)


def _texts(message: Message) -> list[str]:
    if isinstance(message.content, str):
        return [message.content]
    return [part.text for part in message.content if part.type in {"input_text", "text"}]


def _without_nulls(parsed: Parsed) -> Parsed:
    """The same object without null fields, one object deep, which is as deep as any model's options go."""
    return {
        name: {inner: item for inner, item in value.items() if item is not None} if isinstance(value, dict) else value
        for name, value in parsed.items()
        if value is not None
    }


_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_MISSING = re.compile(r"^Object missing required field `(?P<name>[^`]+)`")
_QUOTE_LIMIT = 200
"""Characters of an explanation, which may quote a wrong value of any length."""


def _explain(text: str, body_type: type[RequestBody]) -> RequestError:
    """msgspec's one line as an error of ours."""
    found = _PATH.search(text)
    path = found["path"].lstrip(".") if found else ""
    what = text[: found.start()] if found else text
    missing = _MISSING.match(what)
    if missing:
        name = f"{path}.{missing['name']}" if path else missing["name"]
        return RequestError(
            ErrorKind.MISSING_FIELD, f"`{name}` is missing: it is required{_allowed(name, body_type)}.", field=name
        )
    kind = ErrorKind.INVALID_TYPE if what.startswith("Expected ") and ", got " in what else ErrorKind.INVALID_VALUE
    if len(what) > _QUOTE_LIMIT:
        what = f"{what[:_QUOTE_LIMIT]}…"
    return RequestError(
        kind,
        f"`{path}` is not acceptable: {what[:1].lower()}{what[1:]}{_allowed(path, body_type)}.",
        field=path or None,
    )


def _allowed(path: str, body_type: type[RequestBody]) -> str:
    """` (one of …)` where the field takes only certain values, else nothing."""
    _, definitions = msgspec.json.schema_components([body_type])
    schema: dict[str, object] = definitions.get(body_type.__name__, {})
    for name in path.split("."):
        schema = _property(schema, name.partition("[")[0], definitions)
    values = schema.get("enum")
    if not isinstance(values, list):
        return ""
    return f" (one of {', '.join(msgspec.json.encode(value).decode() for value in values)})"


def _property(schema: dict[str, object], name: str, definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    """The schema of a named property, looked for in the schema itself and in every object that it may be."""
    choices = schema.get("anyOf")
    for choice in [schema, *(choices if isinstance(choices, list) else [])]:
        resolved = definitions.get(str(choice.get("$ref", "")).rpartition("/")[2], choice)
        properties = resolved.get("properties")
        if isinstance(properties, dict) and name in properties:
            found: dict[str, object] = properties[name]
            return found
    return {}
