"""How help is shown: in the user's language, with all that stands in brackets.

Not here: the help itself, which stands with each command and option; mistakes (`group.py`).
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from importlib import import_module
from typing import Any, Final

from rich.columns import Columns
from rich.markup import escape
from rich.text import Text
from typer.core import TyperGroup

from onereel.cli.speaking import Tongue, tongue_at

_Context: Final[Any] = TyperGroup.context_class
"""A class of Typer's own, which it has under no public name."""
_TITLES: Final = (
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
    "DEFAULT_STRING",
    "REQUIRED_LONG_STRING",
)
"""What Typer says in help by itself, as its module calls it."""


class HelpingContext(_Context):  # type: ignore[misc]
    """What Typer runs a command in, and asks for help."""

    def make_formatter(self) -> Any:  # noqa: ANN401 - as Typer has it
        """What writes the line of usage."""
        formatter = super().make_formatter()
        usage = tongue_at(sys.stdout).tell("Usage: ")
        formatter.write_usage = partial(formatter.write_usage, prefix=usage)
        return formatter

    def get_help(self) -> str:
        """The help of the command, which Typer prints, or answers."""
        tongue = tongue_at(sys.stdout)
        with _titles(tongue):
            text: str = _told(self.command, self, tongue).get_help(self)
            return text


def let_help(command: Any) -> Any:  # noqa: ANN401 - as Typer has it
    """The same command; it and all below it are run in such a context."""
    command.context_class = HelpingContext
    for inner in getattr(command, "commands", {}).values():
        let_help(inner)
    return command


@contextmanager
def _titles(tongue: Tongue) -> Iterator[None]:
    # Here, since only help needs what it loads.
    rich_utils = import_module("typer.rich_utils")
    before = {name: getattr(rich_utils, name) for name in (*_TITLES, "Columns")}
    try:
        for name in _TITLES:
            setattr(rich_utils, name, tongue.tell(before[name]))
        rich_utils.Columns = _fold  # type: ignore[attr-defined]
        yield
    finally:
        for name, title in before.items():
            setattr(rich_utils, name, title)


def _fold(texts: list[Any]) -> Columns:
    """The texts beside an option. Chinese has no blanks to break it at, and would be cut off."""
    for text in texts:
        if isinstance(text, Text):
            text.overflow = "fold"
    return Columns(texts)


def _told(command: Any, context: Any, tongue: Tongue) -> Any:  # noqa: ANN401 - as Typer has it
    """A copy of the command whose words are in that language."""
    twin = _told_summary(command, tongue)
    twin.params = [_told_parameter(one, command, tongue) for one in command.get_params(context)]
    twin.add_help_option = False  # it is among them by now
    if hasattr(command, "commands"):
        found = [command.get_command(context, name) for name in command.list_commands(context)]
        twin.commands = {one.name: _told_summary(one, tongue) for one in found}
        twin.get_command = lambda _context, name: twin.commands[name]
    return twin


def _told_summary(command: Any, tongue: Tongue) -> Any:  # noqa: ANN401 - as Typer has it
    twin = copy(command)
    twin.help = _escape(_tell_paragraphs(command.help or "", tongue), command)
    return twin


def _told_parameter(parameter: Any, command: Any, tongue: Tongue) -> Any:  # noqa: ANN401 - as Typer has it
    twin = copy(parameter)
    twin.help = _escape(tongue.tell(parameter.help or ""), command)
    return twin


def _escape(text: str, command: Any) -> str:  # noqa: ANN401 - as Typer has it
    """Where Typer reads markup, `[` begins some, and what stands in brackets would be gone."""
    return escape(text) if command.rich_markup_mode == "rich" else text


def _tell_paragraphs(text: str, tongue: Tongue) -> str:
    return "\n\n".join(_tell_paragraph(part, tongue) for part in text.split("\n\n"))


def _tell_paragraph(text: str, tongue: Tongue) -> str:
    flat = " ".join(text.split())
    told = tongue.tell(flat)
    return text if told == flat else told
