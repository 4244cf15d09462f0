"""Locks between processes on one machine, which end with the process however it ends.

Not here: locks on rows; SQLite sees to those.
"""

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from onereel.errors import ConfigurationError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


class DirectoryLock:
    """Keeps a data directory for the one process that serves it; who only opens the store needs no lock."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the directory. Raises ConfigurationError when it is being served already, or cannot be locked."""
        descriptor = _open(self._directory / "serving.lock")
        try:
            _lock(descriptor, wait=False)
        except (BlockingIOError, PermissionError) as error:
            os.close(descriptor)
            raise ConfigurationError(
                f"The data directory {self._directory} is being served by another process. "
                "Stop that one, or choose another directory with --data-dir."
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise ConfigurationError(
                f"The data directory {self._directory} cannot be locked ({error.strerror}). "
                "Choose one on a local disk with --data-dir."
            ) from error
        self._descriptor = descriptor
        _close_in_children(self)

    def release(self) -> None:
        """Let go of the directory; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "DirectoryLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@contextmanager
def opening(database: Path) -> Iterator[None]:
    """Lets one process at a time prepare a database, since SQLite does not wait its turn where it changes to WAL."""
    descriptor = _open(database.with_name(f"{database.name}.opening"))
    try:
        _lock(descriptor, wait=True)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"The directory {path.parent} cannot be written to ({error.strerror}). Choose another with --data-dir."
        ) from error


def _close_in_children(lock: DirectoryLock) -> None:
    """A forked child shares the lock; were it to outlive a killed server, no other server could start."""
    if sys.platform == "win32":
        return
    reference = weakref.ref(lock)

    def release() -> None:
        held = reference()
        if held is not None:
            held.release()

    os.register_at_fork(after_in_child=release)
