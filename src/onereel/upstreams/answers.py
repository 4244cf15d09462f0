"""Reads what vendors answer without trusting its shape, and says what an HTTP status means where there is no code.

Not here: any vendor's codes.
"""

from typing import Any, Final

from onereel.upstreams.base import Answer, Trouble, Verdict

_LONGEST_MESSAGE: Final = 500
_TOO_MANY: Final = 429
_FAULT: Final = 500


def pick(body: Any, *path: str | int) -> Any:  # noqa: ANN401 - JSON of somebody else
    """What stands at this path, or None where there is nothing of the kind."""
    for step in path:
        if isinstance(step, str) and isinstance(body, dict):
            body = body.get(step)
        elif isinstance(step, int) and isinstance(body, list) and step < len(body):
            body = body[step]
        else:
            return None
    return body


def text_at(body: Any, *path: str | int) -> str:  # noqa: ANN401 - JSON of somebody else
    """The text or number at this path as text; empty where there is none."""
    found = pick(body, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def trouble(answer: Answer, verdict: Verdict, *, code: str, message: str, moderated: bool = False) -> Trouble:
    """A trouble with the vendor's words, cut to a reasonable length."""
    return Trouble(
        verdict=verdict,
        code=code or str(answer.status),
        message=message[:_LONGEST_MESSAGE],
        moderated=moderated,
        retry_after=answer.retry_after,
    )


def judge_status(status: int, *, starting: bool) -> Verdict:
    """What a status alone means: that of a proxy, say, or of an error that the vendor's table does not have.

    A fault while something was being started leaves open whether it was.
    """
    if status == _TOO_MANY:
        return Verdict.RETRY
    if status >= _FAULT or 200 <= status < 300:  # an answer with 2xx that cannot be read may be a receipt
        return Verdict.UNCLEAR if starting else Verdict.RETRY
    return Verdict.NEXT
