"""The options with which an operator says how much a key may do.

Not here: what a limit means (`onereel.domain.account`).
"""

from typing import Annotated, Final

import typer

from onereel.domain.account import Limits
from onereel.server.money import read_cny, write_cny

_NONE: Final = "none"

Credit = Annotated[str | None, typer.Option(metavar="CNY", help="The most it may hold and spend together, in CNY.")]
Rate = Annotated[str | None, typer.Option(metavar="PER_MINUTE", help="The most tasks it may submit in a minute.")]
Concurrency = Annotated[str | None, typer.Option(metavar="N", help="The most tasks it may have open at once.")]


def read_limits(before: Limits, *, credit: str | None, rate: str | None, concurrency: str | None) -> Limits:
    """The limits after what the options say; what is not given stays. Raises typer.BadParameter."""
    return Limits(
        credit=before.credit if credit is None else _read_credit(credit),
        rate=before.rate if rate is None else _read_number(rate, "--rate"),
        concurrency=before.concurrency if concurrency is None else _read_number(concurrency, "--concurrency"),
    )


def write_limits(limits: Limits) -> str:
    """All that is limited, in a few words; nothing where there are no limits."""
    parts = [
        None if limits.credit is None else f"{write_cny(limits.credit)} CNY",
        None if limits.rate is None else f"{limits.rate} a minute",
        None if limits.concurrency is None else f"{limits.concurrency} at once",
    ]
    return ", ".join(part for part in parts if part)


def _read_credit(text: str) -> int | None:
    if text == _NONE:
        return None
    millionths = read_cny(text)
    if millionths is None:
        raise typer.BadParameter(f"--credit is {text!r}: it takes CNY, such as 12.50, or none.")
    return millionths


def _read_number(text: str, option: str) -> int | None:
    if text == _NONE:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise typer.BadParameter(f"{option} is {text!r}: it takes a whole number, or none.")
    return int(text)
