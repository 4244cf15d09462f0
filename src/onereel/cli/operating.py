"""The commands that run and operate a server, put together.

Not here: what they do; each has a file of its own. This file needs the packages of `onereel[server]`.
"""

from typing import Final

import typer

from onereel.cli import callbacks, configuration, database, keys, ledger
from onereel.cli.demo import demo
from onereel.cli.serve import serve
from onereel.cli.worker import worker

COMMANDS: Final = (serve, worker, demo)
GROUPS: Final = {
    "config": configuration.app,
    "db": database.app,
    "keys": keys.app,
    "callbacks": callbacks.app,
    "ledger": ledger.app,
}


def add_commands(app: typer.Typer) -> None:
    """All of them, as `onereel` shows them."""
    for command in COMMANDS:
        app.command()(command)
    for name, group in GROUPS.items():
        app.add_typer(group, name=name)
