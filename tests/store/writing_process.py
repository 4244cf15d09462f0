"""A process that writes tasks as fast as it can and prints each id once it is acknowledged; made to be killed.

Not here: the test; see `test_sqlite_crash.py`.
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

from tests.builders import build_task

from onereel.store.sqlite.store import SqliteStore

SUBMITTERS = 16


async def write_for_ever(path: Path) -> None:
    store = await SqliteStore.open(path)
    numbers = count(1)

    async def submit() -> None:
        for number in numbers:
            task = build_task(number)
            await store.tasks.add(task)
            print(task.id, flush=True)

    await asyncio.gather(*(submit() for _ in range(SUBMITTERS)))


if __name__ == "__main__":
    asyncio.run(write_for_ever(Path(sys.argv[1])))
