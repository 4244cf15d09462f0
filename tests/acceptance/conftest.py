"""One media server and one onereel server for all tests that kill nothing, and what is made on it once.

Not here: servers that are killed; those tests start their own.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.acceptance.support.client import Client
from tests.acceptance.support.media_server import MediaServer, serve_media
from tests.acceptance.support.secrets import find_leaks
from tests.acceptance.support.server import RunningServer, run_command
from tests.acceptance.support.stories import Story, read_inner, tell_kling, tell_paiwo, tell_vidu, tell_wan


@pytest.fixture(scope="session")
def media() -> Iterator[MediaServer]:
    """Pictures and sounds to fetch."""
    with serve_media() as running:
        yield running


@pytest.fixture(scope="session")
def clients() -> list[Client]:
    """All callers of the shared server, for a last look at what they were told."""
    return []


@pytest.fixture(scope="session")
def server(media, clients, tmp_path_factory) -> Iterator[RunningServer]:
    """The shared server. When it stops, nothing that it said or logged may tell a secret."""
    running = RunningServer(tmp_path_factory.mktemp("home"), allow=[media.place])
    try:
        yield running
    finally:
        status = running.terminate()
    assert status == 0
    assert find_leaks(running, clients) == []


@pytest.fixture(scope="session")
def client(server, clients) -> Client:
    """A caller with the key that the server printed."""
    clients.append(Client(server.base_url, server.key))
    return clients[-1]


@pytest.fixture(scope="session")
def make_client(server, clients) -> Callable[[str], Client]:
    """Callers with keys of their own, made beside the running server."""

    def make(name: str) -> Client:
        made = run_command(server, "keys", "create", name)
        assert made.returncode == 0, made.stderr
        clients.append(Client(server.base_url, made.stdout.strip()))
        return clients[-1]

    return make


@pytest.fixture(scope="session")
def stranger(make_client) -> Client:
    """Somebody else."""
    return make_client("stranger")


@pytest.fixture
def start_server(tmp_path, media) -> Iterator[Callable[..., RunningServer]]:
    """Servers of one's own, stopped at the end."""
    started: list[RunningServer] = []

    def start(**options) -> RunningServer:
        home = tmp_path / f"home-{len(started)}"
        home.mkdir()
        started.append(RunningServer(home, allow=[media.place], **options))
        return started[-1]

    yield start
    for running in started:
        if running.is_running:
            running.kill()
        assert find_leaks(running, [Client(running.base_url, running.key)]) == []


@pytest.fixture(scope="session")
def paiwo_story(client, media) -> Story:
    """The documents' PixVerse video."""
    return tell_paiwo(client, media)


@pytest.fixture(scope="session")
def wan_story(client, media) -> Story:
    """The document's Wan video."""
    return tell_wan(client, media)


@pytest.fixture(scope="session")
def kling_story(client, media) -> Story:
    """The document's Kling video."""
    return tell_kling(client, media)


@pytest.fixture(scope="session")
def vidu_story(client, media) -> Story:
    """The document's Vidu video."""
    return tell_vidu(client, media)


@pytest.fixture(scope="session")
def document_pair(client, media) -> dict[str, Any]:
    """The submit that the viduq2-pro document shows the reply of: 1080p, 2 s, with a marked twin."""
    return client.ask(
        {
            "model": "viduq2-pro",
            "input": "你好",
            "duration": 2,
            "resolution": "1080p",
            "images": [media.url("first.jpg"), media.url("last.jpg")],
            "watermark": True,
            "wm_position": 3,
            "wm_url": media.url("mark.png"),
        }
    )


@pytest.fixture(scope="session")
def make_short_wan(client) -> Callable[..., bytes]:
    """Small Wan videos; the same wish is made once, unless it is wanted `anew`."""
    made: dict[str, bytes] = {}

    def make(*, audio_url: str = "", anew: bool = False, **parameters) -> bytes:
        wish = {
            "model": "wan2.6-t2v",
            "input": {"prompt": "一只猫在雨中的街道上散步", "audio_url": audio_url},
            "parameters": {"size": "1280*720", "duration": 2} | parameters,
        }
        name = json.dumps(wish)
        if anew or name not in made:
            task = read_inner(client.ask(wish))["task_id"]
            client.wait("wan2.6-get", task)
            ended = read_inner(client.ask({"model": "wan2.6-get", "input": task}))
            made[name] = client.get(ended["video_url"]).content
        return made[name]

    return make
