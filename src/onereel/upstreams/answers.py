"""Reads what vendors answer without trusting its shape, and judges what went otherwise.

Not here: any vendor's codes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from onereel.upstreams.base import (
    Answer,
    Call,
    Callbacks,
    Found,
    Incoming,
    Likely,
    Media,
    NeverTaken,
    Order,
    Running,
    Secret,
    Survey,
    Trouble,
    Verdict,
)

_LONGEST_MESSAGE: Final = 500
_LONGEST_ID: Final = 200
_TOO_MANY: Final = 429
_FAULT: Final = 500
_BLOCKED: Final = frozenset({401, 402, 403})


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


def is_id(text: str) -> bool:
    """Whether this may be what a vendor calls an order."""
    return 0 < len(text) <= _LONGEST_ID


def trouble(answer: Answer, verdict: Verdict, *, code: str, message: str, moderated: bool = False) -> Trouble:
    """A trouble with the vendor's words, cut to a reasonable length."""
    return Trouble(
        verdict=verdict,
        code=code or str(answer.status),
        message=message[:_LONGEST_MESSAGE],
        moderated=moderated,
        retry_after=answer.retry_after,
    )


def judge(
    answer: Answer, known: Verdict | None, *, code: str, message: str, moderated: bool, starting: bool
) -> Trouble:
    """What an answer means that is none of those hoped for: what the vendor's table says of its code, else the status.

    While nothing is being started nothing is unclear, since asking again harms nobody.
    """
    verdict = known or judge_status(answer.status, starting=starting)
    if verdict is Verdict.UNCLEAR and not starting:
        verdict = Verdict.RETRY
    found = trouble(answer, verdict, code=code, message=message, moderated=moderated)
    return found if starting else replace(found, is_denial=True)


def states_in(
    listed: Any,  # noqa: ANN401 - JSON of somebody else
    *,
    name: str,
    state: str,
    running: Mapping[str, Running],
) -> Survey | None:
    """How tasks stand of which a list tells no more than a state, None being "no longer running"; None for no list."""
    if not isinstance(listed, list):
        return None
    return Survey(
        orders={text_at(task, name): running.get(text_at(task, state)) for task in listed if text_at(task, name)}
    )


def narrow(answer: Answer, candidates: Sequence[str], *, is_whole: bool) -> Found:
    """What a search comes to that has found these operations, any of which may be the order's.

    `is_whole` says whether the list held all that was begun since the order was sent.
    """
    if len(candidates) == 1 and is_id(candidates[0]):
        return Likely(operation=candidates[0])
    if candidates:
        message = f"{len(candidates)} tasks may be this one"
        return trouble(answer, Verdict.UNCLEAR, code="several", message=message)
    if not is_whole:
        return trouble(answer, Verdict.UNCLEAR, code="many", message="more tasks than one page holds")
    return NeverTaken()


def reference_in(content: bytes, *path: str) -> str:
    """What stands at this path of a callback's JSON. Raises ValueError when nothing does."""
    found = text_at(json.loads(content), *path)
    if not found:
        raise ValueError(f"the callback has no {'.'.join(path)}")
    return found


def credits_at(body: Any, *path: str | int) -> str:  # noqa: ANN401 - JSON of somebody else
    """The price at this path, as `70 credits`; empty where there is none."""
    price = text_at(body, *path)
    return f"{price} credits" if price else ""


def share_at(body: Any, *path: str | int) -> float | None:  # noqa: ANN401 - JSON of somebody else
    """The percentage at this path as a share, 0.0 to 1.0; None where there is none."""
    percent = pick(body, *path)
    if isinstance(percent, bool) or not isinstance(percent, int | float):
        return None
    return min(100, max(0, percent)) / 100


class FilesGoAlong:
    """The part of an `Upstream` whose files are sent together with the order."""

    def upload(self, media: Media, *, model: str) -> Call | None:
        return None

    def read_upload(self, answer: Answer) -> str | Trouble:
        return trouble(answer, Verdict.NEXT, code="", message="files go along with the order")


class NoCallbacks:
    """The part of an `Upstream` whose vendor does not call."""

    callbacks = Callbacks.NONE

    def read_callback(self, incoming: Incoming, *, secret: Secret, signed_with: str, now: datetime) -> str:
        raise ValueError("this vendor makes no callbacks")


class NoList:
    """The part of an `Upstream` whose vendor lists no tasks."""

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        return None

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        return trouble(answer, Verdict.NEXT, code="", message="there is no list")


def judge_status(status: int, *, starting: bool) -> Verdict:
    """What a status alone means: that of a proxy, say, or of an error that the vendor's table does not have.

    A fault while something was being started leaves open whether it was.
    """
    if status == _TOO_MANY:
        return Verdict.RETRY
    if status >= _FAULT or 200 <= status < 300:  # an answer with 2xx that cannot be read may be a receipt
        return Verdict.UNCLEAR if starting else Verdict.RETRY
    return Verdict.BLOCKED if status in _BLOCKED else Verdict.NEXT
