"""Pieces of replies that all dialects share: the OpenAI-style error, the words of a stream.

Not here: any provider's envelope or status words.
"""

from onereel.domain.task import State, Task
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import Links, Reply

_AUTHENTICATION = {ErrorKind.UNAUTHORIZED}
_SERVER_SIDE = {ErrorKind.INTERNAL, ErrorKind.UNAVAILABLE, ErrorKind.STORAGE_FULL}
_TOO_MUCH = {ErrorKind.RATE_LIMITED, ErrorKind.TOO_MANY_TASKS}
_ENDED_TEXT = {State.FAILED: "视频生成失败", State.CANCELLED: "任务已取消"}


def write_openai_error(error: RequestError) -> Reply:
    """The `error` object that OpenAI's clients read, to stand beside the dialect's own fields."""
    if error.kind in _AUTHENTICATION:
        error_type = "authentication_error"
    elif error.kind in _SERVER_SIDE:
        error_type = "server_error"
    elif error.kind in _TOO_MUCH:
        error_type = "rate_limit_error"
    elif error.kind is ErrorKind.CREDIT_EXHAUSTED:
        error_type = "insufficient_quota"
    else:
        error_type = "invalid_request_error"
    return {"message": error.message, "type": error_type, "param": error.field, "code": error.kind.value}


def write_progress(share: float) -> str:
    """One progress line of a stream; the carriage return lets a terminal overwrite the last one.

    The words are in a comment of the viduq2-pro document; how often they come is not documented.
    """
    return f"\r当前进度: {int(share * 100)}%"


def write_ending(task: Task, *, links: Links, details: str = "") -> str:
    """The last words of a stream, as the viduq2-pro document prints them; `details` is set below the video.

    The words for a failed task are ours: no document shows them.
    """
    if task.result is None:
        reason = f"\n\n原因: {task.failure.message}" if task.failure else ""
        return f"\n\n❌ {_ENDED_TEXT.get(task.state, task.state.value)}\n\n任务ID: {task.public_id}{reason}\n"
    lines = [f"视频URL: {links.video}", f"封面URL: {links.cover}"]
    if task.result.watermarked:
        lines.append(f"水印视频: {links.watermarked}")
    if details:
        lines.append(details)
    created = "\n".join(lines)
    return f"\n\n✅ 视频生成完成！\n\n任务ID: {task.public_id}\n\n--- 创作 1 ---\n{created}\n"
