"""A world for each test of the courier.

Not here: what is in it (`world.py`).
"""

import pytest
from aiohttp import web
from tests.builders import build_key
from tests.callbacks.world import Receiver, World

from onereel.assets.urls import HostPort


@pytest.fixture
async def world():
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world = World(receiver, HostPort(host="127.0.0.1", port=runner.addresses[0][1]))
    await world.store.keys.add(build_key(secrets=world.secrets))
    yield world
    receiver.hold.set()
    await world.client.aclose()
    await runner.cleanup()
