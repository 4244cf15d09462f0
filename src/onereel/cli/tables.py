"""How commands show what they have found: tables, moments, amounts.

Not here: what is in them.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from onereel.cli.speaking import tongue_at

_PIPE_WIDTH: Final = 200
"""Characters."""
_FRAME: Final = 3
"""Characters around a value: two blanks and a line."""
_PAIR: Final = 2
"""Names and values, which are a block already."""


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, or where the terminal is too narrow for it, each row as a block of lines.

    What stands in it is never read as markup. Titles and words of our own are shown in the user's language.
    """
    tongue = tongue_at(sys.stdout)
    found = [
        [
            tongue.tell_list(value) if isinstance(column, _Said) else value
            for column, value in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    columns = [replace(column, header=tongue.tell(str(column.header))) for column in columns]
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


class _Said(Column):
    """One whose values are words of our own, and not names, ids or what somebody has written."""


def words(title: str) -> Column:
    """A column of text, which may be broken."""
    return Column(title)


def said(title: str, *, width: int | None = None) -> Column:
    """A column of words of our own, such as yes and no; several on a line each, or with commas between."""
    # Chinese has no blanks to break it at, and would be cut off.
    return _Said(title, min_width=width, overflow="fold")


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
