"""The paths of the OpenAPI document that are ours and no provider's: task records, callbacks, metrics.

Not here: models (`openapi.py`).
"""

from typing import Final

from onereel.domain.delivery import DeliveryState
from onereel.domain.task import State
from onereel.server.callback_records import CallbackList, CallbackRecord
from onereel.server.openapi_parts import JSON, describe_errors, reference
from onereel.server.parameters import DEFAULT_LIMIT, LARGEST_LIMIT
from onereel.server.records import TaskList, TaskRecord
from onereel.server.schemas import Schema, record_schemas

_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_TEXT: Final[Schema] = {"type": "string"}
_LIMIT: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}


def operating_paths() -> dict[str, Schema]:
    """What can be asked there."""
    task, callback = reference("task"), reference("callback")
    return {
        "/v1/tasks": {
            "get": _operation(
                "List your tasks, newest first; an operator's key lists everybody's.",
                reference("task.list"),
                *_task_filters(),
            )
        },
        "/v1/tasks/{id}": {
            "get": _operation("One task, with its events.", task, _id("Our id, or the provider's."), errors=("404",)),
            "delete": _operation(_CANCEL, task, _id("Our id, or the provider's."), errors=("404", "409")),
        },
        "/v1/tasks/{id}/cancel": {
            "post": _operation(_CANCEL, task, _id("Our id, or the provider's."), errors=("404", "409"))
        },
        "/v1/callbacks": {
            "get": _operation(
                "List your callbacks, newest first; an operator's key lists everybody's.",
                reference("callback.list"),
                *_callback_filters(),
                errors=("404",),
            )
        },
        "/v1/callbacks/{id}": {"get": _operation("One callback.", callback, _id("Its `webhook-id`."), errors=("404",))},
        "/v1/callbacks/{id}/redeliver": {
            "post": _operation(
                "Send a callback once more, under the same id.",
                callback,
                _id("Its `webhook-id`."),
                errors=("404", "409"),
            )
        },
        "/metrics": {"get": _metrics()},
    }


def operating_schemas() -> dict[str, Schema]:
    """The records, by name."""
    return {
        **record_schemas(TaskRecord, name="task"),
        **record_schemas(TaskList, name="task.list"),
        **record_schemas(CallbackRecord, name="callback"),
        **record_schemas(CallbackList, name="callback.list"),
    }


_CANCEL: Final = "Cancel a task: nothing is charged, and the drawing stops. Cancelling twice is no error."


def _task_filters() -> list[Schema]:
    return [
        *_paging(),
        _query("model", _TEXT, "Only tasks of this model."),
        _query("state", {"type": "string", "enum": [state.value for state in State]}, "Only tasks in this state."),
        _query("since", _MOMENT, "Only tasks accepted at this moment or later."),
        _query("until", _MOMENT, "Only tasks accepted before this moment."),
        _query("key_id", _TEXT, "Only tasks of this key; for operators."),
    ]


def _callback_filters() -> list[Schema]:
    states: Schema = {"type": "string", "enum": [state.value for state in DeliveryState]}
    return [
        *_paging(),
        _query("task", _TEXT, "Only callbacks of this task: our id, or the provider's."),
        _query("state", states, "Only callbacks in this state."),
        _query("key_id", _TEXT, "Only callbacks of this key; for operators."),
    ]


def _paging() -> list[Schema]:
    return [
        _query("limit", _LIMIT, "How many records at most."),
        _query("after", _TEXT, "The `next_after` of the page before."),
    ]


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _id(description: str) -> Schema:
    return {"name": "id", "in": "path", "required": True, "description": description, "schema": _TEXT}


def _operation(summary: str, schema: Schema, *parameters: Schema, errors: tuple[str, ...] = ()) -> Schema:
    statuses = sorted({"401", "503", *errors} | ({"400"} if any(one["in"] == "query" for one in parameters) else set()))
    return {
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "Yes.", "content": {JSON: {"schema": schema}}},
            **describe_errors(*statuses),
        },
    }


def _metrics() -> Schema:
    return {
        "summary": "Metrics in Prometheus' text format; for operators, unless the server's settings say otherwise.",
        "responses": {
            "200": {"description": "Yes.", "content": {"text/plain": {"schema": _TEXT}}},
            **describe_errors("401", "403", "404", "503"),
        },
    }
