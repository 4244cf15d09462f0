"""Measures how long it takes to see that a vendor has finished, with very many orders under way in one server.

The real server over SQLite, the real client, and a vendor in a process of its own, which notes when each job ended and
when its end was told for the first time: both on one clock. Beside it, in the same run, a poller that asks for one job
after the other. Run `python bench/lag.py [orders …]`; it prints one table.

Not here: how fast videos are brought home (`rehost.py`).
"""

import asyncio
import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Thread

import aiohttp
import requests
from tests.acceptance.support.server import RunningServer
from tests.fakes.running import RunningFake, running_fake

from onereel.domain.clock import system_clock
from onereel.upstreams.base import Secret
from onereel.upstreams.kling import Kling

ORDERS = (100, 1_000, 10_000)
SECONDS = {100: 40, 1_000: 40, 10_000: 120}
"""That a job takes, give or take half of it."""
SPREAD = 0.5
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way in which a server learns of ends."""

    name: str
    vendor: str
    model: str
    callbacks: bool = False

    def configuration(self, fake: RunningFake, orders: int) -> str:
        """The accounts and routes of the server."""
        lines = [
            "[accounts.main]",
            f'upstream = "{self.vendor}"',
            f'base_url = "{fake.url}"',
            'key_env = "KEY"',
            f"concurrency = {orders}",
        ]
        if self.vendor == "kling":
            lines.append('second_key_env = "SECOND_KEY"')
        if self.callbacks:
            lines += ["callbacks = true", 'callback_secret_env = "CALLBACK_SECRET"']
        return "\n".join([*lines, "[routes]", f'"{self.model}" = "main"', ""])


WAYS = (
    Way(name="lists (Kling)", vendor="kling", model="kling-v2-6-text2video"),
    Way(name="lists by cursor (/v1/videos)", vendor="vllm-omni", model="wan2.6-t2v"),
    Way(name="callbacks (Kling)", vendor="kling", model="kling-v2-6-text2video", callbacks=True),
)
BODIES: Mapping[str, Mapping[str, object]] = {
    "kling-v2-6-text2video": {"model": "kling-v2-6-text2video", "input": "a boat", "duration": 5},
    "wan2.6-t2v": {"model": "wan2.6-t2v", "input": {"prompt": "a boat"}, "parameters": {"duration": 5}},
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one cell has measured."""

    name: str
    orders: int
    p50: float
    """Seconds, as all times here."""
    p99: float
    worst: float
    cores: float
    """Processor time of the watching process for each second, from the last order taken to the last job ended."""
    megabytes: float
    """The most that it held in memory."""
    calls: int


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


def peak_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


async def submit(server: RunningServer, body: Mapping[str, object], orders: int) -> None:
    """So many tasks, sixteen at once."""
    left = iter(range(orders))
    async with aiohttp.ClientSession(headers={"Authorization": server.key}) as session:

        async def one_after_the_other() -> None:
            for _ in left:
                async with session.post(f"{server.base_url}/v1/responses", json=body) as response:
                    assert response.status == 200, await response.text()

        await asyncio.gather(*(one_after_the_other() for _ in range(16)))


def measure(way: Way, orders: int, folder: Path) -> Row:
    """One server, and all its orders from the submit to the end."""
    with running_fake(way.vendor, seconds=SECONDS[orders], spread=SPREAD) as fake:
        home = folder / f"{way.vendor}-{way.callbacks}-{orders}"
        home.mkdir()
        (home / "onereel.toml").write_text(way.configuration(fake, orders))
        settings = {
            "KEY": fake.key,
            "SECOND_KEY": fake.second_key,
            "CALLBACK_SECRET": fake.webhook_secret,
            "ONEREEL_DISK_RESERVE_BYTES": "0",
        }
        with serving(home, settings, calls_back=way.callbacks) as server:
            asyncio.run(submit(server, BODIES[way.model], orders))
            return watch(way.name, fake, server.process, orders)


@contextmanager
def serving(home: Path, settings: dict[str, str], *, calls_back: bool) -> Iterator[RunningServer]:
    server = RunningServer(home, settings=settings | {"ONEREEL_PUBLIC_URL": "http://127.0.0.1"}, processes=1)
    try:
        if calls_back:
            server.kill()  # its port is known only now
            server.settings["ONEREEL_PUBLIC_URL"] = server.base_url
            server.start()
        yield server
    finally:
        server.kill()


def watch(name: str, fake: RunningFake, process: int, orders: int) -> Row:
    """Wait until the end of every job was told, and add up."""
    fake.wait(orders=orders)
    began, spent = time.monotonic(), cpu_seconds(process)
    cores = 0.0
    while True:
        time.sleep(_LOOK_SECONDS)
        ledger = fake.ledger
        jobs = ledger["jobs"].values()
        if all(job["finished_at"] for job in jobs) and not cores:
            cores = (cpu_seconds(process) - spent) / (time.monotonic() - began)
        if all(job["told_at"] for job in jobs):
            break
    assert len(jobs) == orders
    lags = [job["told_at"] - job["finished_at"] for job in jobs]
    percentiles = quantiles(lags, n=100)
    counts = ledger["counts"]
    return Row(
        name=name,
        orders=orders,
        p50=percentiles[49],
        p99=percentiles[98],
        worst=max(lags),
        cores=cores,
        megabytes=peak_megabytes(process),
        calls=counts.get("check", 0) + counts.get("list", 0),
    )


def measure_naive(orders: int) -> Row:
    """One who asks for one job after the other, as fast as answers come."""
    with running_fake("kling", seconds=SECONDS[orders], spread=SPREAD) as fake:
        kling, secret = Kling(), Secret(key=fake.key, second=fake.second_key)

        def headers() -> dict[str, str]:
            return dict(kling.headers(secret, now=system_clock(), nonce=""))

        with requests.Session() as session:
            body = {"model_name": "kling-v2-6", "prompt": "a boat", "duration": "5", "mode": "pro", "sound": "off"}
            waiting = []
            for number in range(orders):
                answer = session.post(
                    f"{fake.url}/v1/videos/text2video",
                    json=body | {"external_task_id": f"naive-{number}"},
                    headers=headers(),
                    timeout=60,
                )
                waiting.append(answer.json()["data"]["task_id"])
            rows: list[Row] = []
            watcher = Thread(target=lambda: rows.append(watch("one after the other", fake, os.getpid(), orders)))
            watcher.start()
            while waiting:
                waiting = [task for task in waiting if not is_over(session, fake, task, headers())]
            watcher.join()
            return rows[0]


def is_over(session: requests.Session, fake: RunningFake, task: str, headers: dict[str, str]) -> bool:
    answer = session.get(f"{fake.url}/v1/videos/text2video/{task}", headers=headers, timeout=60)
    return bool(answer.json()["data"]["task_status"] == "succeed")


def show(rows: Sequence[Row]) -> None:
    print(f"\n{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{'orders':>7}  {'way':<30} {'p50 s':>7} {'p99 s':>7} {'worst':>7} {'cores':>6} {'MB':>6} {'calls':>8}  ratio"
    )
    for row in rows:
        naive = next((one for one in rows if one.orders == row.orders and one.name == "one after the other"), row)
        print(
            f"{row.orders:>7}  {row.name:<30} {row.p50:>7.2f} {row.p99:>7.2f} {row.worst:>7.2f} {row.cores:>6.2f} "
            f"{row.megabytes:>6.0f} {row.calls:>8}  1 : {naive.p50 / max(row.p50, 1e-3):.1f}"
        )


def main(sizes: Sequence[int]) -> None:
    rows: list[Row] = []
    with TemporaryDirectory(dir=Path(__file__).parent, prefix=".data-") as folder:
        for orders in sizes:
            rows += [measure(way, orders, Path(folder)) for way in WAYS]
            rows.append(measure_naive(orders))
            show(rows)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or ORDERS)
