"""Empty directories for engines to work in, one for each attempt.

Not here: what an engine writes there.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

_PREFIX: Final = "attempt-"


@asynccontextmanager
async def fresh_workspace(root: Path) -> AsyncIterator[Path]:
    """A new directory under `root`, gone with everything in it when the context ends."""
    directory = _make(root)  # in no thread: where that is cancelled half-way, the directory would be left behind
    try:
        yield directory
    finally:
        await asyncio.to_thread(rmtree, directory, ignore_errors=True)


def _make(root: Path) -> Path:
    root.mkdir(parents=True, exist_ok=True)  # of a worker that had nothing to do for days, it may have been swept
    return Path(mkdtemp(dir=root, prefix=_PREFIX))


def sweep_workspaces(root: Path) -> int:
    """Make `root`, remove the workspaces that a killed process left in it, and say how many; no other may use it."""
    root.mkdir(parents=True, exist_ok=True)
    stale = list(root.glob(f"{_PREFIX}*"))
    for directory in stale:
        rmtree(directory, ignore_errors=True)
    return len(stale)
