"""How a wait is shown: a bar where somebody looks, a line for each change where nobody does, nothing for scripts.

Not here: what is waited for.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from rich.cells import set_cell_size
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from onereel.cli.ending import say
from onereel.cli.speaking import tongue_at

Tell: TypeAlias = Callable[[str, float | None], None]
"""Takes a state, and how much is done: 0.0 to 1.0, None where that is not known."""


_STATE_WIDTH: Final = 9
"""Columns of a terminal; a Chinese letter takes two."""


def can_ask() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@dataclass(kw_only=True, slots=True)
class Show:
    """One wait, which may be shown in several stretches; the time that has gone by is that of all."""

    is_silent: bool = False
    clock: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    @property
    def elapsed(self) -> float:
        """Seconds."""
        return self.clock() - self.began

    @contextmanager
    def stretch(self) -> Iterator[Tell]:
        """Shown for as long as the context lasts."""
        if self.is_silent:
            yield lambda _state, _share: None
        elif _has_room_for_a_bar(Console(stderr=True)):
            with self._bar() as tell:
                yield tell
        else:
            yield _tell_changes()

    @contextmanager
    def _bar(self) -> Iterator[Tell]:
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[share]}"), _Elapsed(self))
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            tongue = tongue_at(sys.stderr)
            bar = progress.add_task("", total=None, share="    ", visible=False)

            def tell(state: str, share: float | None) -> None:
                percentage = None if share is None else round(share * 100)
                progress.update(
                    bar,
                    visible=True,
                    description=set_cell_size(tongue.tell(state), _STATE_WIDTH),
                    total=None if percentage is None else 100,
                    completed=percentage or 0,
                    share="    " if percentage is None else f"{percentage:>3}%",
                )

            yield tell


def _has_room_for_a_bar(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal


class _Elapsed(ProgressColumn):
    """Minutes and seconds."""

    max_refresh = 0.5

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show

    def render(self, task: Task) -> Text:
        minutes, seconds = divmod(int(self._show.elapsed), 60)
        return Text(f"{minutes}:{seconds:02d}", style="progress.elapsed")


def _tell_changes() -> Tell:
    last = ""

    def tell(state: str, _share: float | None) -> None:
        nonlocal last
        if state != last:
            last = state
            say(state)

    return tell
