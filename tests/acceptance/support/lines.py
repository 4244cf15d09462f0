"""What a process writes, line by line, kept and waited for.

Not here: the process; see `server.py`.
"""

import threading
from collections.abc import Callable
from typing import IO


class Lines:
    """Reads a pipe in a thread until nobody holds its other end any more."""

    def __init__(self, pipe: IO[str]) -> None:
        self._pipe = pipe
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """Everything so far."""
        with self._changed:
            return "".join(self._lines)

    def wait_for(self, wanted: Callable[[str], bool], *, count: int = 1, timeout: float = 60.0) -> list[str]:
        """The lines that are wanted, as soon as there are `count` of them."""
        with self._changed:
            found = self._changed.wait_for(lambda: self._enough(wanted, count), timeout=timeout)
            matching = [line for line in self._lines if wanted(line)]
        if not found or len(matching) < count:
            raise AssertionError(f"{len(matching)} of {count} lines came; all that was written:\n{self.text}")
        return matching

    def wait_for_end(self, *, timeout: float = 20.0) -> None:
        """Until the last process that can write here has ended, whoever its parent is."""
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise AssertionError("a process of the server is still there")

    def close(self) -> None:
        """Wait for the end and close the pipe."""
        self.wait_for_end()
        self._pipe.close()

    def _enough(self, wanted: Callable[[str], bool], count: int) -> bool:
        return sum(map(wanted, self._lines)) >= count or not self._thread.is_alive()

    def _read(self) -> None:
        for line in self._pipe:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()
