"""Where the command `onereel` begins: Ctrl-C ends it at once while it is still being loaded.

Not here: the commands (`main.py`).
"""

import signal


def run() -> None:
    """The command."""
    # Python loses the exception now and then where it comes amid an import, and the command would go on and order.
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from onereel.cli.main import app  # noqa: PLC0415 - to load it takes most of the time of a short command

    if is_heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    app()
