"""Servers for the command line to speak to, and the command itself as a process.

Not here: the command in a terminal (`support/terminal.py`).
"""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.acceptance.support.pictures import draw_scene, encode
from tests.acceptance.support.server import RunningServer
from tests.cli.support.terminal import COMMAND, Terminal, environment_of

WAN = "wan2.6-t2v"
SOONEST = ("--model", WAN, "--size", "720p", "--duration", "2")
"""The clip from words that is drawn soonest."""


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that makes videos."""
    running = RunningServer(tmp_path_factory.mktemp("server"), processes=1)
    yield running
    running.kill()


@pytest.fixture(scope="package")
def idle_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that only takes orders, so that what is ordered stays queued."""
    running = RunningServer(tmp_path_factory.mktemp("idle"), settings={"ONEREEL_WORK": "off"})
    yield running
    running.kill()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with two pictures."""
    for name, at in (("a.png", 0.0), ("b.png", 1.0)):
        (tmp_path / name).write_bytes(encode(draw_scene(at, width=480, height=270), "png"))
    return tmp_path


@pytest.fixture
def run(place: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`onereel …` in that directory, its streams pipes; `to` is the server that it is told of."""

    def start(*words: str, to: RunningServer | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
        return run_in(place, *COMMAND, *words, settings=address_of(to) | settings)

    return start


@pytest.fixture
def open_terminal(place: Path) -> Iterator[Callable[..., Terminal]]:
    """The same in terminals."""
    opened = []

    def start(*words: str, to: RunningServer | None = None, **settings: str) -> Terminal:
        opened.append(Terminal(*words, cwd=place, settings=address_of(to) | settings))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.kill()


def run_in(place: Path, *words: str, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Any command in that directory, its streams pipes."""
    return subprocess.run(
        words,
        cwd=place,
        env=environment_of(settings, place),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def address_of(server: RunningServer | None) -> dict[str, str]:
    """How a command is told of a server."""
    return {} if server is None else {"ONEREEL_BASE_URL": server.base_url, "ONEREEL_API_KEY": server.key}
