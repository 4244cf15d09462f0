"""A server for one run: on a free loopback port, in a process of its own, ended with the run.

Not here: what is asked of it (`generate.py`, `demo.py`). This file needs the packages of `onereel[server]`.
"""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NoReturn

from onereel.cli.ending import MISTAKE, stop
from onereel.cli.options import read_settings, telling_mistakes
from onereel.cli.speaking import speaking_english
from onereel.domain.clock import system_clock
from onereel.keys import create_key, digest_key
from onereel.storage import open_store

_HOST: Final = "127.0.0.1"
_COMMAND: Final = (sys.executable, "-m", "onereel.cli.leashed")
_GREETING: Final = "onereel is at "
_LAST_WORDS: Final = 8192
"""Bytes of the log's end."""


@contextmanager
def running_server(directory: Path, *, name: str) -> Iterator[tuple[str, str]]:
    """Its address and a key, as soon as it answers. The key is called `name`, and kept for the next run."""
    with telling_mistakes():
        directory.mkdir(parents=True, exist_ok=True)
        key = asyncio.run(_kept_key(directory, name))
    base_url = f"http://{_HOST}:{_free_port()}"
    log = directory / "server.log"
    with log.open("wb") as file:
        server = _start(directory, base_url, file)
        try:
            _await_greeting(server, log)
            yield base_url, key
        finally:
            server.terminate()
            # Not before it has ended: its standard input is the leash.
            server.wait()
            _close(server)


def _start(directory: Path, base_url: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
    words = ["--host", _HOST, "--port", base_url.rpartition(":")[2], "--public-url", base_url, "--work"]
    return subprocess.Popen(  # noqa: S603 - our own program
        [*_COMMAND, "serve", *words, "--data-dir", str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=speaking_english(),
        # Ctrl-C goes to all of a terminal's processes at once: this one is to go on while it is asked about.
        start_new_session=True,
    )


def _close(server: subprocess.Popen[bytes]) -> None:
    for pipe in (server.stdin, server.stdout):
        if pipe is not None:
            pipe.close()


def _await_greeting(server: subprocess.Popen[bytes], log: Path) -> None:
    """It greets once it listens; its output ends if it cannot."""
    if server.stdout is None:
        raise TypeError(server)
    for line in server.stdout:
        if line.decode(errors="replace").startswith(_GREETING):
            return
    _stop_without(server.wait(), log)


def _stop_without(status: int, log: Path) -> NoReturn:
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
        lines = file.read().decode(errors="replace").splitlines()
    said = [line.removeprefix("onereel: ") for line in lines if line.startswith("onereel: ")]
    why = said[-1] if said else f"exit status {status}; see {log}"
    stop(
        f"the server for this run did not start: {why}\nOr set ONEREEL_BASE_URL and ONEREEL_API_KEY to one that runs.",
        MISTAKE,
    )


async def _kept_key(directory: Path, name: str) -> str:
    """The key of the run before if it is good still, else a new one; in a file that only its owner can read."""
    path = directory / f"{name}.key"
    async with open_store(read_settings(directory)) as store:
        if path.is_file():
            plain = path.read_text(encoding="ascii", errors="replace").strip()
            known = await store.keys.find(digest_key(plain))
            if known is not None and known.revoked_at is None:
                return plain
            path.unlink()
        plain, _ = await create_key(store.keys, name=name, clock=system_clock)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(plain)
        return plain


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
