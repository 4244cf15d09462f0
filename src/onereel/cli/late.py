"""The commands of operators, whose packages are loaded only when one of them, or the list of all, is asked for.

To import a server takes longer than most of what the others do.

Not here: the commands themselves (`operating.py`), or what stands in for them (`absent.py`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import typer
from typer.core import TyperCommand

from onereel.cli.absent import SUMMARIES, add_stand_ins
from onereel.cli.group import OneLineGroup


class LateGroup(OneLineGroup):
    """The commands that it is given, and after them those of operators."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401 - as Typer has it
        super().__init__(**named)
        for name in SUMMARIES:
            self.add_command(TyperCommand(name))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - as Typer has it
        """The command of that name, or None."""
        if cmd_name in SUMMARIES:
            self.commands.update(_load_operators())
        return super().get_command(ctx, cmd_name)


@cache
def _load_operators() -> Mapping[str, Any]:
    operators = typer.Typer()
    try:
        from onereel.cli.operating import add_commands  # noqa: PLC0415 - this is what is put off
    except ModuleNotFoundError as error:
        # Only what `onereel[server]` brings may be missing; a module of our own that is not there is a bug.
        if error.name is None or error.name.partition(".")[0] == "onereel":
            raise
        add_stand_ins(operators, missing=error.name)
    else:
        add_commands(operators)
    return typer.main.get_group(operators).commands
