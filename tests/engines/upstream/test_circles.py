"""Orders to gateways that lead back to this home: what is told to them, and what becomes of the task.

Not here: who notices the circle (`tests/server/test_circles.py`), or real servers (`tests/acceptance/test_circles.py`).
"""

import pytest
from tests.builders import build_task
from tests.engines.upstream.vendor import HOME, SILENT, World, reply

from onereel.engines.base import Footage
from onereel.engines.upstream.endings import IN_A_CIRCLE
from onereel.errors import FetchFailed
from onereel.upstreams.dmxapi import DmxApi
from onereel.upstreams.onereel import Onereel

LOOP = reply(400, error={"code": "routing_loop", "message": "already passed through this server"})
NOTE = "routing_loop: already passed through this server"
BEFORE = "0a" * 16


class Gateway:
    """Refuses all orders, and answers each only once it was asked as often as it is to be silent."""

    def __init__(self):
        self.told = []
        """Which servers each call said that it had come through."""
        self.fates = []

    async def exchange(self, _method, _url, *, headers, **_rest):
        self.told.append(headers["Onereel-Loop"])
        if self.fates and self.fates.pop(0) == SILENT:
            raise FetchFailed("silence")
        return LOOP


@pytest.fixture
def gateway():
    return Gateway()


async def carry_out(world, gateway, workspace, *, passed=(BEFORE,)):
    world.vendors["main"].exchange = gateway.exchange
    await world.store.tasks.add(build_task(passed=passed))
    return await world.generate(workspace)


@pytest.mark.parametrize("upstream", [DmxApi(), Onereel()], ids=lambda upstream: upstream.name)
async def test_a_gateway_is_told_through_whom_an_order_comes_and_a_circle_fails_the_task(
    gateway, upstream, tmp_path, caplog
):
    world = World(upstream=upstream, route=("main",))
    assert await carry_out(world, gateway, tmp_path) == IN_A_CIRCLE
    assert gateway.told == [f"{BEFORE}, {HOME}"]
    assert await world.orders() == [("main", "over", "", NOTE)]
    (warning,) = [record for record in caplog.records if record.action == "routing_loop"]
    assert (warning.levelname, warning.account, warning.note) == ("WARNING", "main", NOTE)


async def test_it_is_told_so_again_when_it_is_asked_what_became_of_an_order(gateway, tmp_path):
    gateway.fates = [SILENT]
    world = World(upstream=Onereel(), route=("main",))
    assert await carry_out(world, gateway, tmp_path, passed=()) == IN_A_CIRCLE
    # Sent, asked for three times, and sent once more, since what is refused now was never taken.
    assert gateway.told == [HOME] * 5
    assert await world.orders() == [("main", "over", "", "never taken"), ("main", "over", "", NOTE)]


async def test_who_else_is_in_the_route_makes_the_video(gateway, tmp_path):
    world = World(upstream=Onereel(), route=("main", "sketch"))
    assert isinstance(await carry_out(world, gateway, tmp_path), Footage)
    assert (len(gateway.told), len(world.drawing.calls)) == (1, 1)
