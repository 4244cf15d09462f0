"""Vidu's API.

Sources: platform.vidu.cn/docs (start-end-to-video, search-task, cancel-task, error-code, callback-signature). What no
source states is marked inferred.

Not here: reference-to-video and multi-frame, which no document of ours uses.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from onereel.domain.operation import Loss
from onereel.domain.request import Corner, Sound
from onereel.upstreams.answers import (
    FilesGoAlong,
    credits_at,
    judge,
    pick,
    reference_in,
    share_at,
    states_in,
    text_at,
    trouble,
)
from onereel.upstreams.base import (
    Answer,
    Call,
    Callbacks,
    Finished,
    Found,
    Incoming,
    NeverTaken,
    Order,
    Running,
    Secret,
    Started,
    Survey,
    Trouble,
    Verdict,
)
from onereel.upstreams.fitting import (
    as_data_uri,
    common_losses,
    length_loss,
    nearest_ratio,
    nearest_seconds,
    refuse_essential,
)
from onereel.upstreams.signatures import is_from_vidu

BASE_URLS: Final[Mapping[str, str]] = MappingProxyType(
    {"china": "https://api.vidu.cn", "world": "https://api.vidu.com"}
)
SECONDS: Final = range(1, 9)
FRAMES_MODEL: Final = "viduq2-pro"
TEXT_MODEL: Final = "viduq2"
"""Of /text2video; viduq2-pro takes pictures only. Inferred from Vidu's price list, which has `viduq2_text`."""
AREAS: Final[Mapping[str, int]] = MappingProxyType({"540p": 960 * 540, "720p": 1280 * 720, "1080p": 1920 * 1080})
CORNERS: Final[Mapping[Corner, int]] = MappingProxyType(
    {Corner.TOP_LEFT: 1, Corner.TOP_RIGHT: 2, Corner.BOTTOM_RIGHT: 3, Corner.BOTTOM_LEFT: 4}
)
RATIOS: Final[Mapping[str, float]] = MappingProxyType({"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0})
"""Those that /text2video takes without doubt."""

RUNNING: Final = frozenset({"created", "queueing", "processing"})
"""States of a task that is not over."""
_LIST: Final = Call(method="GET", path="/ent/v2/tasks?pager.pagesz=100")

RETRYABLE: Final = frozenset({"QuotaExceeded", "TooManyRequests", "SystemThrottling", "OperationInProcess"})
UNCLEAR: Final = frozenset({"InternalServiceFailure"})
MODERATION: Final = frozenset({"TaskPromptPolicyViolation", "AuditSubmitIllegal", "CreationPolicyViolation"})
"""Which codes may be tried again is what two third-party clients agree on; all others ask for another engine."""
VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    dict.fromkeys(RETRYABLE, Verdict.RETRY)
    | dict.fromkeys(UNCLEAR, Verdict.UNCLEAR)
    | dict.fromkeys(MODERATION, Verdict.GIVE_UP)
)


_PAGE: Final = 100
"""Tasks in a list, at most; it holds those of seven days."""
_CLOCK_SLACK: Final = timedelta(minutes=2)
"""Between their clock and ours."""


class Vidu(FilesGoAlong):
    """See `Upstream`."""

    name = "vidu"
    base_urls = BASE_URLS
    calls_per_second = None
    callbacks = Callbacks.WITH_KEY

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        return {"Authorization": f"Token {secret.key}"}

    def losses(self, order: Order) -> Sequence[Loss]:
        request = order.request
        # movement_amplitude is taken, and has no effect on q2 (Vidu's own page).
        found = common_losses(order, amplitude=False, fast_motion=False, multi_shot=False, track=False)
        found += length_loss(request, nearest_seconds(request, SECONDS))
        if request.negative_prompt:
            found.append(Loss(field="negative_prompt", note="Vidu takes none"))
        if request.sound is Sound.GENERATED:
            found.append(Loss(field="sound", note="viduq2 makes music at most"))
        if order.first_frame is None and order.last_frame is not None:
            found.append(Loss(field="last_frame", note="Vidu takes none without a first one", essential=True))
        return found

    def start(self, order: Order) -> Call:
        refuse_essential(self.losses(order))
        request = order.request
        images = [as_data_uri(media) for media in (order.first_frame, order.last_frame) if media is not None]
        path = ("text2video", "img2video", "start-end2video")[len(images)]
        body: dict[str, Any] = {
            "model": FRAMES_MODEL if images else TEXT_MODEL,
            "prompt": request.prompt,
            "duration": nearest_seconds(request, SECONDS),
            "seed": request.seed,
            "resolution": _resolution(request.width * request.height),
            "movement_amplitude": request.amplitude.value,
            "bgm": request.sound is Sound.MUSIC,
            # Given back with every answer, so that an order can be found again.
            "payload": order.task_id,
            "watermark": request.watermark is not None,
        }
        if images:
            body["images"] = images
        else:
            body["aspect_ratio"] = nearest_ratio(request, RATIOS)
        if order.callback_url:
            body["callback_url"] = order.callback_url
        if request.watermark is not None:
            body["wm_position"] = CORNERS[request.watermark.corner]
        return Call(method="POST", path=f"/ent/v2/{path}", json=body)

    def read_start(self, answer: Answer) -> Started | Trouble:
        operation = text_at(answer.body, "task_id")
        if not operation:
            return _trouble(answer, starting=True)
        return Started(operation=operation, cost_note=credits_at(answer.body, "credits"))

    def check(self, order: Order, operation: str) -> Call:
        return Call(method="GET", path=f"/ent/v2/tasks/{operation}/creations")

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        match text_at(answer.body, "state"):
            case state if state in RUNNING:
                return Running(share=share_at(answer.body, "progress"), cancellable=True)
            case "success" if text_at(answer.body, "creations", 0, "url"):
                creation = pick(answer.body, "creations", 0)
                return Finished(
                    video_url=text_at(creation, "url"),
                    cover_url=text_at(creation, "cover_url"),
                    watermarked_url=text_at(creation, "watermarked_url"),
                    cost_note=credits_at(answer.body, "credits"),
                )
            case "failed":
                code = text_at(answer.body, "err_code")
                moderated = code in MODERATION
                verdict = Verdict.GIVE_UP if moderated else Verdict.NEXT
                return trouble(answer, verdict, code=code, message=code, moderated=moderated)
            case _:
                return _trouble(answer, starting=False)

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        return _LIST if page == 1 else None

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        # Whether the list has the videos, too, is not known, so that what is no longer running is asked for.
        running = dict.fromkeys(RUNNING, Running(cancellable=True))
        found = states_in(pick(answer.body, "tasks"), name="id", state="state", running=running)
        return _trouble(answer, starting=False) if found is None else found

    def find(self, order: Order) -> Call | None:
        return _LIST

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        listed = pick(answer.body, "tasks")
        if not isinstance(listed, list):
            return _trouble(answer, starting=False)
        for task in listed:
            if text_at(task, "payload") == order.task_id and text_at(task, "id"):
                return Started(operation=text_at(task, "id"))
        if any(pick(task, "payload") is None for task in listed):
            # Whether the list carries the payload is not known; without it, it proves nothing.
            return trouble(answer, Verdict.UNCLEAR, code="no payload", message="the list does not name orders")
        if len(listed) >= _PAGE and not _reaches_back(listed, since - _CLOCK_SLACK):
            return trouble(answer, Verdict.UNCLEAR, code="many", message="more tasks than one page holds")
        return NeverTaken()

    def cancel(self, operation: str) -> Call | None:
        return Call(method="POST", path=f"/ent/v2/tasks/{operation}/cancel", json={"id": operation})

    def read_callback(self, incoming: Incoming, *, secret: Secret, signed_with: str, now: datetime) -> str:
        if not is_from_vidu(
            incoming.headers,
            method=incoming.method,
            path=incoming.path,
            query=incoming.query,
            secret=secret.key,
            now=now,
        ):
            raise ValueError("the signature is not Vidu's")
        return reference_in(incoming.content, "id")


def _resolution(area: int) -> str:
    return min(AREAS, key=lambda name: abs(AREAS[name] - area))


def _reaches_back(listed: Sequence[Any], moment: datetime) -> bool:
    """Whether a page has all that is newer than a moment: the newest first, down to what is older.

    In which order Vidu lists tasks, and whether it says when each was made, is not known.
    """
    made = [_read_time(pick(task, "created_at")) for task in listed]
    known = [one for one in made if one is not None]
    return len(known) == len(made) and known == sorted(known, reverse=True) and known[-1] < moment


def _read_time(given: Any) -> datetime | None:  # noqa: ANN401 - JSON of somebody else
    """Seconds since 1970 on the wire, ISO 8601 in the documents."""
    if isinstance(given, bool):
        return None
    try:
        found = datetime.fromtimestamp(given, UTC) if isinstance(given, int) else datetime.fromisoformat(given)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else None


def _trouble(answer: Answer, *, starting: bool) -> Trouble:
    code = text_at(answer.body, "reason")
    message, moderated = text_at(answer.body, "message"), code in MODERATION
    return judge(answer, VERDICTS.get(code), code=code, message=message, moderated=moderated, starting=starting)
