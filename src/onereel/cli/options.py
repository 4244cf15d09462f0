"""Options that several commands share, and how a mistake of the operator is told.

Not here: settings that no command line sets; see `onereel.config`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from onereel.errors import ConfigurationError

DataDirectory = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where tasks, keys and media are kept.  [env ONEREEL_DATA_DIR; default: data]"),
]


@contextmanager
def telling_mistakes() -> Iterator[None]:
    """A ConfigurationError as one line on standard error and exit status 2, without a traceback."""
    try:
        yield
    except ConfigurationError as error:
        typer.secho(f"onereel: {error}", err=True, fg=typer.colors.RED)
        raise typer.Exit(2) from error
