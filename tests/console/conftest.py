"""One server, one browser, an operator and a studio for all tests that look at pages.

Not here: what is looked at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread

import pytest
import requests
from playwright.sync_api import Browser, Page

from tests.acceptance.support.media_server import MediaServer, serve_media
from tests.acceptance.support.server import RunningServer, run_command
from tests.console.browser import Visitor, running_browser

KLING = "kling-v2-6-text2video"
SOONEST = {"model": "wan2.6-t2v", "parameters": {"size": "1280*720", "duration": 2}}
"""The clip from words that is drawn soonest; `input` is still to be said."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """The server, with two keys."""

    server: RunningServer
    operator: str
    studio: str

    def submit(self, body: dict[str, object], *, key: str | None = None) -> dict[str, object]:
        """As a program does it; answers the newest record of that key."""
        headers = {"Authorization": key or self.studio}
        reply = requests.post(f"{self.server.base_url}/v1/responses", json=body, headers=headers, timeout=30)
        assert reply.status_code == 200, reply.text
        newest = requests.get(f"{self.server.base_url}/v1/tasks?limit=1", headers=headers, timeout=30)
        return newest.json()["data"][0]

    def cancel(self, task_id: str) -> None:
        """So that it is not drawn while the next test waits for something else."""
        address = f"{self.server.base_url}/v1/tasks/{task_id}"
        requests.delete(address, headers={"Authorization": self.studio}, timeout=30).raise_for_status()

    def task(self, task_id: str) -> dict[str, object]:
        """The record of a task."""
        address = f"{self.server.base_url}/v1/tasks/{task_id}"
        return requests.get(address, headers={"Authorization": self.operator}, timeout=30).json()


@pytest.fixture(scope="session")
def media() -> Iterator[MediaServer]:
    with serve_media() as running:
        yield running


class Hook(ThreadingHTTPServer):
    """Takes callbacks and remembers their ids."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.taken: SimpleQueue[str] = SimpleQueue()
        self.place = f"127.0.0.1:{self.server_port}"


class _Taker(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()
        self.server.taken.put(self.headers["webhook-id"])

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def hook() -> Iterator[Hook]:
    with Hook() as running:
        serving = Thread(target=running.serve_forever)
        serving.start()
        yield running
        running.shutdown()
        serving.join()


@pytest.fixture(scope="session")
def site(media, hook, tmp_path_factory) -> Iterator[Site]:
    server = RunningServer(tmp_path_factory.mktemp("console"), allow=[media.place, hook.place])

    def make(*words: str) -> str:
        made = run_command(server, "keys", "create", *words)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()

    try:
        yield Site(server=server, operator=make("operations", "--operator"), studio=make("studio"))
    finally:
        assert server.terminate() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file: while Playwright runs, no other test can have an event loop of its own."""
    with running_browser() as running:
        yield running


@pytest.fixture
def visit(site, browser) -> Iterator[Callable[..., Visitor]]:
    """Visitors, who leave at the end of the test."""
    visitors: list[Visitor] = []

    def come(**options) -> Visitor:
        visitors.append(Visitor(browser, site.server.base_url, **options))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def operator(site, visit) -> Page:
    """A page that an operator is signed in at."""
    return visit().sign_in(site.operator)


@pytest.fixture
def studio(site, visit) -> Page:
    """A page that somebody with a plain key is signed in at."""
    return visit().sign_in(site.studio)
