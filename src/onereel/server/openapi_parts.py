"""Pieces that several parts of the OpenAPI document are made of.

Not here: any path.
"""

from typing import Final

from onereel.server.schemas import Schema

JSON: Final = "application/json"
_STATUSES: Final = {
    "400": "The request will not do; `error.param` names the field, `error.message` the cure.",
    "401": "The key is missing, unknown or revoked.",
    "402": "The credit of the key does not suffice.",
    "403": "It takes an operator's key.",
    "404": "There is no such thing of yours.",
    "409": "Not in its present state, or the first request under this `Idempotency-Key` is still being answered.",
    "413": "The body is too large.",
    "422": "The `Idempotency-Key` was used for another request.",
    "429": "Too many submits a minute, or too many open tasks; `Retry-After` says when to try again.",
    "503": "The task store does not answer; nothing was accepted.",
}


def reference(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def describe_errors(*statuses: str) -> Schema:
    """The replies with these HTTP statuses."""
    replies = {status: describe_error(_STATUSES[status]) for status in statuses}
    if "429" in replies:
        replies["429"]["headers"] = {"Retry-After": {"description": "In seconds.", "schema": {"type": "integer"}}}
    return replies


def describe_error(description: str) -> Schema:
    """A reply that is an error."""
    return {"description": description, "content": {JSON: {"schema": reference("error")}}}
