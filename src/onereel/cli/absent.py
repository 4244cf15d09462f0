"""What stands in for the commands of a server where its packages are not installed: one line that says what to do.

Not here: the commands themselves (`operating.py`).
"""

from collections.abc import Callable
from typing import Final

import typer

from onereel.cli.ending import MISTAKE, stop

SUMMARIES: Final = {
    "serve": "Run the server.",
    "worker": "Work on tasks beside a server.",
    "demo": "Start a server and ask it for a video.",
    "config": "Look at onereel.toml.",
    "db": "Look after the database.",
    "keys": "Make, list, limit and revoke API keys.",
    "callbacks": "List callbacks and send them again.",
    "ledger": "Look at what was held, spent and given back.",
}


def add_stand_ins(app: typer.Typer, *, missing: str) -> None:
    """The same names; `missing` is the package that was not found first."""
    anything = {"ignore_unknown_options": True, "allow_extra_args": True}
    for name, summary in SUMMARIES.items():
        help_text = f"{summary} (not installed)"
        app.command(name=name, help=help_text, context_settings=anything, add_help_option=False)(_saying(name, missing))


def _saying(name: str, missing: str) -> Callable[[], None]:
    def say() -> None:
        cure = "pip install 'onereel[server]'"
        stop(f"`onereel {name}` needs the server, which is not installed ({missing} is missing): {cure}", MISTAKE)

    return say
