"""The process in which one large picture is decoded: standard input in, an exit code out, its memory limited.

Not here: who starts it and what the codes mean to a caller; see `image_check.py`.
"""

import sys
from typing import Final

from onereel.assets.image_check import CHILD_INVALID, CHILD_SECONDS, CHILD_TOO_LARGE, decode_fully
from onereel.errors import ErrorKind, ImageError

MEMORY_BYTES: Final = 7 << 28
"""Address space of this process, 1.75 GB; the largest WebP that we take, 10000x10000, asks for 1.6 and fills 0.7."""


def main() -> int:
    """Decode the picture on standard input. Answers the exit code."""
    _limit_resources()
    try:
        decode_fully(sys.stdin.buffer.read())
    except ImageError as error:
        return CHILD_TOO_LARGE if error.kind is ErrorKind.IMAGE_TOO_LARGE else CHILD_INVALID
    except MemoryError:
        return CHILD_TOO_LARGE
    return 0


def _limit_resources() -> None:
    """Bound memory and processor time where the system can (not on Windows, where the parent's time limit remains)."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 # does not exist on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        seconds = int(CHILD_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
