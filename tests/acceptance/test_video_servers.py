"""Tasks that the running server puts to a GPU server of the operator's own, and brings home with its key.

Not here: every field and answer of vLLM-Omni and SGLang Diffusion (`tests/upstreams/test_videos.py`).
"""

import json
import os
import subprocess

import pytest
import requests

from onereel.engines.fake import write_tiny_footage
from tests.acceptance.support.client import Client
from tests.acceptance.support.clips import open_clip
from tests.acceptance.support.pictures import data_uri
from tests.acceptance.support.server import COMMAND, RunningServer, run_command
from tests.acceptance.support.stories import read_inner
from tests.acceptance.support.video_server import KEY, serving
from tests.builders import build_request

WAN = {"model": "wan2.6-t2v", "input": "一条河", "parameters": {"size": "1280*720", "duration": 2, "seed": 7}}
ASKED = {
    "model": "Wan-AI/Wan2.2",
    "prompt": "一条河",
    "size": "1280x720",
    "seconds": 2,
    "num_frames": 60,
    "fps": 30,
    "seed": 7,
}
SENT = {
    "vllm-omni": {name: str(value) for name, value in ASKED.items()} | {"generate_sound": "true"},
    "sglang": ASKED,
}


@pytest.fixture
def gpu(tmp_path):
    """A GPU server whose videos have another size and length than anybody asks for."""
    folder = tmp_path / "gpu"
    folder.mkdir()
    request = build_request(width=640, height=352, frame_count=33, frame_rate=16)
    with serving(write_tiny_footage(request, workspace=folder).video.read_bytes()) as running:
        yield running


@pytest.fixture(params=SENT)
def server(request, tmp_path, gpu):
    """A server that has nobody but that GPU server."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "onereel.toml").write_text(
        f"""
[accounts.gpu]
upstream = "{request.param}"
base_url = "{gpu.url}"
key_env = "GPU_KEY"
model = "Wan-AI/Wan2.2"

[routes]
"wan2.6-t2v" = "gpu"
"viduq2-pro" = ["gpu", "sketch"]
"""
    )
    running = RunningServer(home, settings={"GPU_KEY": KEY}, processes=1)
    running.upstream = request.param
    yield running
    if running.is_running:
        running.kill()


def test_a_video_is_made_there_and_brought_home_with_the_key(server, gpu):
    client = Client(server.base_url, server.key)
    task_id = read_inner(client.ask(WAN))["task_id"]
    client.wait("wan2.6-get", task_id)
    record = client.get(f"/v1/tasks/{task_id}").json()
    assert gpu.jobs == [SENT[server.upstream]]
    assert (record["result"]["width"], record["result"]["height"]) == (640, 352)
    assert open_clip(client.get(record["result"]["url"]).content).facts.frames == 33
    assert KEY not in server.whole_log


def test_what_is_cancelled_is_deleted_there(server, gpu):
    client = Client(server.base_url, server.key)
    task_id = read_inner(client.ask(WAN))["task_id"]
    gpu.wait_until(lambda: gpu.looks)
    headers = {"Authorization": server.key}
    cancelled = requests.delete(f"{server.base_url}/v1/tasks/{task_id}", headers=headers, timeout=60)
    assert cancelled.json()["state"] == "cancelled"
    gpu.wait_until(lambda: gpu.deleted)
    assert gpu.deleted == ["/v1/videos/video_1"]


@pytest.mark.parametrize("server", ["vllm-omni"], indirect=True)
def test_a_job_whose_answer_was_lost_is_found_in_the_list(server, gpu):
    gpu.is_silent = True
    client = Client(server.base_url, server.key)
    client.wait("wan2.6-get", read_inner(client.ask(WAN))["task_id"])
    assert gpu.jobs == [SENT["vllm-omni"]]


@pytest.mark.parametrize("server", ["sglang"], indirect=True)
def test_where_the_list_does_not_tell_an_operator_has_to_look(server, gpu):
    gpu.is_silent = True
    client = Client(server.base_url, server.key)
    task_id = read_inner(client.ask(WAN))["task_id"]
    server.wait_for_action("needs_attention")
    record = client.get(f"/v1/tasks/{task_id}").json()
    (order,) = json.loads(run_command(server, "tasks", "show", record["id"]).stdout)["orders"]
    assert (order["state"], order["reference"]) == ("unclear", "")
    assert gpu.jobs == [SENT["sglang"]]


def test_an_account_without_a_key_is_shown_as_such(tmp_path, gpu):
    (tmp_path / "onereel.toml").write_text(f'[accounts.gpu]\nupstream = "sglang"\nbase_url = "{gpu.url}"\n')
    environment = os.environ | {"COLUMNS": "200"}
    command = [*COMMAND, "config", "check"]
    shown = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    (row,) = [line.split() for line in shown.stdout.splitlines() if gpu.url in line]
    assert [word for word in row if word.isalnum() or "/" in word] == [
        "gpu",
        "sglang",
        gpu.url,
        "5",
        "any",
        "none",
        "ask",
    ]


def test_two_frames_are_drawn_here_since_the_server_has_no_field_for_the_last(server, gpu, media):
    client = Client(server.base_url, server.key)
    frames = [data_uri(media.files[name]) for name in ("first.jpg", "last.jpg")]
    wish = {"model": "viduq2-pro", "input": "小猫", "images": frames, "duration": 1, "resolution": "540p"}
    client.wait("vidu-get", client.ask(wish)["task_id"])
    assert gpu.jobs == []
    assert "action=account_passed_over" in server.whole_log
