"""How commands show what they have found: tables, moments, amounts.

Not here: what is in them.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

_PIPE_WIDTH: Final = 200
"""Characters."""
_FRAME: Final = 3
"""Characters around a value: two blanks and a line."""
_PAIR: Final = 2
"""Names and values, which are a block already."""


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, or where the terminal is too narrow for it, each row as a block of lines.

    What stands in it is never read as markup.
    """
    found = list(rows)
    table = Table(*columns)
    for row in found:
        table.add_row(*map(Text, row))
    console = Console()
    if not console.is_terminal:
        # What goes into a file or a pipe is searched line by line, so it is not squeezed.
        console = Console(width=max(_PIPE_WIDTH, console.width))
    elif found and len(columns) > _PAIR and _least_width(columns, found) > console.width:
        _show_blocks(console, columns, found)
        return
    console.print(table)


def _least_width(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """The width below which words would be cut."""
    inner = 0
    for column, *values in zip(columns, *rows, strict=True):
        texts = [str(column.header), *map(str, values)]
        parts = [part for text in texts for part in (text.splitlines() if column.no_wrap else text.split())]
        inner += max(column.min_width or 0, *map(cell_len, parts))
    return inner + _FRAME * len(columns) + 1


def _show_blocks(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """The first value of each row alone, below it what the others are called and what they are, if anything."""
    for row in rows:
        block = Table.grid(Column(no_wrap=True), Column(overflow="fold"), padding=(0, 2, 0, 0), pad_edge=False)
        for column, value in zip(columns[1:], row[1:], strict=True):
            if value:
                block.add_row(f"  {column.header}", Text(value))
        console.print(Text(row[0], style="bold", overflow="fold"))
        console.print(block)


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
