"""Options that several commands share.

Not here: the settings behind them (`onereel.config`, `onereel.client.settings`). This file needs nothing of a server.
"""

from pathlib import Path
from typing import Annotated

import typer

DataDirectory = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where tasks, keys and media are kept.  [env ONEREEL_DATA_DIR; default: data]"),
]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        envvar="ONEREEL_BASE_URL",
        show_envvar=False,
        help="Address of the server; its key is in ONEREEL_API_KEY.  [env ONEREEL_BASE_URL]",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
