"""Whether there is room left on the disk, asked before anything is begun that would need it.

Not here: what a caller is told then, or the errors of a disk that is full all the same.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Usage(Protocol):
    """What is known of a file system, in bytes."""

    @property
    def free(self) -> int: ...


class Room:
    """The disk under a directory, of which a reserve is never begun to be used."""

    def __init__(
        self, directory: Path, *, reserve_bytes: int, measure: Callable[[Path], Usage] = shutil.disk_usage
    ) -> None:
        """`reserve_bytes` is what running tasks and the database may still need; 0 never finds a disk full."""
        self._directory = directory
        self._reserve_bytes = reserve_bytes
        self._measure = measure

    def is_full(self) -> bool:
        """Whether less than the reserve is left. A disk that cannot be asked is taken to have room."""
        try:
            return self._measure(self._directory).free < self._reserve_bytes
        except OSError:
            return False
