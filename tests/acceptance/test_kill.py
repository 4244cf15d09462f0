"""SIGKILL at any moment: what was accepted is there after a restart, and ends succeeded, once.

Not here: being told to stop (`test_stop.py`).
"""

import hashlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import monotonic

import requests
from requests.exceptions import ChunkedEncodingError

from tests.acceptance.support.client import Client
from tests.acceptance.support.processes import outliving
from tests.acceptance.support.tasks import (
    accept_wan,
    ask_wan,
    check_all_succeeded,
    list_covers,
    submit_wan,
)


def connect(server):
    return Client(server.base_url, server.key)


def test_killed_while_one_is_drawn_and_others_are_queued_all_end_succeeded(start_server):
    server = start_server(processes=1)
    client = connect(server)
    tasks = [accept_wan(client, seed=seed) for seed in (1, 2, 3)]
    server.wait_for_action("task_started")
    states = [ask_wan(client, task.id)["task_status"] for task in tasks]

    server.kill()
    server.start()
    after = [ask_wan(client, task.id)["task_status"] for task in tasks]

    assert states == ["RUNNING", "PENDING", "PENDING"]
    assert set(after) <= {"PENDING", "RUNNING"}
    check_all_succeeded(server, client, tasks)
    assert "attempt=2" in server.whole_log


def test_no_drawing_process_outlives_the_server_that_was_killed(start_server):
    server = start_server(processes=2)
    client = connect(server)
    for task_id in [submit_wan(client, seed=seed, duration=15) for seed in (1, 2)]:
        client.wait_for_progress("wan2.6-get", task_id)
    drawing = server.children

    server.kill()

    assert len(drawing) == 2
    assert outliving(drawing) == set()


def test_killed_when_the_cover_is_stored_and_the_video_is_not_it_ends_succeeded(start_server):
    server = start_server()
    client = connect(server)
    task = accept_wan(client, seed=1)
    obstacle = stand_in_the_way(server)
    server.wait_for_action("storing_failed")
    seen = (ask_wan(client, task.id)["task_status"], len(list_covers(server)))

    server.kill()
    obstacle.rmdir()
    server.start()

    assert seen == ("RUNNING", 1)
    check_all_succeeded(server, client, [task])


def test_killed_as_soon_as_anything_is_stored_all_end_succeeded(start_server):
    server = start_server(processes=2)
    client = connect(server)
    tasks = [accept_wan(client, seed=seed) for seed in (1, 2, 3)]

    for _ in range(2):
        kill_while_storing(server)
        server.start()

    check_all_succeeded(server, client, tasks)


def test_killed_at_any_moments_all_end_succeeded(start_server):
    server, random = start_server(processes=2), Random(2026)
    client, tasks = connect(server), []

    for seed in range(1, 6):
        tasks.append(accept_wan(client, seed=seed))
        server.kill_after(random.uniform(0.0, 2.5))
        server.start()

    check_all_succeeded(server, client, tasks)


def test_what_is_acknowledged_to_many_clients_at_once_is_on_disk(start_server):
    server = start_server(processes=1)
    acknowledged, enough = [], threading.Event()

    def submit_until_killed(seed):
        client = connect(server)
        try:
            while True:
                acknowledged.append(submit_wan(client, seed=seed))
                if len(acknowledged) >= 20:
                    enough.set()
        except (requests.ConnectionError, ChunkedEncodingError):
            return  # killed before it was asked, or in the middle of its answer

    with ThreadPoolExecutor(max_workers=20) as pool:
        clients = [pool.submit(submit_until_killed, seed) for seed in range(20)]
        assert enough.wait(60)
        server.kill()
    for client in clients:
        client.result()
    server.start()

    found = [ask_wan(connect(server), task_id)["task_status"] for task_id in acknowledged]
    assert len(found) >= 20
    assert set(found) <= {"PENDING", "RUNNING", "SUCCEEDED"}


def test_links_and_keys_and_uploads_outlive_a_kill(start_server, media):
    server = start_server()
    client = connect(server)
    uploaded = client.ask({"model": "paiwo-picture", "input": "url", "image_url": media.url("first.jpg")})["Resp"]

    server.kill()
    server.start()

    assert client.get(uploaded["img_url"]).content == media.files["first.jpg"]
    wish = {"model": "paiwo-v5.6-itv2", "input": "猫", "duration": 5, "quality": "360p"}
    frames = {"first_frame_img": uploaded["img_id"], "last_frame_img": uploaded["img_id"]}
    assert client.ask(wish | frames)["ErrMsg"] == "success"
    assert "Your API key" not in server.output.text


def stand_in_the_way(server):
    """A directory in the place of the only running task's video, so that it cannot be stored."""
    [started] = server.wait_for_action("task_started")
    found = re.search(r"task_id=(\w+)", started)
    assert found
    name = f"video-{found[1]}-1.mp4"
    place = server.data_directory / "assets" / hashlib.sha256(name.encode()).hexdigest()[:2] / name
    place.mkdir(parents=True)
    return place


def kill_while_storing(server):
    """Kill as soon as one more cover is there, which is when its video is on its way."""
    before, deadline = len(list_covers(server)), monotonic() + 60
    while len(list_covers(server)) == before:
        assert monotonic() < deadline, "nothing is stored"
    server.kill()
