"""Objects of OpenAI's Responses API, as DMXAPI's streams carry them and OpenAI's clients read them.

Not here: the order of events in a stream (`onereel.server.sse`).
"""

from typing import Literal

import msgspec

from onereel.domain.clock import to_milliseconds
from onereel.domain.task import State, Task
from onereel.providers.replies import Usage, count_usage

_Status = Literal["queued", "in_progress", "completed", "failed", "cancelled"]

_STATUS: dict[State, _Status] = {
    State.QUEUED: "queued",
    State.RUNNING: "in_progress",
    State.SUCCEEDED: "completed",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


class Part(msgspec.Struct, kw_only=True):
    """One piece of text."""

    type: str = "output_text"
    text: str
    annotations: list[str] = []


class Item(msgspec.Struct, kw_only=True):
    """The one message of a response."""

    id: str
    type: str = "message"
    role: str = "assistant"
    status: Literal["in_progress", "completed"]
    content: list[Part]


class ResponseError(msgspec.Struct, kw_only=True):
    """Why a task failed."""

    code: str
    message: str


class Response(msgspec.Struct, kw_only=True):
    """A response; its text tells of the task and its media."""

    id: str
    object: str = "response"
    created_at: int
    """Seconds since 1970."""
    model: str
    output: list[Item]
    status: _Status
    completed_at: int | msgspec.UnsetType = msgspec.UNSET
    """Seconds since 1970."""
    error: ResponseError | msgspec.UnsetType = msgspec.UNSET
    usage: Usage | msgspec.UnsetType = msgspec.UNSET


def start_response(task: Task, *, model: str, response_id: str) -> Response:
    """A response that has only begun, as old as its task, like the whole one. `response_id` is a UUID."""
    created_at = to_milliseconds(task.created_at) // 1000
    return Response(id=f"resp_{_hex(response_id)}", created_at=created_at, model=model, output=[], status="in_progress")


def write_item(response_id: str, *, status: Literal["in_progress", "completed"], content: list[Part]) -> Item:
    """The message of the response with that id."""
    return Item(id=f"msg_{_hex(response_id)}", status=status, content=content)


def write_response(task: Task, *, model: str, text: str, response_id: str) -> Response:
    """A whole response with one message. A failed task has its reason in `error`, as OpenAI's clients expect it."""
    failure = task.failure
    return Response(
        id=f"resp_{_hex(response_id)}",
        created_at=to_milliseconds(task.created_at) // 1000,
        model=model,
        output=[write_item(response_id, status="completed", content=[Part(text=text)])],
        status=_STATUS[task.state],
        completed_at=to_milliseconds(task.finished_at) // 1000 if task.finished_at else msgspec.UNSET,
        error=ResponseError(code=failure.code, message=failure.message) if failure else msgspec.UNSET,
        usage=count_usage(),
    )


def _hex(response_id: str) -> str:
    return response_id.replace("-", "")
