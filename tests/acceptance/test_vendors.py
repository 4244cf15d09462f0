"""The gateway: tasks that a real vendor's API is asked for, by the running server, which is killed meanwhile.

Not here: every answer of every vendor (`tests/upstreams`), and every turn of an order (`tests/engines/upstream`).
"""

import json
import os
import subprocess

import pytest

from onereel.engines.fake import write_tiny_footage
from tests.acceptance.support.client import Client
from tests.acceptance.support.clips import open_clip
from tests.acceptance.support.server import COMMAND, RunningServer, run_command
from tests.acceptance.support.vendor import SILENT, vending
from tests.builders import build_request

WISH = {"model": "kling-v2-6-text2video", "input": "海边"}
KEYS = {"KLING_ACCESS": "access", "KLING_SECRET": "a-very-secret-key"}


@pytest.fixture
def vendor(tmp_path):
    """A vendor whose videos have another size and length than anybody asks for."""
    request = build_request(width=640, height=360, frame_count=96, frame_rate=24)
    folder = tmp_path / "vendor"
    folder.mkdir()
    with vending(write_tiny_footage(request, workspace=folder).video.read_bytes()) as running:
        yield running


def configure(home, vendor, *, route='["kling-main", "sketch"]'):
    (home / "onereel.toml").write_text(
        f"""
[accounts.kling-main]
upstream = "kling"
base_url = "{vendor.url}"
key_env = "KLING_ACCESS"
second_key_env = "KLING_SECRET"

[routes]
"kling-v2-6-text2video" = {route}
"""
    )


@pytest.fixture
def server(tmp_path, vendor):
    """A server that puts Kling's model to that vendor."""
    home = tmp_path / "home"
    home.mkdir()
    configure(home, vendor)
    running = RunningServer(home, settings=KEYS, processes=1)
    yield running
    if running.is_running:
        running.kill()


def finish(server):
    """The task's record once it has succeeded, by whatever means."""
    client = Client(server.base_url, server.key)
    (record,) = client.get("/v1/tasks").json()["data"]
    client.wait("kling-text2video-get", record["task_id"])
    return client, client.get(f"/v1/tasks/{record['id']}").json()


def test_a_task_is_made_by_the_vendor_and_kept_here(server, vendor):
    client = Client(server.base_url, server.key)
    accepted = client.ask(WISH)
    client, record = finish(server)
    queried = client.ask({"model": "kling-text2video-get", "input": accepted["data"]["task_id"]})
    video = queried["data"]["task_result"]["videos"][0]
    assert video["url"].startswith(server.base_url)
    clip = open_clip(client.get(video["url"]).content)
    assert (record["result"]["width"], record["result"]["height"], clip.seconds) == (640, 360, 4)
    assert video["duration"] == "4.000"
    assert client.get(record["result"]["cover_url"]).content[:2] == b"\xff\xd8"
    assert list(vendor.begun.values()) == [1]
    # Four of five seconds were made, and are charged.
    assert (record["cost"]["held"], record["cost"]["captured"]) == ("0.000000", "1.190083")
    assert run_command(server, "ledger", "check").returncode == 0
    assert "a-very-secret-key" not in server.whole_log


def test_an_order_whose_answer_was_lost_is_found_and_not_paid_twice(server, vendor):
    vendor.fates.append(SILENT)
    Client(server.base_url, server.key).ask(WISH)
    finish(server)
    assert list(vendor.begun.values()) == [1]


def test_a_server_that_is_killed_carries_on_with_the_same_order(server, vendor):
    vendor.looks = 6
    Client(server.base_url, server.key).ask(WISH)
    for times in (1, 3):
        vendor.wait_until_asked(times)
        server.kill()
        server.start()
    _, record = finish(server)
    assert list(vendor.begun.values()) == [1]
    assert (record["state"], record["strikes"]) == ("succeeded", 0)


def test_a_vendor_that_refuses_for_good_gives_way_to_the_next_engine(server, vendor):
    vendor.fates.append((429, {"code": 1102, "message": "resource pack used up", "request_id": "r"}))
    Client(server.base_url, server.key).ask(WISH)
    _, record = finish(server)
    assert (record["result"]["width"], record["result"]["height"]) == (1280, 720)
    assert list(vendor.begun.values()) == []
    assert "action=order_over" in server.whole_log


def test_moderation_ends_the_task_and_nothing_is_charged(server, vendor):
    vendor.fates.append((400, {"code": 1301, "message": "content safety", "request_id": "r"}))
    client = Client(server.base_url, server.key)
    task_id = client.ask(WISH)["data"]["task_id"]
    last = client.stream("kling-text2video-get", task_id)[-1]
    record = client.get("/v1/tasks").json()["data"][0]
    assert last.name == "response.failed", last
    assert (record["state"], record["error"]["code"]) == ("failed", "content_refused")
    assert (record["cost"]["held"], record["cost"]["captured"]) == ("0.000000", "0.000000")


def test_the_settings_are_shown_without_their_secrets(server, tmp_path):
    shown = run_command_with_keys(server, "config", "check")
    assert shown.returncode == 0, shown.stderr
    assert "kling-main → sketch" in shown.stdout
    assert "viduq2-pro" in shown.stdout
    assert not any(secret in shown.stdout + shown.stderr for secret in KEYS.values())


def test_a_wrong_file_is_told_and_no_server_starts(tmp_path, vendor):
    home = tmp_path / "wrong"
    home.mkdir()
    configure(home, vendor, route='["another"]')
    with pytest.raises(AssertionError, match=r'\[routes\] "kling-v2-6-text2video": there is no \[accounts.another\]'):
        RunningServer(home, settings=KEYS)


def run_command_with_keys(server, *words):
    return subprocess.run(
        [*COMMAND, *words],
        cwd=server.home,
        env=os.environ | KEYS | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_an_operator_sees_the_orders_and_decides_over_what_is_unclear(server, vendor):
    Client(server.base_url, server.key).ask(WISH)
    _, record = finish(server)
    assert "orders" not in record
    shown = run_command(server, "tasks", "show", record["id"])
    (order,) = json.loads(shown.stdout)["orders"]
    assert (order["account"], order["state"], order["reference"]) == ("kling-main", "done", f"k{record['id']}")
    refused = run_command(server, "tasks", "resolve", record["id"], "--never-taken")
    assert (refused.returncode, "no order that is unclear" in refused.stderr) == (1, True)
    assert run_command(server, "tasks", "resolve", record["id"]).returncode == 1
