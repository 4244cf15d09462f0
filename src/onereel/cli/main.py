"""The `onereel` command.

Not here: what the commands do, each of which has a file of its own; those of operators (`late.py`).
"""

from typing import Annotated

import typer

from onereel import __version__
from onereel.cli import tasks
from onereel.cli.generate import generate
from onereel.cli.late import LateGroup
from onereel.cli.models import models
from onereel.cli.prices import price

_HELP = "Make videos, with one server that speaks the dialects of PixVerse, Wan, Kling and Vidu."

app = typer.Typer(
    name="onereel",
    cls=LateGroup,
    help=_HELP,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)

app.command()(generate)
app.add_typer(tasks.app, name="tasks")
app.command()(models)
app.command()(price)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"onereel {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Make videos, with one server that speaks the dialects of PixVerse, Wan, Kling and Vidu."""


if __name__ == "__main__":
    app()
