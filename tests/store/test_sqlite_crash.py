"""What SQLite alone must show: nothing that was acknowledged is lost when the process is killed.

Not here: a power cut, which no test can make; that rests on synchronous=FULL.
"""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from onereel.store.sqlite.store import SqliteStore

ROOT = Path(__file__).parents[2]


def acknowledged_before_kill(database: Path, *, lines: int) -> list[str]:
    """Ids that a real process printed before and while it was killed."""
    command = [sys.executable, "-m", "tests.store.writing_process", str(database)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ids = [process.stdout.readline().strip() for _ in range(lines)]
        process.kill()
        ids += [line.strip() for line in process.stdout if line.endswith("\n")]
    return ids


@pytest.mark.parametrize("lines", [1, 700])
async def test_every_acknowledged_task_survives_kill_9(tmp_path, lines):
    database = tmp_path / "onereel.db"
    acknowledged = acknowledged_before_kill(database, lines=lines)
    assert all(re.fullmatch("[0-9a-f]{32}", task_id) for task_id in acknowledged)

    store = await SqliteStore.open(database)
    stored = {task.id for task in await store.tasks.unfinished()}
    await store.check()
    await store.close()

    assert set(acknowledged) <= stored
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
