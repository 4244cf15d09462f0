"""A file that appears whole or not at all.

Not here: what is written into it.
"""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

_MARK_LENGTH: Final = 8
_NAME_LENGTH: Final = 40
"""Letters of the name that are repeated while it is written; a file system takes 255 bytes."""


class NewFile:
    """Content beside the file that is to be, put in its place at the end of the context if all went well.

    Raises OSError where something lies there that is no file: a directory, or a device, which would be gone.
    """

    def __init__(self, path: str | os.PathLike[str], *, mint: Callable[[], str]) -> None:
        self.path = Path(path)
        _require_file(self.path)
        # Where a link leads, so that the link stays.
        self._place = Path(os.path.realpath(self.path))
        self._part = self._place.with_name(f".{self._place.name[:_NAME_LENGTH]}.{mint()[:_MARK_LENGTH]}.part")
        self.size = 0
        """Bytes so far."""

    def check(self) -> None:
        """Raises OSError where it cannot be written, which only trying tells."""
        self._open().close()
        self._part.unlink()

    def __enter__(self) -> Self:
        self._file = self._open()
        return self

    def _open(self) -> BinaryIO:
        try:
            return self._part.open("xb")
        except OSError as error:
            # In the name that is known outside.
            raise OSError(error.errno, error.strerror, str(self.path)) from error

    def write(self, content: bytes) -> None:
        """Add content."""
        self._file.write(content)
        self.size += len(content)

    def clear(self) -> None:
        """Begin again."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
            if kind is None:
                self._part.replace(self._place)
        finally:
            self._part.unlink(missing_ok=True)


def _require_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise FileExistsError(errno.EEXIST, "Something lies there that is no file", str(path))
