"""PixVerse's OpenAPI, version 2.

Sources: docs.platform.pixverse.ai and github.com/PixVerseAI/PixVerse-MCP for paths, fields and codes. What no source
states is marked inferred.

Not here: extending, restyling, lips; no document of ours uses them. There is no list and no cancel (none was found), so
an order whose beginning was not answered cannot be searched for.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from onereel.domain.operation import Loss
from onereel.domain.request import Sound, VideoRequest
from onereel.upstreams.answers import NoList, credits_at, judge, pick, reference_in, text_at, trouble
from onereel.upstreams.base import (
    Answer,
    Call,
    Callbacks,
    Finished,
    Found,
    Incoming,
    Media,
    Order,
    Running,
    Secret,
    Started,
    Trouble,
    Verdict,
)
from onereel.upstreams.fitting import common_losses, length_loss, nearest_ratio, nearest_seconds, refuse_essential
from onereel.upstreams.signatures import is_from_pixverse

BASE_URLS: Final[Mapping[str, str]] = MappingProxyType(
    {"world": "https://app-api.pixverse.ai", "china": "https://app-api.pixverseai.cn"}
)
MODEL: Final = "v5.6"
SECONDS: Final = (5, 8, 10)
SHORT_SIDES: Final[Mapping[str, int]] = MappingProxyType({"360p": 360, "540p": 540, "720p": 720, "1080p": 1080})
RATIOS: Final[Mapping[str, float]] = MappingProxyType(
    {"16:9": 16 / 9, "9:16": 9 / 16, "4:3": 4 / 3, "3:4": 3 / 4, "1:1": 1.0}
)
MODERATED: Final = 7
"""Status of a video that moderation has refused."""

VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        "400011": Verdict.NEXT,  # empty parameter
        "400012": Verdict.BLOCKED,  # invalid account
        "400013": Verdict.NEXT,  # wrong type or value
        "400017": Verdict.NEXT,  # invalid parameter
        "400018": Verdict.NEXT,  # prompt too long
        "400019": Verdict.NEXT,  # negative prompt too long
        "400032": Verdict.NEXT,  # invalid image id
        "500008": Verdict.NEXT,  # data not found
        "500020": Verdict.BLOCKED,  # no permission
        "500030": Verdict.NEXT,  # image over 20 MB or 10000 pixels
        "500031": Verdict.NEXT,  # cannot read the image
        "500032": Verdict.NEXT,  # image format not supported
        "500033": Verdict.NEXT,  # image size invalid
        "500041": Verdict.RETRY,  # upload failed
        "500044": Verdict.RETRY,  # concurrency limit reached
        "500054": Verdict.GIVE_UP,  # content moderation
        "500060": Verdict.BLOCKED,  # monthly activations used up
        "500063": Verdict.GIVE_UP,  # content moderation
        "500069": Verdict.RETRY,  # system under high load
        "500090": Verdict.BLOCKED,  # insufficient balance
        "500100": Verdict.UNCLEAR,  # database error
        "701009": Verdict.NEXT,  # not your own content
        "99999": Verdict.UNCLEAR,  # unknown error
    }
)
"""By ErrCode; what is to be done is inferred from what each means."""
MODERATION: Final = frozenset({"500054", "500063"})


class PixVerse(NoList):
    """See `Upstream`."""

    name = "pixverse"
    base_urls = BASE_URLS
    calls_per_second = None
    callbacks = Callbacks.WITH_OWN

    def headers(self, secret: Secret, *, now: datetime, nonce: str) -> Mapping[str, str]:
        return {"API-KEY": secret.key, "Ai-trace-id": nonce}

    def losses(self, order: Order) -> Sequence[Loss]:
        request = order.request
        found = common_losses(order, amplitude=False, fast_motion=True, multi_shot=False, track=False)
        found += length_loss(request, _seconds(request))
        if order.first_frame is None and order.last_frame is not None:
            found.append(Loss(field="last_frame", note="PixVerse takes none without a first one", essential=True))
        return found

    def upload(self, media: Media, *, model: str) -> Call | None:
        return Call(method="POST", path="/openapi/v2/image/upload", parts={"image": media})

    def read_upload(self, answer: Answer) -> str | Trouble:
        reference = text_at(answer.body, "Resp", "img_id")
        if text_at(answer.body, "ErrCode") == "0" and reference:
            return reference
        return _trouble(answer, starting=False)  # a picture that was uploaded twice costs nothing

    def start(self, order: Order) -> Call:
        refuse_essential(self.losses(order))
        request = order.request
        body: dict[str, Any] = {
            "prompt": request.prompt,
            "negative_prompt": request.negative_prompt,
            "model": MODEL,
            "duration": _seconds(request),
            "quality": _quality(request),
            "motion_mode": "fast" if request.fast_motion and _seconds(request) == min(SECONDS) else "normal",
            "seed": request.seed,
            "generate_audio_switch": request.sound is not Sound.SILENT,
            "water_mark": request.watermark is not None,
        }
        kind = "text"
        if order.first_frame is not None and order.last_frame is not None:
            kind = "transition"
            body |= {
                "first_frame_img": _number(order.first_frame),
                "last_frame_img": _number(order.last_frame),
            }
        elif order.first_frame is not None:
            kind = "img"
            body["img_id"] = _number(order.first_frame)
        else:
            body["aspect_ratio"] = nearest_ratio(request, RATIOS)
        return Call(method="POST", path=f"/openapi/v2/video/{kind}/generate", json=body)

    def read_start(self, answer: Answer) -> Started | Trouble:
        operation = text_at(answer.body, "Resp", "video_id")
        if text_at(answer.body, "ErrCode") != "0" or not operation:
            return _trouble(answer, starting=True)
        return Started(operation=operation, cost_note=credits_at(answer.body, "Resp", "credits"))

    def check(self, order: Order, operation: str) -> Call:
        return Call(method="GET", path=f"/openapi/v2/video/result/{operation}")

    def read_check(self, answer: Answer) -> Running | Finished | Trouble:
        if text_at(answer.body, "ErrCode") != "0":
            return _trouble(answer, starting=False)
        made = pick(answer.body, "Resp")
        match pick(made, "status"):
            case 5:  # generating; there is a url by now, which leads nowhere
                return Running()
            case 1 if text_at(made, "url"):
                return Finished(video_url=text_at(made, "url"), cost_note=credits_at(made, "credits"))
            case 6 | 8 as status:
                return trouble(answer, Verdict.NEXT, code=f"status {status}", message="the video was not made")
            case 7:
                return trouble(
                    answer, Verdict.GIVE_UP, code=f"status {MODERATED}", message="moderation refused it", moderated=True
                )
            case _:
                return _trouble(answer, starting=False)

    def find(self, order: Order) -> Call | None:
        return None

    def read_find(self, order: Order, answer: Answer, *, known: Container[str], since: datetime) -> Found:
        return trouble(answer, Verdict.UNCLEAR, code="", message="PixVerse has no way to search for an order")

    def cancel(self, operation: str) -> Call | None:
        return None

    def read_callback(self, incoming: Incoming, *, secret: Secret, signed_with: str, now: datetime) -> str:
        if not is_from_pixverse(incoming.headers, incoming.content, secret=signed_with, now=now):
            raise ValueError("the signature is not PixVerse's")
        return reference_in(incoming.content, "id")


def _seconds(request: VideoRequest) -> int:
    offered = [seconds for seconds in SECONDS if not (seconds == max(SECONDS) and _quality(request) == "1080p")]
    return nearest_seconds(request, offered)


def _quality(request: VideoRequest) -> str:
    short = min(request.width, request.height)
    return min(SHORT_SIDES, key=lambda name: abs(SHORT_SIDES[name] - short))


def _number(media: Media) -> int:
    """The img_id; pictures are uploaded before the order is started. Raises ValueError when one was not."""
    return int(media.reference)


def _trouble(answer: Answer, *, starting: bool) -> Trouble:
    code = text_at(answer.body, "ErrCode")
    message, moderated = text_at(answer.body, "ErrMsg"), code in MODERATION
    return judge(answer, VERDICTS.get(code), code=code, message=message, moderated=moderated, starting=starting)
