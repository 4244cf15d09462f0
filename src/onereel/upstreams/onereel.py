"""Another onereel: it takes the documents' requests as DMXAPI does, and says more of its tasks.

It takes an `Idempotency-Key`, so that a submit that was not answered is sent again with the same one: that never makes
a second task. It has one record for the tasks of all models (`GET /v1/tasks/{id}`), with progress, and tasks can be
cancelled. Sources: this repository (docs/operating.md, `onereel.server.records`, `onereel.errors.ErrorKind`).

Not here: what is sent (`documents.py`).
"""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from onereel.upstreams.answers import is_id, narrow, pick, share_at, text_at, trouble
from onereel.upstreams.base import (
    Answer,
    Call,
    Finished,
    Found,
    NeverTaken,
    Order,
    Running,
    Started,
    Survey,
    Trouble,
    Verdict,
)
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.documents import FAMILIES, model_for

VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        "body_too_large": Verdict.NEXT,
        "credit_exhausted": Verdict.BLOCKED,
        "idempotency_key_reused": Verdict.UNCLEAR,  # it has taken this order with other pictures, or is about to
        "idempotency_key_running": Verdict.UNCLEAR,
        "image_invalid": Verdict.NEXT,
        "image_not_found": Verdict.NEXT,
        "image_size_invalid": Verdict.NEXT,
        "image_too_large": Verdict.NEXT,
        "internal_error": Verdict.UNCLEAR,
        "invalid_type": Verdict.NEXT,
        "invalid_value": Verdict.NEXT,
        "malformed_body": Verdict.NEXT,
        "media_invalid": Verdict.NEXT,
        "media_unreachable": Verdict.NEXT,
        "method_not_allowed": Verdict.NEXT,
        "missing_field": Verdict.NEXT,
        "negative_prompt_too_long": Verdict.NEXT,
        "not_cancellable": Verdict.NEXT,
        "not_found": Verdict.NEXT,
        "path_refused": Verdict.NEXT,
        "prompt_too_long": Verdict.NEXT,
        "rate_limited": Verdict.RETRY,
        "routing_loop": Verdict.BLOCKED,
        "storage_full": Verdict.RETRY,
        "task_not_found": Verdict.NEXT,
        "too_many_tasks": Verdict.RETRY,
        "invalid_api_key": Verdict.BLOCKED,
        "unavailable": Verdict.UNCLEAR,
        "model_not_found": Verdict.NEXT,
    }
)
"""By `error.code`, which stands in every refusal beside the vendor's own words."""
ENDINGS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {"content_refused": Verdict.GIVE_UP, "result_lost": Verdict.GIVE_UP}
)
"""By the code of a failed task; after all others another engine may try. What was made and lost is paid for."""
MODERATED: Final = "content_refused"
_SAYS_NOTHING: Final = frozenset({"invalid_api_key", "model_not_found", "idempotency_key_reused"})
"""Refusals that come before the key is looked at, or that say that it is taken: the order may be there all the same."""
_REMEMBERED_SECONDS: Final = 23 * 3600.0
"""A reply is remembered for 24 hours; after that the same submit would be a second task."""
_CLOCK_SLACK: Final = timedelta(minutes=2)
"""Between its clock and ours, when recent tasks are searched."""
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Onereel(DmxApi):
    """See `Upstream`."""

    name = "onereel"
    base_urls: Mapping[str, str] = MappingProxyType({})
    verdicts = MappingProxyType({**DmxApi.verdicts, **VERDICTS})

    def start(self, order: Order) -> Call:
        call = super().start(order)
        key = f"onereel-{order.task_id}-{order.number}"
        return replace(call, headers={**call.headers, "Idempotency-Key": key})

    def check(self, order: Order, operation: str) -> Call:
        return Call(method="GET", path=f"/v1/tasks/{quote(operation, safe='')}")

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        record = answer.body if answer.status == 200 else None
        return self._standing(answer, record) or self._trouble(answer, starting=False)

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        if page > 1 and not cursor:
            return None
        after = f"&after={quote(cursor, safe='')}" if cursor else ""
        return Call(method="GET", path=_list_path(order) + after)

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        listed = pick(answer.body, "data")
        if answer.status != 200 or not isinstance(listed, list):
            return self._trouble(answer, starting=False)
        named, after = [task for task in listed if text_at(task, "task_id")], text_at(answer.body, "next_after")
        return Survey(
            orders={text_at(task, "task_id"): self._standing(answer, task) for task in named},
            cursor=after if is_id(after) else "",
            oldest=_begun(named[-1]) if named else None,
        )

    def _standing(self, answer: Answer, record: Any) -> Running | Finished | Trouble | None:  # noqa: ANN401 - JSON of somebody else
        """How a task stands, by its record; None where that cannot be read."""
        match text_at(record, "state"):
            case "queued" | "running":
                return Running(share=share_at(record, "progress"), cancellable=True)
            case "succeeded" if text_at(record, "result", "url"):
                captured = text_at(record, "cost", "captured")
                return Finished(
                    video_url=text_at(record, "result", "url"),
                    cover_url=text_at(record, "result", "cover_url"),
                    watermarked_url=text_at(record, "result", "watermarked_url"),
                    cost_note=f"{captured} CNY" if captured else "",
                )
            case "failed":
                code, message = text_at(record, "error", "code"), text_at(record, "error", "message")
                verdict = ENDINGS.get(code, Verdict.NEXT)
                return trouble(answer, verdict, code=code or "failed", message=message, moderated=code == MODERATED)
            case "cancelled":
                return trouble(answer, Verdict.NEXT, code="cancelled", message="somebody has cancelled it there")
            case _:
                return None

    def find(self, order: Order) -> Call | None:
        """The very same submit; the list of tasks where that is remembered no longer, or cannot be written again."""
        family = FAMILIES.get(order.model)
        if family is None:
            return None
        frames = [frame for frame in (order.first_frame, order.last_frame) if frame is not None]
        is_same = not family.uploads or all(frame.reference for frame in frames)
        if is_same and order.age_seconds < _REMEMBERED_SECONDS:
            return self.start(order)
        return Call(method="GET", path=_list_path(order))

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        listed = pick(answer.body, "data")
        if answer.status == 200 and isinstance(listed, list):
            return _search(order, answer, listed, known=known, earliest=since.astimezone(UTC) - _CLOCK_SLACK)
        found = self.read_start(answer)
        if isinstance(found, Started):
            return found
        if found.verdict in {Verdict.RETRY, Verdict.UNCLEAR} and found.code not in _SAYS_NOTHING:
            return replace(found, verdict=Verdict.RETRY)
        if found.code in VERDICTS and found.code not in _SAYS_NOTHING:
            return NeverTaken()  # refused now, which what it had taken would not be
        return replace(found, verdict=Verdict.UNCLEAR)

    def cancel(self, operation: str) -> Call | None:
        return Call(method="POST", path=f"/v1/tasks/{quote(operation, safe='')}/cancel")


def _list_path(order: Order) -> str:
    return f"/v1/tasks?model={quote(model_for(order), safe='')}&limit=100"


def _search(order: Order, answer: Answer, listed: list[Any], *, known: Container[str], earliest: datetime) -> Found:
    """The one recent task that asks for the same and is of no other order of ours."""
    recent = [task for task in listed if _moment(text_at(task, "created_at")) >= earliest]
    ours = [
        text_at(task, "task_id")
        for task in recent
        if text_at(task, "model") == model_for(order)
        and text_at(task, "request", "prompt") == order.request.prompt
        and (not FAMILIES[order.model].seeds or pick(task, "request", "seed") == order.request.seed)
        and text_at(task, "task_id") not in known
    ]
    is_whole = pick(answer.body, "has_more") is False or len(recent) < len(listed)
    return narrow(answer, ours, is_whole=is_whole)


def _begun(task: Any) -> datetime | None:  # noqa: ANN401 - JSON of somebody else
    """When a task was accepted, as far as it says so."""
    found = _moment(text_at(task, "created_at"))
    return None if found == _LONG_AGO else found


def _moment(text: str) -> datetime:
    """The time that a record tells; long ago where it tells none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _LONG_AGO
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
