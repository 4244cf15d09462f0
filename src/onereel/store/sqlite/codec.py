"""Between the values of the domain and what SQLite columns hold: whole numbers for times, JSON for frozen parts.

Not here: which column holds what; see the module of each table.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

LARGEST_INTEGER: Final = 2**63 - 1
"""What an INTEGER column can hold; anything beyond cannot have been stored."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970. The moment must be aware; TypeError when it is not."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def optional_to_microseconds(moment: datetime | None) -> int | None:
    """As `to_microseconds`, where None stays None."""
    return None if moment is None else to_microseconds(moment)


def optional_from_microseconds(microseconds: int | None) -> datetime | None:
    """As `from_microseconds`, where None stays None."""
    return None if microseconds is None else from_microseconds(microseconds)


def to_json(part: object) -> str:
    """A frozen part of the domain as JSON; a Fraction becomes a string such as `24000/1001`."""
    return _ENCODER.encode(part).decode()


def from_json(text: str, kind: type[T]) -> T:
    """The part that `to_json` wrote. Raises msgspec.ValidationError when it is of another kind."""
    return msgspec.json.decode(text, type=kind, dec_hook=_decode)


def _encode(value: Any) -> str:  # noqa: ANN401 - msgspec hands over whatever it does not know
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _decode(kind: type, value: Any) -> Fraction:  # noqa: ANN401 - msgspec hands over whatever it has read
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError(f"no {kind.__name__} from JSON")


_ENCODER = msgspec.json.Encoder(enc_hook=_encode)
