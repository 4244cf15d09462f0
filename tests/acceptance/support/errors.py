"""Replies to requests that cannot be served, whole, in each dialect's shape with OpenAI's `error` beside it.

Not here: which request is answered with which.
"""

from typing import Any

import requests


def read_error(response: requests.Response) -> dict[str, Any]:
    """The `error` object of a reply, which must be JSON."""
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    error: dict[str, Any] = response.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    return error


def summary(response: requests.Response) -> tuple[int, str | None, str]:
    """HTTP status, the field that is wrong, and our code."""
    error = read_error(response)
    return response.status_code, error["param"], error["code"]


def check_shape(response: requests.Response, *, provider: str, native: int | str) -> None:
    """The whole reply: the dialect's own fields, with its own code, around the same message."""
    reply, error = response.json(), read_error(response)
    message, request_id = error["message"], reply.get("request_id")
    shapes: dict[str, dict[str, object]] = {
        "paiwo": {"ErrCode": native, "ErrMsg": message, "Resp": None},
        "kling": {"code": native, "message": message, "request_id": request_id},
        "wan": {"code": native, "message": message, "request_id": request_id},
        "vidu": {
            "code": response.status_code,
            "reason": native,
            "message": message,
            "metadata": reply.get("metadata"),
        },
    }
    assert reply == shapes[provider] | {"error": error}
    assert list(reply) == [*shapes[provider], "error"]
    assert error["type"] == "invalid_request_error"
