"""The `onereel` command.

Not here: what the commands do; each has a file of its own.
"""

from typing import Annotated

import typer

from onereel import __version__
from onereel.cli import callbacks, configuration, database, keys, ledger, tasks
from onereel.cli.demo import demo
from onereel.cli.serve import serve
from onereel.cli.worker import worker

app = typer.Typer(
    name="onereel",
    help="One server that speaks the dialects of PixVerse, Wan, Kling and Vidu.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(worker)
app.command()(demo)
app.add_typer(configuration.app, name="config")
app.add_typer(database.app, name="db")
app.add_typer(keys.app, name="keys")
app.add_typer(tasks.app, name="tasks")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(ledger.app, name="ledger")


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
    """One server that speaks the dialects of PixVerse, Wan, Kling and Vidu."""


if __name__ == "__main__":
    app()
