"""What the tests of the dialects share: fixtures, and bodies read as the server reads them.

Not here: builders of domain values (`tests.builders`), HTTP, or anything of one provider alone.
"""

import importlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from onereel.domain.media import Picture
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import (
    Dialect,
    Found,
    ModelCard,
    PictureSource,
    Plan,
    Query,
    QueryModel,
    Role,
    SubmitModel,
    UploadModel,
    Wish,
    read_query,
)
from onereel.providers.reading import Parsed, parse_body, read_model_name
from onereel.providers.registry import build_dialects
from tests.builders import FixedLinks

HERE = Path(__file__).parent
NOW = datetime(2026, 2, 4, 11, 35, 38, tzinfo=UTC)
DRAWN_SEED = 424_242
LINKS = FixedLinks(video="https://example.com/video.mp4", cover="https://example.com/cover.jpeg", watermarked="")


def fixed_clock() -> datetime:
    """A clock that stands still."""
    return NOW


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in build_dialects(clock=fixed_clock, random=Random(7))
}
CARDS: dict[str, ModelCard] = {card.id: card for dialect in DIALECTS.values() for card in dialect.cards}


def models_of(provider: str) -> ModuleType:
    """The tables of a provider."""
    return importlib.import_module(f"onereel.providers.{provider}.models")


def load(provider: str, name: str) -> dict:
    """A fixture, its keys in the order of the document."""
    return json.loads((HERE / provider / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))


def spelled(value: object) -> str:
    """JSON in which the order of keys counts, at any depth."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def read_parsed(card: ModelCard, parsed: Parsed) -> Wish | PictureSource | Query:
    """What the card makes of a parsed body."""
    if isinstance(card, QueryModel):
        return read_query(parsed)
    assert isinstance(card, SubmitModel | UploadModel)
    return card.read(parsed)


def read(body: dict) -> Wish | PictureSource | Query:
    """What the named model makes of a body that came over the wire."""
    parsed = parse_body(json.dumps(body).encode())
    return read_parsed(CARDS[read_model_name(parsed)], parsed)


def read_wish(body: dict) -> Wish:
    wish = read(body)
    assert isinstance(wish, Wish)
    return wish


def make_plan(body: dict, found: Found | None = None) -> Plan:
    """The plan of a submit; what it needs is found as given, or is two frames of 1280x720."""
    return read_wish(body).plan(found or build_frames(), DRAWN_SEED)


def fault_of(body: dict, found: Found | None = None) -> tuple[ErrorKind, str | None]:
    """The kind and the field with which a submit is refused."""
    with pytest.raises(RequestError) as caught:
        make_plan(body, found)
    return caught.value.kind, caught.value.field


def build_frame(asset_id: str, size: tuple[int, int]) -> Picture:
    width, height = size
    return Picture(asset_id=asset_id, width=width, height=height)


def build_frames(first: tuple[int, int] = (1280, 720), last: tuple[int, int] | None = None) -> Found:
    """First and last frame, of one size unless told otherwise."""
    pictures = {
        Role.FIRST_FRAME: build_frame("first.png", first),
        Role.LAST_FRAME: build_frame("last.png", last or first),
    }
    return Found(pictures=pictures)


def at_milliseconds(milliseconds: int) -> datetime:
    """The moment so many milliseconds after 1970, exact."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
