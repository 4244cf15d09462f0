"""Servers that are routed to each other, or to themselves: one task in each, nothing charged, and the circle is named.

Not here: the refusal in the words of every dialect (`tests/server/test_circles.py`).
"""

import json

import pytest

from tests.acceptance.support.client import Client
from tests.acceptance.support.proxy import wired
from tests.acceptance.support.server import RunningServer, run_command
from tests.acceptance.test_chain import SUBMITS, configure, tasks_of

FREE = ("0.000000", "0.000000")
"""Held, and captured."""
CIRCLE = {
    "code": "routing_loop",
    "message": "The servers that were to make this video send it to each other in a circle; nothing is charged."
    " Whoever runs them has to mend their routes (routing_loop).",
}


@pytest.fixture
def start(tmp_path, media):
    """Starts servers of the given names, which have made their keys and nothing else yet; all are killed at the end."""
    started = []

    def start(name):
        home = tmp_path / name
        home.mkdir()
        started.append(RunningServer(home, allow=[media.place], processes=1))
        return started[-1]

    yield start
    for server in started:
        if server.is_running:
            server.kill()


def route(server, other, *, upstream="onereel", base_url=None):
    """Start a server again that has nobody but the other."""
    server.terminate()
    # `configure` makes the folder, which is there already.
    place = server.home / "configuration"
    configure(place, base_url=base_url or other.base_url, upstream=upstream)
    server.settings |= {"OTHER_KEY": other.key, "ONEREEL_CONFIG": str(place / "onereel.toml")}
    server.start()


def submit(server, media, *, provider="kling"):
    """One task, from its caller."""
    make, _, _ = SUBMITS[provider]
    make(Client(server.base_url, server.key), media)


def end_of(server, *, provider="kling"):
    """The one task of a server, once it has ended: its state, what is held and captured for it, and why."""
    _, _, query = SUBMITS[provider]
    (record,) = tasks_of(server)
    client = Client(server.base_url, server.key)
    client.stream(query, record["task_id"])
    record = client.get(f"/v1/tasks/{record['id']}").json()
    return record["state"], (record["cost"]["held"], record["cost"]["captured"]), record["error"]


def orders_of(server):
    """What is written down of the orders for its one task."""
    (record,) = tasks_of(server)
    shown = json.loads(run_command(server, "tasks", "show", record["id"]).stdout)
    return [(order["account"], order["state"], order["note"].partition(":")[0]) for order in shown["orders"]]


def is_square(server):
    """Whether its ledger adds up."""
    return run_command(server, "ledger", "check").returncode == 0


@pytest.mark.parametrize("upstream", ["onereel", "dmxapi"])
def test_two_that_are_routed_to_each_other_make_one_task_each_and_charge_nothing(start, media, upstream):
    first, second = start("first"), start("second")
    route(second, first, upstream=upstream)
    route(first, second, upstream=upstream)
    submit(first, media)
    assert end_of(first) == end_of(second) == ("failed", FREE, CIRCLE)
    assert orders_of(second) == [("other", "over", "routing_loop")]
    assert is_square(first)
    assert is_square(second)
    (line,) = second.wait_for_action("routing_loop")
    assert "account=other" in line


@pytest.mark.parametrize(("upstream", "provider"), [("onereel", "kling"), ("dmxapi", "kling"), ("onereel", "paiwo")])
def test_one_that_is_routed_to_itself_makes_one_task_and_charges_nothing(start, media, upstream, provider):
    server = start("only")
    route(server, server, upstream=upstream)
    submit(server, media, provider=provider)
    assert end_of(server, provider=provider) == ("failed", FREE, CIRCLE)
    assert orders_of(server) == [("other", "over", "routing_loop")]
    assert is_square(server)


def test_where_an_order_came_from_outlives_every_kill(start, media):
    first, second = start("first"), start("second")
    with wired(first.port) as back:
        route(second, first, base_url=back.url)
        route(first, second)
        back.swallow('"model":"kling-v2-6-text2video"', times=100)
        submit(first, media)
        back.wait_until_lost()
        for server in (second, first):
            server.kill()
        back.swallow("", times=0)
        for server in (first, second):
            server.start()
        assert end_of(first) == ("failed", FREE, CIRCLE)
        assert end_of(second) == ("failed", FREE, CIRCLE)
    assert orders_of(second)[-1] == ("other", "over", "routing_loop")
    assert is_square(first)
    assert is_square(second)
