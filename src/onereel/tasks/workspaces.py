"""Empty directories for engines to work in, one for each attempt.

Not here: what an engine writes there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

_PREFIX: Final = "attempt-"


@contextmanager
def fresh_workspace(root: Path) -> Iterator[Path]:
    """A new directory under `root`, gone with everything in it when the context ends."""
    root.mkdir(parents=True, exist_ok=True)  # of a worker that had nothing to do for days, it may have been swept
    with TemporaryDirectory(dir=root, prefix=_PREFIX, ignore_cleanup_errors=True) as directory:
        yield Path(directory)


def sweep_workspaces(root: Path) -> int:
    """Make `root`, remove the workspaces that a killed process left in it, and say how many; no other may use it."""
    root.mkdir(parents=True, exist_ok=True)
    stale = list(root.glob(f"{_PREFIX}*"))
    for directory in stale:
        rmtree(directory, ignore_errors=True)
    return len(stale)
