"""How commands show what they have found: tables, moments, amounts.

Not here: what is in them.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

_PIPE_WIDTH: Final = 200
"""Characters."""


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print a table. What stands in it is never read as markup."""
    table = Table(*columns)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console()
    if not console.is_terminal:
        # What goes into a file or a pipe is searched line by line, so it is not squeezed.
        console = Console(width=max(_PIPE_WIDTH, console.width))
    console.print(table)


def words(title: str) -> Column:
    """A column of text, which may be broken."""
    return Column(title)


def whole(title: str, *, width: int | None = None) -> Column:
    """A column whose values are not broken, such as ids that are to be copied."""
    return Column(title, no_wrap=True, min_width=width)


def amount(title: str) -> Column:
    """A column of amounts, the points below each other."""
    return Column(title, no_wrap=True, justify="right")


def moment(value: datetime | None) -> str:
    """A moment in UTC to the second; nothing where there is none."""
    return "" if value is None else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def day(value: datetime) -> str:
    """A date in UTC."""
    return value.astimezone(UTC).date().isoformat()
