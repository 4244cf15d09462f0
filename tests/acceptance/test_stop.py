"""SIGTERM, and servers that should not have been started.

Not here: SIGKILL (`test_kill.py`).
"""

import subprocess
from time import monotonic

import pytest
import requests

from tests.acceptance.support.client import Client
from tests.acceptance.support.server import COMMAND, free_port
from tests.acceptance.support.tasks import accept_wan, ask_wan, check_all_succeeded


def start_another(server, *, port, data_directory):
    command = [*COMMAND, "serve", "--port", str(port), "--data-dir", str(data_directory)]
    return subprocess.run(command, cwd=server.home, capture_output=True, text=True, check=False, timeout=60)


def test_told_to_stop_it_lets_a_short_task_finish(start_server):
    server = start_server(shutdown_grace=30)
    client = Client(server.base_url, server.key)
    task = accept_wan(client, seed=1)
    server.wait_for_action("task_started")

    status = server.terminate()
    finished = server.log.count(" action=task_succeeded ")
    server.start()

    assert (status, finished) == (0, 1)
    assert ask_wan(client, task.id)["task_status"] == "SUCCEEDED"
    check_all_succeeded(server, client, [task])


def test_told_to_stop_it_leaves_a_long_task_in_time_and_the_next_start_finishes_it(start_server):
    server = start_server(shutdown_grace=0)
    client = Client(server.base_url, server.key)
    task = accept_wan(client, seed=1, duration=5)
    server.wait_for_action("task_started")
    question = {"model": "wan2.6-get", "input": task.id, "stream": True}
    headers = {"Authorization": client.key}

    with requests.post(client.url, json=question, headers=headers, stream=True, timeout=30) as watching:
        next(watching.iter_lines())
        began = monotonic()
        status = server.terminate()
        took = monotonic() - began

    server.start()
    assert status == 0
    assert took < 8
    assert server.log.count(" action=task_queued ") == 1
    check_all_succeeded(server, client, [task])


def test_a_second_server_on_the_same_data_refuses_in_one_line(server):
    second = start_another(server, port=free_port(), data_directory=server.data_directory)

    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.startswith("onereel: ")
    assert "another" in second.stderr
    assert second.stderr.count("\n") == 1
    assert requests.get(f"{server.base_url}/readyz", timeout=30).status_code == 200


def test_a_server_on_a_busy_port_refuses_in_one_line(server, tmp_path):
    second = start_another(server, port=server.port, data_directory=tmp_path / "data")

    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.startswith(f"onereel: cannot listen on 127.0.0.1:{server.port}")
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"), [("ONEREEL_PORT", "many"), ("ONEREEL_ALLOW_PRIVATE", "127.0.0.1"), ("ONEREEL_PROCESSES", "-1")]
)
def test_settings_that_will_not_do_are_told_in_one_line_that_names_them(tmp_path, name, value):
    told = subprocess.run(
        [*COMMAND, "serve"],
        cwd=tmp_path,
        env={name: value, "ONEREEL_PORT": str(free_port())} | {name: value},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("onereel: ")
    assert value in told.stderr
    assert told.stderr.count("\n") == 1
