"""Where the command `onereel` begins: Ctrl-C ends it without a traceback, also while it is still being loaded.

Not here: the commands (`main.py`).
"""

import sys

_INTERRUPTED = 130
"""As `ending.py` has it, which is loaded later."""


def run() -> None:
    """The command."""
    try:
        from onereel.cli.main import app  # noqa: PLC0415 - to load it takes most of the time of a short command

        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
