"""What a video would cost: the question, and the answer.

Not here: any price; the server asked charges by the same code (`POST /v1/estimates`).
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from onereel.client.checking import check_wish
from onereel.client.dialects.base import Body, Frames, Model
from onereel.client.errors import UnexpectedAnswer
from onereel.client.pictures import Image
from onereel.client.reading import text_at, whole_at
from onereel.client.states import Reply
from onereel.client.wish import WishFields, wish_of

FRAME: Final = Image(id=1, url="https://example.com/frame.png")
"""Stands for every frame: what is on it costs nothing, so that none is uploaded for a price."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """What a video would be charged."""

    price: Decimal
    """CNY."""
    tokens: int | None = None
    """As `usage` would tell it."""
    credits: int | None = None
    """The provider's own unit, where it has one."""
    raw: Reply = field(default_factory=dict, hash=False)
    """The server's own answer."""


def write_question(model: Model, fields: WishFields) -> Body:
    """The submit that is asked about. Raises Unsupported."""
    wish, frames = wish_of(fields), None if model.frames is Frames.NONE else FRAME
    if frames:
        wish = replace(wish, first_frame=frames, last_frame=frames)
    if model.needs_prompt and not wish.prompt:
        wish = replace(wish, prompt="…")
    check_wish(wish, model)
    return model.write(wish, (frames, frames) if frames else ())


def read_estimate(reply: Reply) -> Estimate:
    """What was answered. Raises UnexpectedAnswer."""
    try:
        price = Decimal(text_at(reply, "price") or "")
    except InvalidOperation as error:
        raise UnexpectedAnswer("The estimate was answered without a price.") from error
    if not price.is_finite() or price < 0:
        raise UnexpectedAnswer(f"The estimate was answered with a price that is none: {price}.")
    return Estimate(
        price=price,
        tokens=whole_at(reply, "tokens") or None,
        credits=whole_at(reply, "credits") or None,
        raw=reply,
    )
