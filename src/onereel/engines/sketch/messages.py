"""What the server and a drawing process say to each other: JSON, one message a line.

Not here: the pipes (`onereel.engines.pool`) and the work itself (`child.py`).
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import msgspec

from onereel.domain.request import VideoRequest
from onereel.engines.base import Materials


class Codec(StrEnum):
    """How the picture is compressed."""

    H264 = "h264"
    """Plays everywhere. The encoder, x264, is under the GPL."""
    AV1 = "av1"
    """For those who may not use that: SVT-AV1 is under a BSD licence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One video to be drawn."""

    request: VideoRequest
    materials: Materials
    workspace: Path
    """The directory that takes the files."""
    codec: Codec = Codec.H264
    label: bool = True
    """Whether the files say in their metadata that they are AI-generated."""
    task_id: str = ""
    """Goes into the label when it is there; then equal requests no longer make equal files."""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """How much of the work is done."""

    share: float
    """0.0 to 1.0, never falling within one order."""


class Finished(msgspec.Struct, frozen=True, tag="finished", kw_only=True):
    """The files are there."""

    video: Path
    cover: Path
    watermarked: Path | None = None


class Refused(msgspec.Struct, frozen=True, tag="refused", kw_only=True):
    """The order cannot be carried out, however often it is tried."""

    code: str
    message: str


Reply: TypeAlias = Progress | Finished | Refused


def _encode_other(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"{type(value)} is no part of a message")


def _decode_other(kind: type, value: object) -> object:
    if issubclass(kind, Path) and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"{kind} is no part of a message")


_encoder = msgspec.json.Encoder(enc_hook=_encode_other)
_order_decoder = msgspec.json.Decoder(Order, dec_hook=_decode_other)
_reply_decoder: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply, dec_hook=_decode_other)


def encode_order(order: Order) -> bytes:
    """The order as one line, without its end."""
    return _encoder.encode(order)


def decode_order(line: bytes) -> Order:
    """The order that stands in `line`. Raises msgspec.DecodeError."""
    return _order_decoder.decode(line)


def encode_reply(reply: Reply) -> bytes:
    """The reply as one line, without its end."""
    return _encoder.encode(reply)


def decode_reply(line: bytes) -> Reply:
    """The reply that stands in `line`. Raises msgspec.DecodeError."""
    return _reply_decoder.decode(line)
