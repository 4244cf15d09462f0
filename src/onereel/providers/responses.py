"""Objects of OpenAI's Responses API, as DMXAPI's streams carry them and OpenAI's clients read them.

Not here: the order of events in a stream (`onereel.server.sse`).
"""

from onereel.domain.clock import to_milliseconds
from onereel.domain.task import State, Task
from onereel.providers.base import Reply
from onereel.providers.writing import write_usage

_STATUS = {
    State.QUEUED: "queued",
    State.RUNNING: "in_progress",
    State.SUCCEEDED: "completed",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


def write_part(text: str) -> Reply:
    """One piece of text."""
    return {"type": "output_text", "text": text, "annotations": []}


def write_message(response_id: str, *, status: str, content: list[Reply]) -> Reply:
    """The one message of a response."""
    return {
        "id": f"msg_{_hex(response_id)}",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def write_started_response(*, model: str, response_id: str, created_at: int) -> Reply:
    """A response that has only begun. `response_id` is a UUID, `created_at` seconds since 1970."""
    return {
        "id": f"resp_{_hex(response_id)}",
        "object": "response",
        "created_at": created_at,
        "model": model,
        "output": [],
        "status": "in_progress",
    }


def write_response(task: Task, *, model: str, text: str, response_id: str) -> Reply:
    """A whole response with one message. A failed task has its reason in `error`, as OpenAI's clients expect it."""
    status = _STATUS[task.state]
    created_at = to_milliseconds(task.created_at) // 1000
    response = write_started_response(model=model, response_id=response_id, created_at=created_at)
    response["output"] = [write_message(response_id, status="completed", content=[write_part(text)])]
    response["status"] = status
    if task.finished_at:
        response["completed_at"] = to_milliseconds(task.finished_at) // 1000
    if task.failure:
        response["error"] = {"code": task.failure.code, "message": task.failure.message}
    response["usage"] = write_usage()
    return response


def _hex(response_id: str) -> str:
    return response_id.replace("-", "")
