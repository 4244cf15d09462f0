"""How the command line itself says that it was typed wrongly: one line, with where to look.

Not here: what commands say (`ending.py`).
"""

import sys
from functools import partial
from typing import Any, Final

import typer
from typer.core import TyperGroup

from onereel.cli.ending import INTERRUPTED, MISTAKE, say

_UsageError: Final[type[Any]] = typer.BadParameter.__mro__[1]
"""What Typer raises where words are missing, unknown or of another kind."""
_NO_WORDS: Final = "NoArgsIsHelpError"
"""Shows the help, which is no mistake to tell of."""


class OneLineGroup(TyperGroup):
    """A group of commands whose mistakes are told as all others are."""

    def main(self, *words: Any, standalone_mode: bool = True, **named: Any) -> Any:  # noqa: ANN401 - as Typer has it
        """Run the command."""
        run = partial(super().main, *words, **{"prog_name": "onereel", **named})
        if not standalone_mode:
            return run(standalone_mode=False)
        try:
            sys.exit(run(standalone_mode=False) or 0)
        except typer.Abort:
            say("onereel: interrupted.", style="red")
            sys.exit(INTERRUPTED)
        except _UsageError as error:
            if type(error).__name__ == _NO_WORDS:
                error.show()
                sys.exit(MISTAKE)
            path = error.ctx.command_path if error.ctx else "onereel"
            text = error.format_message().rstrip(".")
            say(f"onereel: {text}. `{path} --help` says what it takes.", style="red")
            sys.exit(MISTAKE)
