"""A command in a terminal of its own, as a person has it: what it shows, and keys that are pressed.

Not here: what is asserted of it.
"""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

COMMAND = (sys.executable, "-m", "onereel.cli.main")
CTRL_C = b"\x03"
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PATIENCE = 60.0
_OWN_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes standard input the controlling terminal, so that Ctrl-C reaches what runs there, and becomes the command."""


def environment_of(settings: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment of a command: nobody's settings but these, nobody's home but this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONEREEL_", "XDG_"))}
    return kept | {"HOME": str(home), "COLUMNS": "100", "TERM": "xterm-256color"} | dict(settings)


class Terminal:
    """One command, its three streams a pseudo-terminal which is its controlling one."""

    def __init__(self, *words: str, cwd: Path, settings: Mapping[str, str]) -> None:
        self.shown = ""
        """All that was shown, colours and moves of the cursor included."""
        self._inner, outer = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _OWN_TERMINAL, *COMMAND, *words],
            cwd=cwd,
            env=environment_of(settings, cwd),
            stdin=outer,
            stdout=outer,
            stderr=outer,
            start_new_session=True,
        )
        os.close(outer)

    @property
    def process(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def text(self) -> str:
        """What was shown, plain."""
        return _CONTROL.sub("", self.shown)

    def press(self, keys: bytes) -> None:
        """As typed."""
        os.write(self._inner, keys)

    def wait_for(self, pattern: str, *, after: int = 0) -> re.Match[str]:
        """Read until it is shown, beyond the first `after` letters."""
        until = time.monotonic() + _PATIENCE
        while not (found := re.compile(pattern).search(self.text, after)):
            assert self._read(until), f"{pattern!r} was not shown: {self.text}"
        return found

    def end(self) -> int:
        """Read to the end. The exit status."""
        until = time.monotonic() + _PATIENCE
        while self._read(until):
            pass
        os.close(self._inner)
        return self._process.wait(_PATIENCE)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def _read(self, until: float) -> bool:
        ready, _, _ = select.select([self._inner], [], [], max(0.0, until - time.monotonic()))
        assert ready, f"it went silent: {self.text}"
        try:
            content = os.read(self._inner, 65536)
        except OSError:  # how Linux tells that nobody holds the other end
            content = b""
        self.shown += content.decode(errors="replace")
        return bool(content)
