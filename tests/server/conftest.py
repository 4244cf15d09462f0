"""A world for each test of the paths.

Not here: what is in it (`world.py`).
"""

import pytest

from tests.server.world import World


@pytest.fixture
async def world():
    made = World()
    await made.open()
    yield made
    await made.client.aclose()
