"""How the command line itself says that it was typed wrongly: one line, with where to look.

Not here: what commands say (`ending.py`).
"""

import sys
from functools import partial
from io import TextIOWrapper
from typing import Any, Final

import typer
from typer.core import TyperGroup

from onereel.cli.ending import INTERRUPTED, MISTAKE, NOT_DONE, close, complain, describe_os
from onereel.cli.helping import HelpingContext, let_help

_UsageError: Final[type[Any]] = typer.BadParameter.__mro__[1]
"""What Typer raises where words are missing, unknown or of another kind."""
_NO_WORDS: Final = "NoArgsIsHelpError"
"""Shows the help, which is no mistake to tell of."""


class OneLineGroup(TyperGroup):
    """A group of commands whose mistakes are told as all others are, and whose help is in the user's language."""

    context_class = HelpingContext

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - as Typer has it
        """The command of that name, or None."""
        found = super().get_command(ctx, cmd_name)
        return None if found is None else let_help(found)

    def main(self, *words: Any, standalone_mode: bool = True, **named: Any) -> Any:  # noqa: ANN401 - as Typer has it
        """Run the command."""
        run = partial(super().main, *words, **{"prog_name": "onereel", **named})
        if not standalone_mode:
            return run(standalone_mode=False)
        _write_all_letters()
        try:
            sys.exit(run(standalone_mode=False) or 0)
        except typer.Abort:
            complain("interrupted.")
            sys.exit(INTERRUPTED)
        except _UsageError as error:
            if type(error).__name__ == _NO_WORDS:
                error.show()
                sys.exit(MISTAKE)
            path = error.ctx.command_path if error.ctx else "onereel"
            complain(f"{close(error.format_message())}\n`{path} --help` says what it takes.")
            sys.exit(MISTAKE)
        except OSError as error:
            complain(describe_os(error))
            sys.exit(NOT_DONE)


def _write_all_letters() -> None:
    """Standard output takes every name of a file and every letter of a prompt, whatever its encoding can write."""
    if isinstance(sys.stdout, TextIOWrapper):
        is_whole = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        sys.stdout.reconfigure(errors="surrogateescape" if is_whole else "backslashreplace")
