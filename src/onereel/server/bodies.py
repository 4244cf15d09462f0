"""Request bodies in, JSON replies out.

Not here: what is in them.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from onereel.errors import ErrorKind, RequestError, StorageFull, StoreError
from onereel.providers.base import ErrorReply, Reply
from onereel.providers.writing import write_openai_error

JSON_TYPE = "application/json; charset=utf-8"
"""As in the raw capture of a DMXAPI reply."""

STATUS = {
    ErrorKind.UNAUTHORIZED: 401,
    ErrorKind.CREDIT_EXHAUSTED: 402,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.TASK_NOT_FOUND: 404,
    ErrorKind.METHOD_NOT_ALLOWED: 405,
    ErrorKind.IDEMPOTENCY_RUNNING: 409,
    ErrorKind.NOT_CANCELLABLE: 409,
    ErrorKind.BODY_TOO_LARGE: 413,
    ErrorKind.IDEMPOTENCY_REUSED: 422,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.TOO_MANY_TASKS: 429,
    ErrorKind.INTERNAL: 500,
    ErrorKind.UNAVAILABLE: 503,
    ErrorKind.STORAGE_FULL: 507,
}
"""HTTP status of errors met before a dialect is known; all others are 400, as DMXAPI answers an unknown model."""


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body. Raises RequestError(BODY_TOO_LARGE) as soon as it is longer than `limit` bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(limit)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise _too_large(limit)
    return bytes(content)


def json_response(reply: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A compact JSON reply."""
    return Response(msgspec.json.encode(reply), status_code=status, media_type=JSON_TYPE, headers=headers)


def error_reply(error: RequestError) -> ErrorReply:
    """The reply to an error met before a dialect is known: OpenAI's form, which is also DMXAPI's own."""
    body: Reply = {"error": write_openai_error(error)}
    return ErrorReply(status=STATUS.get(error.kind, 400), body=body)


def refuse(status: int, code: str, message: str, *, field: str | None = None) -> Response:
    """An error for which no dialect has words, in OpenAI's form."""
    error = {"message": message, "type": "invalid_request_error", "param": field, "code": code}
    return json_response({"error": error}, status=status)


def retry_header(error: RequestError) -> dict[str, str] | None:
    """`Retry-After`, where it is known when another try may do better."""
    return None if error.retry_after is None else {"Retry-After": str(error.retry_after)}


def excuse(error: StoreError) -> RequestError:
    """What whoever asks is told where the store has failed."""
    if isinstance(error, StorageFull):
        return RequestError(ErrorKind.STORAGE_FULL, "The server's disk is full; nothing was accepted. Try again later.")
    return RequestError(
        ErrorKind.UNAVAILABLE, "The task store does not answer; nothing was accepted. Try again in a moment."
    )


def _too_large(limit: int) -> RequestError:
    return RequestError(
        ErrorKind.BODY_TOO_LARGE,
        f"The body is larger than {limit} bytes. Send large pictures by address instead of base64.",
    )
