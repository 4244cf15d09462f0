"""The OpenAPI document of the server, made from the structs that it reads and writes.

Not here: the page for people (`docs.py`).
"""

from onereel import __version__
from onereel.catalog import Catalog
from onereel.providers.base import ModelCard, QueryModel, SubmitModel
from onereel.server.estimate_routes import EstimateRecord
from onereel.server.openapi_operating import operating_paths, operating_schemas
from onereel.server.openapi_parts import JSON, describe_error, describe_errors, reference
from onereel.server.schemas import Schema, record_schemas, reply_schemas, request_schemas

_IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same submit under the same key is answered as it was the first time, for 24 hours, with "
    "`Idempotent-Replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def build_openapi(catalog: Catalog, *, base_url: str) -> Schema:
    """The whole document, OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "onereel",
            "version": __version__,
            "description": "One server that speaks the dialects of PixVerse, Wan, Kling and Vidu.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base_url}],
        "security": [{"key": []}],
        "paths": {
            "/v1/responses": {"post": _respond(catalog.cards)},
            "/v1/estimates": {"post": _estimate(catalog.cards)},
            "/v1/models": {"get": _get("List the models.", reference("models"))},
            **operating_paths(),
            "/assets/{asset_id}": {"get": _asset()},
            "/healthz": {"get": _get("Whether the process answers.", reference("status"), is_open=True)},
            "/readyz": {"get": _get("Whether the store can be read and written.", reference("status"), is_open=True)},
        },
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The key, raw or after `Bearer `.",
                }
            },
            "schemas": _schemas(catalog.cards),
        },
    }


def _respond(cards: tuple[ModelCard, ...]) -> Schema:
    requests = [reference(card.id) for card in cards]
    replies = [reference(f"{card.id}.reply") for card in cards]
    mapping = {card.id: reference(card.id)["$ref"] for card in cards}
    streamed = ", ".join(card.id for card in cards if isinstance(card, QueryModel))
    return {
        "summary": "Submit, query or upload, by `model`.",
        "parameters": [_IDEMPOTENCY_KEY],
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": {"oneOf": requests, "discriminator": {"propertyName": "model", "mapping": mapping}},
                    "examples": {card.id: {"summary": card.summary, "value": dict(card.example)} for card in cards},
                }
            },
        },
        "responses": {
            "200": {
                "description": "The reply in the dialect of the model's provider.",
                "headers": {
                    "Idempotent-Replayed": {
                        "description": "`true` where a submit is answered as it was the first time.",
                        "schema": {"type": "string"},
                    }
                },
                "content": {
                    JSON: {"schema": {"anyOf": replies}},
                    "text/event-stream": {
                        "schema": {"type": "string", "description": f"With `stream: true`, for {streamed}."}
                    },
                },
            },
            **describe_errors("400", "401", "402", "404", "409", "413", "422", "429", "503"),
        },
    }


def _estimate(cards: tuple[ModelCard, ...]) -> Schema:
    requests = [reference(card.id) for card in cards if isinstance(card, SubmitModel)]
    return {
        "summary": "What a submit would be charged, in CNY; nothing is ordered, and no media are fetched.",
        "requestBody": {"required": True, "content": {JSON: {"schema": {"oneOf": requests}}}},
        "responses": {
            "200": {"description": "Yes.", "content": {JSON: {"schema": reference("estimate")}}},
            **describe_errors("400", "401", "413", "503"),
        },
    }


def _get(summary: str, schema: Schema, *, is_open: bool = False) -> Schema:
    operation: Schema = {
        "summary": summary,
        "responses": {"200": {"description": "Yes.", "content": {JSON: {"schema": schema}}}},
    }
    if is_open:
        return operation | {"security": []}
    operation["responses"] |= describe_errors("401")
    return operation


def _asset() -> Schema:
    binary = {"schema": {"type": "string", "format": "binary"}}
    parameters = [
        {"name": "asset_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "Expires", "in": "query", "required": True, "schema": {"type": "integer"}},
        {"name": "Signature", "in": "query", "required": True, "schema": {"type": "string"}},
    ]
    return {
        "summary": "A stored file, by a link that a reply held. Takes Range and If-None-Match.",
        "security": [],
        "parameters": parameters,
        "responses": {
            "200": {"description": "The file.", "content": {"video/mp4": binary, "image/jpeg": binary}},
            "206": {"description": "The part of it that was asked for.", "content": {"video/mp4": binary}},
            "304": {"description": "It has not changed."},
            "403": describe_error("The link is not genuine, or has expired."),
            "404": describe_error("There is nothing there (yet)."),
        },
    }


def _schemas(cards: tuple[ModelCard, ...]) -> dict[str, Schema]:
    schemas: dict[str, Schema] = {
        "error": {
            "type": "object",
            "description": "OpenAI's error; the fields of the model's own dialect stand beside it.",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["message", "type", "param", "code"],
                    "properties": {
                        "message": {"type": "string"},
                        "type": {"type": "string"},
                        "param": {"type": ["string", "null"], "description": "The path of the wrong field."},
                        "code": {"type": "string"},
                    },
                }
            },
        },
        "models": {"type": "object", "description": "As OpenAI lists models."},
        "status": {"type": "object", "properties": {"status": {"type": "string"}}},
    }
    schemas |= operating_schemas() | record_schemas(EstimateRecord, name="estimate")
    for card in cards:
        schemas |= request_schemas(card) | reply_schemas(card)
    return schemas
