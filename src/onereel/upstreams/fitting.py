"""Fits a wish into what a vendor takes: the nearest of its sizes and lengths, and what is lost by that.

Not here: which sizes and lengths a vendor takes.
"""

import base64
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeVar

from onereel.domain.operation import Loss
from onereel.domain.request import Amplitude, Sound, VideoRequest
from onereel.upstreams.base import Media, Order

T = TypeVar("T")

_SAME_SECONDS: Final = Fraction(1, 2)
"""A clip of 121 frames at 24 a second is one of 5 s."""


def seconds_of(request: VideoRequest) -> Fraction:
    """The length that is wished for."""
    return Fraction(request.frame_count, request.frame_rate)


def nearest_seconds(request: VideoRequest, offered: Iterable[int]) -> int:
    """The offered length that is nearest; of two, the shorter."""
    wished = seconds_of(request)
    return min(sorted(offered), key=lambda seconds: abs(seconds - wished))


def nearest_size(request: VideoRequest, offered: Mapping[T, tuple[int, int]]) -> T:
    """The name of the offered size that is nearest in ratio, then in area."""
    ratio, area = Fraction(request.width, request.height), request.width * request.height

    def distance(name: T) -> tuple[Fraction, int]:
        width, height = offered[name]
        other = Fraction(width, height)
        return max(ratio / other, other / ratio), abs(width * height - area)

    return min(offered, key=distance)


def nearest_ratio(request: VideoRequest, offered: Mapping[str, float]) -> str:
    """The name of the offered ratio of width to height that is nearest."""
    ratio = request.width / request.height
    return min(offered, key=lambda name: max(offered[name] / ratio, ratio / offered[name]))


def length_loss(request: VideoRequest, seconds: int) -> list[Loss]:
    """That the clip will be longer or shorter."""
    if abs(seconds_of(request) - seconds) < _SAME_SECONDS:
        return []
    return [Loss(field="seconds", note=f"{float(seconds_of(request)):g} s become {seconds} s")]


def size_loss(request: VideoRequest, size: tuple[int, int]) -> list[Loss]:
    """That the clip will have another size."""
    if (request.width, request.height) == size:
        return []
    return [Loss(field="size", note=f"{request.width}x{request.height} becomes {size[0]}x{size[1]}")]


def common_losses(order: Order, *, amplitude: bool, fast_motion: bool, multi_shot: bool, track: bool) -> list[Loss]:
    """What is lost of the finer points, given what a vendor can do."""
    request = order.request
    found: list[Loss] = []
    if request.amplitude is not Amplitude.AUTO and not amplitude:
        found.append(Loss(field="amplitude", note="the vendor decides how far things move"))
    if request.fast_motion and not fast_motion:
        found.append(Loss(field="fast_motion", note="the vendor decides how fast things move"))
    if request.multi_shot and not multi_shot:
        found.append(Loss(field="multi_shot", note="there will be one shot"))
    if request.sound is Sound.TRACK and not track:
        found.append(Loss(field="track", note="the vendor takes no audio", essential=True))
    if request.watermark is not None and request.watermark.picture is not None:
        found.append(Loss(field="watermark", note="the vendor's own mark stands in the place of the picture"))
    return found


def refuse_essential(losses: Iterable[Loss]) -> None:
    """Raises ValueError, which names them, where the wish is pointless without what is lost."""
    essential = [f"{loss.field}: {loss.note}" for loss in losses if loss.essential]
    if essential:
        raise ValueError("; ".join(essential))


def as_data_uri(media: Media) -> str:
    """`data:image/png;base64,…`."""
    return f"data:{media.content_type};base64,{as_base64(media)}"


def as_base64(media: Media) -> str:
    """Raw base64, without a prefix."""
    return base64.b64encode(media.content).decode("ascii")
