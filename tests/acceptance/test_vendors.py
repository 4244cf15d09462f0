"""The gateway: tasks that vendors' APIs are asked for, by the running server, which is killed meanwhile.

Not here: everything that a vendor can do (`tests/contracts/test_upstreams.py`).
"""

import hashlib
import json
import os
import subprocess
from contextlib import ExitStack

import pytest
import requests

from onereel.engines.fake import write_tiny_footage
from tests.acceptance.support.client import Client
from tests.acceptance.support.clips import open_clip
from tests.acceptance.support.pictures import data_uri, draw_scene, encode
from tests.acceptance.support.server import COMMAND, RunningServer, run_command
from tests.builders import build_request
from tests.fakes.base import WEBHOOK_SECRET
from tests.fakes.running import running_fake

WISH = {"model": "kling-v2-6-text2video", "input": "海边"}
ROUTES = {
    "kling": "kling-v2-6-text2video",
    "dashscope": "wan2.6-t2v",
    "vidu": "viduq2-pro",
    "pixverse": "paiwo-v5.6-itv2",
}
"""Whose API makes which model."""


@pytest.fixture(scope="module")
def footage(tmp_path_factory):
    """Another size and length than anybody asks for."""
    request = build_request(width=640, height=360, frame_count=96, frame_rate=24)
    return write_tiny_footage(request, workspace=tmp_path_factory.mktemp("vendor")).video


@pytest.fixture(scope="module")
def fakes(footage):
    """Every vendor, as a process of its own."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(running_fake(name, seconds=1, video=footage)) for name in ROUTES}


@pytest.fixture
def vendor(fakes):
    """Kling."""
    fakes["kling"].clear()
    fakes["kling"].change(seconds=1)
    return fakes["kling"]


def settings(fakes):
    """The keys of all accounts, as the environment has them."""
    keys = {f"{name.upper()}_KEY": fake.key for name, fake in fakes.items()}
    return keys | {"KLING_SECRET": fakes["kling"].second_key}


def configure(home, fakes, *, route='["{name}-main", "sketch"]', more=()):
    """An account with each vendor, of which there may be more to say, and its model's way there."""
    lines = []
    for name, fake in fakes.items():
        lines += [f"[accounts.{name}-main]", f'upstream = "{name}"', f'base_url = "{fake.url}"']
        lines += [f'key_env = "{name.upper()}_KEY"', *more]
    lines += ["[routes]", *(f'"{ROUTES[name]}" = {route.format(name=name)}' for name in fakes)]
    text = "\n".join(lines).replace('key_env = "KLING_KEY"', 'key_env = "KLING_KEY"\nsecond_key_env = "KLING_SECRET"')
    (home / "onereel.toml").write_text(text)


@pytest.fixture
def server(tmp_path, fakes):
    """A server that puts each vendor's model to it."""
    home = tmp_path / "home"
    home.mkdir()
    configure(home, fakes)
    running = RunningServer(home, settings=settings(fakes), processes=1)
    yield running
    if running.is_running:
        running.kill()


def finish(server):
    """The task's record once it has succeeded, by whatever means."""
    client = Client(server.base_url, server.key)
    (record,) = client.get("/v1/tasks").json()["data"]
    client.wait("kling-text2video-get", record["task_id"])
    return client, client.get(f"/v1/tasks/{record['id']}").json()


def test_a_task_is_made_by_the_vendor_and_kept_here(server, vendor, footage):
    client = Client(server.base_url, server.key)
    accepted = client.ask(WISH)
    client, record = finish(server)
    queried = client.ask({"model": "kling-text2video-get", "input": accepted["data"]["task_id"]})
    video = queried["data"]["task_result"]["videos"][0]
    assert video["url"].startswith(server.base_url)
    content = client.get(video["url"]).content
    assert content == footage.read_bytes()
    assert record["result"]["sha256"] == hashlib.sha256(content).hexdigest()
    clip = open_clip(content)
    assert (record["result"]["width"], record["result"]["height"], clip.seconds) == (640, 360, 4)
    assert video["duration"] == "4.000"
    assert client.get(record["result"]["cover_url"]).content[:2] == b"\xff\xd8"
    assert vendor.times_taken() == [1]
    # Four of five seconds were made, and are charged.
    assert (record["cost"]["held"], record["cost"]["captured"]) == ("0.000000", "1.190083")
    assert run_command(server, "ledger", "check").returncode == 0
    assert vendor.second_key not in server.whole_log


def test_an_order_whose_answer_was_lost_is_found_and_not_paid_twice(server, vendor):
    vendor.script({"start": "hang_up"})
    Client(server.base_url, server.key).ask(WISH)
    finish(server)
    assert vendor.times_taken() == [1]


def test_a_server_that_is_killed_carries_on_with_the_same_order(server, vendor):
    vendor.change(seconds=600)
    Client(server.base_url, server.key).ask(WISH)
    for times in (1, 3):
        vendor.wait(check=times)
        server.kill()
        server.start()
    vendor.finish()
    _, record = finish(server)
    assert vendor.times_taken() == [1]
    assert (record["state"], record["strikes"]) == ("succeeded", 0)


def test_a_vendor_that_refuses_for_good_gives_way_to_the_next_engine(server, vendor):
    body = {"code": 1102, "message": "resource pack used up", "request_id": "r"}
    vendor.script({"start": "refused", "status": 429, "body": body})
    Client(server.base_url, server.key).ask(WISH)
    _, record = finish(server)
    assert (record["result"]["width"], record["result"]["height"]) == (1280, 720)
    assert vendor.times_taken() == []
    assert "action=order_over" in server.whole_log


def test_moderation_ends_the_task_and_nothing_is_charged(server, vendor):
    vendor.script({"start": "moderated"})
    client = Client(server.base_url, server.key)
    task_id = client.ask(WISH)["data"]["task_id"]
    last = client.stream("kling-text2video-get", task_id)[-1]
    record = client.get("/v1/tasks").json()["data"][0]
    assert last.name == "response.failed", last
    assert (record["state"], record["error"]["code"]) == ("failed", "content_refused")
    assert (record["cost"]["held"], record["cost"]["captured"]) == ("0.000000", "0.000000")


def test_the_settings_are_shown_without_their_secrets(server, fakes):
    keys = settings(fakes)
    shown = run_command_with_keys(server, keys, "config", "check")
    assert shown.returncode == 0, shown.stderr
    assert "kling-main → sketch" in shown.stdout
    assert "viduq2-pro" in shown.stdout
    assert not any(secret in shown.stdout + shown.stderr for secret in keys.values())


def test_a_wrong_file_is_told_and_no_server_starts(tmp_path, fakes):
    home = tmp_path / "wrong"
    home.mkdir()
    configure(home, {"kling": fakes["kling"]}, route='["another"]')
    with pytest.raises(AssertionError, match=r'\[routes\] "kling-v2-6-text2video": there is no \[accounts.another\]'):
        RunningServer(home, settings=settings(fakes))


def run_command_with_keys(server, keys, *words):
    return subprocess.run(
        [*COMMAND, *words],
        cwd=server.home,
        env=os.environ | keys | {"COLUMNS": "200"},
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
    assert (order["account"], order["state"], order["reference"]) == (
        "kling-main",
        "done",
        next(iter(vendor.ledger["jobs"])),
    )
    refused = run_command(server, "tasks", "resolve", record["id"], "--never-taken")
    assert (refused.returncode, "no order that is unclear" in refused.stderr) == (1, True)
    assert run_command(server, "tasks", "resolve", record["id"]).returncode == 2


def ask_each(client):
    """One task of every vendor's model; what to ask for each of them by."""
    first, last = (encode(draw_scene(moment), "jpg") for moment in (0.0, 1.0))
    kling = client.ask(WISH)["data"]["task_id"]
    wan = client.ask({"model": "wan2.6-t2v", "input": {"prompt": "海边"}, "parameters": {"duration": 5}})
    vidu = client.ask({"model": "viduq2-pro", "input": "海边", "images": [data_uri(first), data_uri(last)]})
    images = [client.ask({"model": "paiwo-picture", "input": data_uri(one)})["Resp"]["img_id"] for one in (first, last)]
    frames = dict(zip(("first_frame_img", "last_frame_img"), images, strict=True))
    paiwo = client.ask({"model": "paiwo-v5.6-itv2", "input": "海边", "duration": 5, "quality": "540p", **frames})
    return {
        "kling-text2video-get": kling,
        "wan2.6-get": json.loads(wan["output"][0]["content"][0]["text"])["task_id"],
        "vidu-get": vidu["task_id"],
        "paiwo-get": str(paiwo["Resp"]["video_id"]),
    }


def test_every_vendor_makes_its_own_models(server, fakes):
    for fake in fakes.values():
        fake.clear()
        fake.change(seconds=1)
    client = Client(server.base_url, server.key)
    for model, reference in ask_each(client).items():
        client.wait(model, reference)
    records = client.get("/v1/tasks").json()["data"]
    made = {record["model"]: (record["state"], record["result"]["width"]) for record in records}
    assert made == dict.fromkeys(ROUTES.values(), ("succeeded", 640))
    assert {name: fake.times_taken() for name, fake in fakes.items()} == {name: [1] for name in ROUTES}
    assert {name: fake.counts.get("refused", 0) for name, fake in fakes.items()} == dict.fromkeys(ROUTES, 0)


def test_answers_that_are_lost_are_looked_for_and_only_who_cannot_be_asked_needs_an_operator(server, fakes):
    for fake in fakes.values():
        fake.clear()
        fake.change(seconds=1)
        fake.script({"start": "hang_up"})
    client = Client(server.base_url, server.key)
    asked = ask_each(client)
    del asked["paiwo-get"]
    for model, reference in asked.items():
        client.wait(model, reference)
    (line,) = server.wait_for_action("needs_attention")
    assert "account=pixverse-main" in line
    assert {name: fake.times_taken() for name, fake in fakes.items()} == {name: [1] for name in ROUTES}


def test_vendors_call_back_when_an_order_has_moved_on_and_nobody_else_can(tmp_path, footage):
    home = tmp_path / "home"
    home.mkdir()
    server = RunningServer(home, processes=1)
    server.kill()  # its port is known now
    with ExitStack() as stack:
        stack.callback(server.kill)
        addresses = {name: f"{server.base_url}/callbacks/{name}/{name}-main" for name in ROUTES}
        addresses["dashscope"] += f"?token={WEBHOOK_SECRET}"
        fakes = {
            name: stack.enter_context(running_fake(name, seconds=600, video=footage, callback_url=addresses[name]))
            for name in ROUTES
        }
        configure(home, fakes, more=("callbacks = true", 'callback_secret_env = "CALLBACK_SECRET"'))
        server.settings |= settings(fakes)
        server.settings |= {"CALLBACK_SECRET": WEBHOOK_SECRET, "ONEREEL_PUBLIC_URL": server.base_url}
        server.start()
        client = Client(server.base_url, server.key)
        asked = ask_each(client)
        for fake in fakes.values():
            fake.wait(orders=1, check=1)
            fake.finish()
        for model, reference in asked.items():
            client.wait(model, reference)
        for fake in fakes.values():
            fake.wait(callback_taken=1)
            assert fake.counts["callback"] == fake.counts["callback_taken"]
        for name, status in (("kling/kling-main", 401), ("kling/another", 404), ("vidu/kling-main", 404)):
            assert (
                requests.post(f"{server.base_url}/callbacks/{name}", json={"task_id": "1"}, timeout=30).status_code
                == status
            )
        assert " action=callback_not_genuine " in server.whole_log
