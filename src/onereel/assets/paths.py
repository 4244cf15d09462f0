"""Files of this machine that a request names by path: read only inside directories that the operator opened.

Not here: which directories those are; the settings say so, and by default there are none.
"""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from onereel.errors import ErrorKind, RequestError

_FIELD: Final = "image_path"
_REFUSED: Final = (
    "image_path cannot be read: the server opens files only inside directories that its operator allows."
    ' Send the picture in one of three other ways: image_url together with input "url", its base64 in input,'
    " or an upload by the client library"
)
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_allowed_file(path_text: str, *, roots: Sequence[Path], closed: Sequence[Path] = (), max_bytes: int) -> bytes:
    """The content of a regular file inside one of `roots`, after all links and dots; a relative path begins in a root.

    What lies in a `closed` directory is not even opened: closing any descriptor of a database's file gives up the locks
    that SQLite holds on it in this process (sqlite.org/howtocorrupt.html, 2.2), and the next process that closes the
    database then takes its log away.

    Raises RequestError(PATH_REFUSED), with the same text whether there is such a file or not, and
    RequestError(IMAGE_TOO_LARGE) for an allowed file of more than `max_bytes`. Blocks.
    """
    for root in roots:
        try:
            true_root = root.resolve(strict=True)
            true_path = (true_root / path_text).resolve(strict=True)
            inside = true_path.relative_to(true_root)
            _check_open(true_path, closed)
            content = _read_inside(true_root, inside=inside, max_bytes=max_bytes)
        except (OSError, ValueError, RuntimeError):
            # Absent, outside, a device, a loop of links, a name that no file can have: all one to the caller.
            continue
        if len(content) > max_bytes:
            raise RequestError(
                ErrorKind.IMAGE_TOO_LARGE, f"the file at image_path is larger than {max_bytes} bytes", field=_FIELD
            )
        return content
    raise RequestError(ErrorKind.PATH_REFUSED, _REFUSED, field=_FIELD)


def _check_open(true_path: Path, closed: Sequence[Path]) -> None:
    """Raises ValueError for what lies in a closed directory, or is another name of a file at its top."""
    status = true_path.stat()
    for directory in closed:
        true_directory = directory.resolve()
        if true_path.is_relative_to(true_directory):
            raise ValueError("closed")
        if status.st_nlink > 1 and any(os.path.samestat(status, file.stat()) for file in true_directory.iterdir()):
            raise ValueError("closed under another name")


def _read_inside(true_root: Path, *, inside: Path, max_bytes: int) -> bytes:
    """At most `max_bytes` + 1 bytes of the regular file at `inside`, which by now contains no link.

    Opened from directory to directory and following no link, so that none that is put there in between is followed.
    """
    if not inside.parts:
        raise ValueError("the root itself")
    directory = os.open(true_root, _FLAGS | getattr(os, "O_DIRECTORY", 0))
    try:
        for part in inside.parts[:-1]:
            deeper = os.open(part, _FLAGS | getattr(os, "O_DIRECTORY", 0), dir_fd=directory)
            os.close(directory)
            directory = deeper
        return _read_regular(os.open(inside.parts[-1], _FLAGS, dir_fd=directory), max_bytes=max_bytes)
    finally:
        os.close(directory)


def _read_regular(descriptor: int, *, max_bytes: int) -> bytes:
    """At most `max_bytes` + 1 bytes of an open file, which is closed."""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(max_bytes + 1)
    finally:
        os.close(descriptor)
