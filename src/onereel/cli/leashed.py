"""`onereel` in a process that ends with the one that started it: whose standard input ends when that one is gone.

Not here: who starts it (`embedded.py`), or the commands.
"""

import os
import signal
import sys
from threading import Thread


def _watch() -> None:
    sys.stdin.buffer.read()
    # Nobody is there to wait for an orderly end; what was begun is taken up at the next start.
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """The command of the command line, on a leash."""
    Thread(target=_watch, daemon=True).start()
    from onereel.cli.main import app  # noqa: PLC0415 - the leash holds also while the server is loaded

    app()


if __name__ == "__main__":
    main()
