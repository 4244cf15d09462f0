"""Kling's API, the generation that `kling-v2-6` belongs to.

Sources: Kling's API specification (app.klingai.com/global/dev/document-api) for paths, fields and codes; its callback
page for signatures. What no source states is marked inferred.

Not here: the new generation (`/text-to-video/…`, `/tasks`), which no document of ours uses.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from onereel.domain.operation import Loss
from onereel.domain.request import Sound
from onereel.upstreams.answers import FilesGoAlong, judge, pick, reference_in, text_at, trouble
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
    as_base64,
    common_losses,
    length_loss,
    nearest_seconds,
    nearest_size,
    refuse_essential,
    size_loss,
)
from onereel.upstreams.signatures import is_from_kling

BASE_URLS: Final[Mapping[str, str]] = MappingProxyType(
    {"beijing": "https://api-beijing.klingai.com", "singapore": "https://api-singapore.klingai.com"}
)
SECONDS: Final = (5, 10)
SIZES: Final[Mapping[tuple[str, str], tuple[int, int]]] = MappingProxyType(
    {
        ("std", "16:9"): (1280, 720),
        ("std", "9:16"): (720, 1280),
        ("std", "1:1"): (960, 960),
        ("pro", "16:9"): (1920, 1080),
        ("pro", "9:16"): (1080, 1920),
        ("pro", "1:1"): (1440, 1440),
    }
)
"""By mode and aspect_ratio; the square ones are inferred."""

TOKEN_SECONDS: Final = 1800
TOKEN_BEFORE_SECONDS: Final = 5
"""A token is good from 5 s ago for half an hour, as in Kling's own example."""

VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        "1000": Verdict.BLOCKED,  # authentication failed
        "1001": Verdict.BLOCKED,  # authorization empty
        "1002": Verdict.BLOCKED,  # authorization invalid
        "1003": Verdict.RETRY,  # token not yet valid
        "1004": Verdict.RETRY,  # token expired
        "1100": Verdict.BLOCKED,  # account exception
        "1101": Verdict.BLOCKED,  # account in arrears, though the status is 429
        "1102": Verdict.BLOCKED,  # resource pack used up, though the status is 429
        "1103": Verdict.BLOCKED,  # no right to the model
        "1200": Verdict.NEXT,  # invalid parameters
        "1201": Verdict.NEXT,  # invalid key or value
        "1202": Verdict.NEXT,  # method not allowed
        "1203": Verdict.NEXT,  # resource not found
        "1300": Verdict.GIVE_UP,  # platform policy
        "1301": Verdict.GIVE_UP,  # content safety
        "1302": Verdict.RETRY,  # too many requests
        "1303": Verdict.RETRY,  # concurrency or QPS over the pack's limit
        "1304": Verdict.BLOCKED,  # IP not on the white list, though the status is 429
        "5000": Verdict.UNCLEAR,  # internal error
        "5001": Verdict.RETRY,  # temporarily unavailable
        "5002": Verdict.UNCLEAR,  # internal timeout
    }
)
"""By code; what is to be done is inferred from what each means."""
MODERATION: Final = frozenset({"1300", "1301"})
NOT_FOUND: Final = "1203"
_PAGE: Final = 500
"""Tasks of a list at most."""
_RISK = re.compile(r"risk control|policy|sensitive", re.IGNORECASE)
"""Of a failed task there is only a text; `Failure to pass the risk control system` is sourced, the rest inferred."""


class Kling(FilesGoAlong):
    """See `Upstream`."""

    name = "kling"
    base_urls = BASE_URLS
    calls_per_second = None
    callbacks = Callbacks.WITH_OWN

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        token = mint_token(secret, now=now) if secret.second else secret.key
        return {"Authorization": f"Bearer {token}"}

    def losses(self, order: Order) -> Sequence[Loss]:
        request = order.request
        found = common_losses(order, amplitude=False, fast_motion=False, multi_shot=False, track=False)
        found += length_loss(request, nearest_seconds(request, SECONDS))
        if order.first_frame is None and order.last_frame is None:
            found += size_loss(request, SIZES[nearest_size(request, SIZES)])
        return found

    def start(self, order: Order) -> Call:
        refuse_essential(self.losses(order))
        request = order.request
        mode, aspect_ratio = nearest_size(request, SIZES)
        body: dict[str, Any] = {
            "model_name": "kling-v2-6",
            "prompt": request.prompt,
            "negative_prompt": request.negative_prompt,
            "mode": mode,
            "sound": "off" if request.sound is Sound.SILENT else "on",
            "duration": str(nearest_seconds(request, SECONDS)),
            # Unique within an account: Kling itself refuses a second order of the same task.
            "external_task_id": order.task_id,
        }
        if request.watermark is not None:
            body["watermark_info"] = {"enabled": True}
        frames = {"image": order.first_frame, "image_tail": order.last_frame}
        body |= {name: as_base64(media) for name, media in frames.items() if media is not None}
        if order.callback_url:
            body["callback_url"] = order.callback_url
        if _kind(order) == "text2video":
            body["aspect_ratio"] = aspect_ratio
        return Call(method="POST", path=f"/v1/videos/{_kind(order)}", json=body)

    def read_start(self, answer: Answer) -> Started | Trouble:
        operation = text_at(answer.body, "data", "task_id")
        if text_at(answer.body, "code") == "0" and operation:
            return Started(operation=operation)
        return _trouble(answer, starting=True)

    def check(self, order: Order, operation: str) -> Call:
        return Call(method="GET", path=f"/v1/videos/{_kind(order)}/{operation}")

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        return _standing(answer, pick(answer.body, "data")) or _trouble(answer, starting=False)

    def survey(self, order: Order, *, page: int, cursor: str = "") -> Call | None:
        return Call(method="GET", path=f"/v1/videos/{_kind(order)}?pageNum={page}&pageSize={_PAGE}")

    def read_survey(self, answer: Answer) -> Survey | Trouble:
        listed = pick(answer.body, "data")
        if not isinstance(listed, list):
            return _trouble(answer, starting=False)
        return Survey(
            orders={text_at(task, "task_id"): _standing(answer, task) for task in listed if text_at(task, "task_id")}
        )

    def find(self, order: Order) -> Call | None:
        return self.check(order, order.task_id)

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        operation = text_at(answer.body, "data", "task_id")
        if text_at(answer.body, "code") == "0" and operation:
            return Started(operation=operation)
        if text_at(answer.body, "code") == NOT_FOUND:
            return NeverTaken()
        return _trouble(answer, starting=False)

    def cancel(self, operation: str) -> Call | None:
        return None

    def read_callback(self, incoming: Incoming, *, secret: Secret, signed_with: str, now: datetime) -> str:
        if not is_from_kling(incoming.headers, incoming.content, secret=signed_with, now=now):
            raise ValueError("the signature is not Kling's")
        return reference_in(incoming.content, "task_id")


def _standing(answer: Answer, task: Any) -> Running | Finished | Trouble | None:  # noqa: ANN401 - JSON of somebody else
    """How a task stands, by its record; None where that cannot be read."""
    match text_at(task, "task_status"):
        case "submitted" | "processing":
            return Running()
        case "succeed" if text_at(task, "task_result", "videos", 0, "url"):
            return Finished(
                video_url=text_at(task, "task_result", "videos", 0, "url"),
                watermarked_url=text_at(task, "task_result", "videos", 0, "watermark_url"),
                cost_note=text_at(task, "final_unit_deduction"),
            )
        case "failed":
            message = text_at(task, "task_status_msg")
            moderated = _RISK.search(message) is not None
            verdict = Verdict.GIVE_UP if moderated else Verdict.NEXT
            return trouble(answer, verdict, code="failed", message=message, moderated=moderated)
        case _:
            return None


def mint_token(secret: Secret, *, now: datetime) -> str:
    """A JSON Web Token (HS256) of the two keys of an account, good for half an hour."""
    seconds = int(now.timestamp())
    claims = {"iss": secret.key, "exp": seconds + TOKEN_SECONDS, "nbf": seconds - TOKEN_BEFORE_SECONDS}
    signed = b".".join(_encode_part(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    signature = hmac.digest(secret.second.encode(), signed, hashlib.sha256)
    return b".".join((signed, _base64url(signature))).decode("ascii")


def _encode_part(part: Mapping[str, object]) -> bytes:
    return _base64url(json.dumps(part, separators=(",", ":")).encode())


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _kind(order: Order) -> str:
    return "text2video" if order.first_frame is None and order.last_frame is None else "image2video"


def _trouble(answer: Answer, *, starting: bool) -> Trouble:
    code = text_at(answer.body, "code")
    message, moderated = text_at(answer.body, "message"), code in MODERATION
    return judge(answer, VERDICTS.get(code), code=code, message=message, moderated=moderated, starting=starting)
