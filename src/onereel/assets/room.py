"""Whether there is room left on the disk, asked before anything is begun that would need it.

Not here: what a caller is told then, or the errors of a disk that is full all the same.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

_LOOK_SECONDS: Final = 0.5
"""Between two looks at the disk; a look at every submit would be the dearest part of the smallest of them."""


class Usage(Protocol):
    """What is known of a file system, in bytes."""

    @property
    def free(self) -> int: ...


class Room:
    """The disk under a directory, of which a reserve is never begun to be used."""

    def __init__(
        self,
        directory: Path,
        *,
        reserve_bytes: int,
        measure: Callable[[Path], Usage] = shutil.disk_usage,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`reserve_bytes` is what running tasks and the database may still need; 0 never finds a disk full. `now` is in
        seconds from any beginning.
        """
        self._directory = directory
        self._reserve_bytes = reserve_bytes
        self._measure = measure
        self._now = now
        self._looked_at = float("-inf")
        self._full = False

    def is_full(self) -> bool:
        """Whether less than the reserve was left a moment ago. A disk that cannot be asked is taken to have room."""
        now = self._now()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = now
            self._full = self._look()
        return self._full

    def _look(self) -> bool:
        try:
            return self._measure(self._directory).free < self._reserve_bytes
        except OSError:
            return False
