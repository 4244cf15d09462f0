"""How amounts of money are written and read where people and programs see them: decimal text, in CNY.

Not here: amounts as they are counted, in millionths (`onereel.domain.ledger`).
"""

import re
from typing import Final

_MILLION: Final = 1_000_000
_DECIMAL: Final = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)


def write_cny(millionths: int) -> str:
    """The amount in CNY with six decimal places, such as `2.500000`."""
    sign = "-" if millionths < 0 else ""
    whole, rest = divmod(abs(millionths), _MILLION)
    return f"{sign}{whole}.{rest:06d}"


def read_cny(text: str) -> int | None:
    """Millionths of one CNY out of `12` or `12.5`; None unless it is such a number, with six decimal places at most."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    whole, rest = found.groups(default="")
    return int(whole) * _MILLION + int(rest.ljust(6, "0"))
