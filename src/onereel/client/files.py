"""A file that appears whole or not at all.

Not here: what is written into it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_MARK_LENGTH: Final = 8


class NewFile:
    """Content beside the file that is to be, put in its place at the end of the context if all went well."""

    def __init__(self, path: str | os.PathLike[str], *, mint: Callable[[], str]) -> None:
        self.path = Path(path)
        self._part = self.path.with_name(f".{self.path.name}.{mint()[:_MARK_LENGTH]}.part")
        self.size = 0
        """Bytes so far."""

    def __enter__(self) -> Self:
        self._file = self._part.open("xb")
        return self

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
                self._part.replace(self.path)
        finally:
            self._part.unlink(missing_ok=True)
