"""The two homes under test: one process with SQLite, or servers and workers over PostgreSQL.

Not here: what is done to them.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from bench.chaos.databases import Deed, restarts_of
from bench.chaos.members import REAL, STAND_IN, Member, run_command
from bench.chaos.records import Ask, ask_postgres, ask_sqlite
from bench.chaos.vendors import Vendors
from tests.support.postgres import TestServer

SERVERS = 2
WORKERS = 3
READY_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Home:
    """Processes with what they share."""

    name: str
    folder: Path
    settings: dict[str, str]
    servers: Sequence[Member]
    workers: Sequence[Member]
    addresses: Sequence[str]
    ask: Ask
    restarts: Mapping[str, Deed]
    """What can be done to the database."""
    key: str
    secret: str

    @property
    def assets(self) -> Path:
        """Where the media are."""
        return self.folder / "data" / "assets"

    @property
    def drawn(self) -> int:
        """How many videos the real engine has made."""
        logs = [member.log.read_text(errors="replace") for member in self.workers if member.draws]
        return sum(log.count("action=task_succeeded") for log in logs)

    @property
    def logs(self) -> str:
        """What all processes wrote."""
        return "".join(member.log.read_text(errors="replace") for member in (*self.servers, *self.workers))


@asynccontextmanager
async def embedded_home(folder: Path, *, receiver_place: str, vendors: Vendors) -> AsyncIterator[Home]:
    """One server with SQLite that works by itself."""
    settings = _settings(receiver_place) | vendors.settings | {"ONEREEL_PROCESSES": "12"}
    vendors.write_routing(folder)
    ports = _free_ports(1)
    servers = _servers(folder, settings, ports, program=STAND_IN)
    async with _running(folder, settings, servers=servers, workers=(), ports=ports) as (key, secret):
        yield Home(
            name="embedded, SQLite",
            folder=folder,
            settings=settings,
            servers=servers,
            workers=(),
            addresses=_addresses(ports),
            ask=ask_sqlite(folder / "data" / "onereel.sqlite3"),
            restarts={},
            key=key,
            secret=secret,
        )


@asynccontextmanager
async def shared_home(
    folder: Path, *, receiver_place: str, database: TestServer, draws: bool, vendors: Vendors
) -> AsyncIterator[Home]:
    """Servers that only answer, and workers; `draws` has one worker use the real engine."""
    vendors.write_routing(folder)
    url = await database.create_migrated()
    ports = _free_ports(SERVERS)
    settings = {
        **_settings(receiver_place),
        **vendors.settings,
        "ONEREEL_DATABASE_URL": url,
        "ONEREEL_WORK": "off",
        "ONEREEL_PUBLIC_URL": _addresses(ports)[0],
    }
    servers = _servers(folder, settings, ports, program=REAL)
    workers = [
        Member(
            f"worker-{number}",
            ["worker", "--processes", "1" if draws and number == 0 else "6"],
            home=folder,
            settings=settings,
            program=REAL if draws and number == 0 else STAND_IN,
        )
        for number in range(WORKERS)
    ]

    async with _running(folder, settings, servers=servers, workers=workers, ports=ports) as (key, secret):
        yield Home(
            name="shared, PostgreSQL",
            folder=folder,
            settings=settings,
            servers=servers,
            workers=workers,
            addresses=_addresses(ports),
            ask=ask_postgres(url),
            restarts=restarts_of(database, url),
            key=key,
            secret=secret,
        )


def _settings(receiver_place: str) -> dict[str, str]:
    return {
        "ONEREEL_DATA_DIR": "data",
        "ONEREEL_ALLOW_PRIVATE": receiver_place,
        # Otherwise callbacks that have failed often would come hours after the end.
        "ONEREEL_CALLBACK_FIRST_PAUSE": "2s",
        "ONEREEL_CALLBACK_LONGEST_PAUSE": "4s",
    }


def _servers(folder: Path, settings: dict[str, str], ports: Sequence[int], *, program: Sequence[str]) -> list[Member]:
    return [
        Member(f"server-{number}", ["serve", "--port", str(port)], home=folder, settings=settings, program=program)
        for number, port in enumerate(ports)
    ]


@asynccontextmanager
async def _running(
    folder: Path,
    settings: dict[str, str],
    *,
    servers: Sequence[Member],
    workers: Sequence[Member],
    ports: Sequence[int],
) -> AsyncIterator[tuple[str, str]]:
    """The processes up, and a key with the secret of its callbacks."""
    made = run_command(folder, settings, "keys", "create", "chaos")
    if made.returncode:
        raise RuntimeError(made.stderr)
    members = (*servers, *workers)
    try:
        for member in members:
            member.start()
        await wait_until_ready(_addresses(ports))
        yield made.stdout.strip(), next(word for word in made.stderr.split() if word.startswith("whsec_"))
    finally:
        for member in members:
            member.thaw()
            member.kill()


async def wait_until_ready(addresses: Sequence[str]) -> None:
    """Until every server would take submits. Raises TimeoutError when one does not come up in a minute."""
    async with asyncio.timeout(READY_SECONDS), aiohttp.ClientSession() as session:
        for address in addresses:
            while True:
                if await _is_ready(session, address):
                    break
                await asyncio.sleep(0.1)


async def _is_ready(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def _addresses(ports: Sequence[int]) -> list[str]:
    return [f"http://127.0.0.1:{port}" for port in ports]


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
