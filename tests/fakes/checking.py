"""What vendors check of the bodies that they are sent: names, types, values, lengths, pictures.

Not here: which of it a vendor checks, and what it says of what is wrong.
"""

import base64
import binascii
import io
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from aiohttp import web
from PIL import Image, UnidentifiedImageError


class Problem(StrEnum):
    """What is wrong with a field."""

    UNKNOWN = "is not known"
    MISSING = "is missing"
    TYPE = "has the wrong type"
    VALUE = "has a value that is not offered"
    LONG = "is too long"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field, and what is wrong with it."""

    field: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.field} {self.problem}"


Check = Callable[[Any], Problem | None]


def text(*, longest: int | None = None, empty: bool = True) -> Check:
    """A string."""

    def check(value: Any) -> Problem | None:
        if not isinstance(value, str):
            return Problem.TYPE
        if not value and not empty:
            return Problem.MISSING
        return Problem.LONG if longest is not None and len(value) > longest else None

    return check


def one_of(*offered: str | int) -> Check:
    """One of these, of the same type."""

    def check(value: Any) -> Problem | None:
        if type(value) is not type(offered[0]):
            return Problem.TYPE
        return None if value in offered else Problem.VALUE

    return check


def whole(low: int, high: int) -> Check:
    """A whole number."""

    def check(value: Any) -> Problem | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return Problem.TYPE
        return None if low <= value <= high else Problem.VALUE

    return check


def flag(value: Any) -> Problem | None:
    """True or false."""
    return None if isinstance(value, bool) else Problem.TYPE


def listed(*, least: int, most: int) -> Check:
    """A list of so many."""

    def check(value: Any) -> Problem | None:
        if not isinstance(value, list):
            return Problem.TYPE
        return None if least <= len(value) <= most else Problem.VALUE

    return check


def table(value: Any) -> Problem | None:
    """An object."""
    return None if isinstance(value, dict) else Problem.TYPE


def web_address(value: Any) -> Problem | None:
    """Something that could be fetched."""
    if not isinstance(value, str):
        return Problem.TYPE
    return None if is_web_address(value) else Problem.VALUE


def is_web_address(value: str) -> bool:
    return re.fullmatch(r"https?://[^\s/]+(/\S*)?", value) is not None


def find_wrong(body: Mapping[str, Any], known: Mapping[str, Check], *, required: Collection[str] = ()) -> Wrong | None:
    """The first field that is not as it must be."""
    for name in required:
        if name not in body:
            return Wrong(name, Problem.MISSING)
    for name, value in body.items():
        problem = known[name](value) if name in known else Problem.UNKNOWN
        if problem is not None:
            return Wrong(name, problem)
    return None


async def read_json(request: web.Request) -> dict[str, Any] | None:
    """The body; None where it is no object of JSON, or does not say that it is."""
    if request.content_type != "application/json":
        return None
    try:
        found = msgspec.json.decode(await request.read())
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """What is known of a picture without decoding it."""

    kind: str
    """`png`, `jpeg`, `webp`."""
    width: int
    height: int
    size_bytes: int

    @property
    def ratio(self) -> float:
        return self.width / self.height


def read_picture(content: bytes) -> Picture | None:
    """None where it is none."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as image:
            return Picture(
                kind=str(image.format).lower(), width=image.width, height=image.height, size_bytes=len(content)
            )
    except (UnidentifiedImageError, OSError):
        return None


def read_base64(given: str) -> bytes | None:
    """None where it is none."""
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return None


def read_data_uri(given: str) -> bytes | None:
    """The content of `data:image/png;base64,…`; None where it is none, or names no picture."""
    found = re.fullmatch(r"data:image/(?:png|jpe?g|webp);base64,([A-Za-z0-9+/=]+)", given)
    return read_base64(found[1]) if found else None
