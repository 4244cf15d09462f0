"""Clients of both kinds in a scripted world.

Not here: true servers (`test_homes.py`).
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.client.support.kinds import KINDS, close_client, open_client
from tests.client.support.world import BASE_URL, KEY, World


@pytest.fixture
def world() -> World:
    """What is around the client."""
    return World()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which client."""
    return str(request.param)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """The loop of the async client."""
    with asyncio.Runner() as running:
        yield running


@pytest.fixture
def make_client(world: World, kind: str, runner: asyncio.Runner) -> Iterator[Callable[..., Any]]:
    """Clients with options of their own."""
    made = []

    def make(**options: Any) -> Any:
        http = httpx.Client if kind == "waiting" else httpx.AsyncClient
        known = {
            "api_key": KEY,
            "base_url": BASE_URL,
            "http_client": http(transport=world.http_transport),
            "timing": world.timing,
            "pause": world.pause if kind == "waiting" else world.async_pause,
        }
        made.append(open_client(kind, runner, **(known | options)))
        return made[-1]

    yield make
    for client in made:
        close_client(client)


@pytest.fixture
def client(make_client: Callable[..., Any]) -> Any:
    """A client of either kind."""
    return make_client()
