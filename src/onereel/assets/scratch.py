"""Directories in which a process keeps what is not finished, and what is done about those that a killed one left.

Not here: what is kept in them.
"""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

ABANDONED_AFTER: Final = timedelta(days=2)
"""No task is worked on for longer than its deadline, a day; whoever uses a directory makes something in it for each."""


def sweep_abandoned(parent: Path, *, before: datetime) -> int:
    """Remove the directories in `parent` in which nothing was made or removed since that moment; says how many.

    Whoever uses one after all makes it anew.
    """
    swept = 0
    for directory in parent.glob("*/"):
        try:
            changed_at = directory.stat().st_mtime
        except FileNotFoundError:
            continue  # another process was faster
        if changed_at < before.timestamp():
            shutil.rmtree(directory, ignore_errors=True)
            swept += 1
    return swept
