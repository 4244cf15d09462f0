"""One server and workers as processes of their own over one PostgreSQL database: who dies, and who takes over.

Not here: the embedded home, which is one process (`test_kill.py`).
"""

import asyncio

import pytest
import requests

from tests.acceptance.support.client import Client
from tests.acceptance.support.fleet import Fleet
from tests.acceptance.support.server import free_port
from tests.acceptance.support.tasks import ask_wan, submit_wan

SOON = 30.0
"""Seconds within which a dead worker's task has another."""


@pytest.fixture
def fleet(postgres_server, tmp_path):
    """A server on a database of its own that works on nothing itself."""
    url = asyncio.run(postgres_server.create_migrated())
    running = Fleet(tmp_path, url)
    yield running
    running.end()
    asyncio.run(postgres_server.drop(url))


@pytest.fixture
def caller(fleet):
    return Client(fleet.server.base_url, fleet.server.key)


def record(fleet, caller, task_id):
    """The neutral record of a task."""
    return caller.get(f"/v1/tasks/{task_id}").json()


def check_charged_once(fleet, caller, task_id, *, attempts):
    found = record(fleet, caller, task_id)
    assert (found["state"], found["attempts"]) == ("succeeded", attempts)
    assert [event["state"] for event in found["events"]].count("succeeded") == 1
    audit = fleet.run("ledger", "check")
    assert audit.returncode == 0, audit.stdout + audit.stderr


def test_a_worker_elsewhere_makes_the_video_and_the_server_tells_its_progress(fleet, caller):
    task_id = submit_wan(caller, seed=1, duration=5)
    assert ask_wan(caller, task_id)["task_status"] == "PENDING"
    fleet.add_worker()
    caller.wait_for_progress("wan2.6-get", task_id)
    caller.wait("wan2.6-get", task_id)
    assert caller.get(ask_wan(caller, task_id)["video_url"]).content[4:8] == b"ftyp"
    check_charged_once(fleet, caller, task_id, attempts=1)


def test_a_killed_workers_task_is_taken_over(fleet, caller):
    first = fleet.add_worker()
    task_id = submit_wan(caller, seed=1, duration=15)
    first.wait_for_action("task_started")
    second = fleet.add_worker()
    first.kill()
    second.lines.wait_for(lambda line: " action=task_inherited " in line, timeout=SOON)
    caller.wait("wan2.6-get", task_id)
    check_charged_once(fleet, caller, task_id, attempts=2)


def test_a_frozen_worker_that_wakes_up_can_store_nothing(fleet, caller):
    zombie = fleet.add_worker()
    task_id = submit_wan(caller, seed=1, duration=5)
    zombie.wait_for_action("task_started")
    zombie.freeze()
    heir = fleet.add_worker()
    heir.lines.wait_for(lambda line: " action=task_inherited " in line, timeout=SOON)
    heir.wait_for_action("task_started")
    zombie.thaw()
    zombie.wait_for_action("task_taken_over")
    caller.wait("wan2.6-get", task_id)
    heir.wait_for_action("task_succeeded")
    assert "task_succeeded" not in zombie.lines.text
    check_charged_once(fleet, caller, task_id, attempts=2)
    assert len(list((fleet.server.data_directory / "assets").rglob("video-*.mp4"))) == 1


def test_a_worker_that_is_told_to_stop_gives_its_task_back_at_once_and_unharmed(fleet, caller):
    first = fleet.add_worker()
    task_id = submit_wan(caller, seed=1, duration=5)
    first.wait_for_action("task_started")
    assert first.terminate() == 0
    fleet.add_worker()
    caller.wait("wan2.6-get", task_id)
    assert record(fleet, caller, task_id)["strikes"] == 0


def test_a_task_cancelled_at_the_server_stops_in_the_worker(fleet, caller):
    worker = fleet.add_worker()
    task_id = submit_wan(caller, seed=1, duration=15)
    worker.wait_for_action("task_started")
    headers = {"Authorization": caller.key}
    answer = requests.delete(f"{caller.base_url}/v1/tasks/{task_id}", headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    worker.wait_for_action("task_taken_over")
    found = record(fleet, caller, task_id)
    assert (found["cost"]["held"], found["cost"]["captured"]) == ("0.000000", "0.000000")
    assert fleet.run("ledger", "check").returncode == 0


def test_the_database_can_be_looked_at_and_brought_up_to_date(fleet):
    assert fleet.run("db", "status").stdout == "up to date\n"
    assert fleet.run("db", "upgrade").stdout == "up to date\n"


def test_a_worker_tells_what_it_has_done_itself(fleet, caller):
    address = f"127.0.0.1:{free_port()}"
    operator = fleet.run("keys", "create", "operator", "--operator").stdout.strip()
    worker = fleet.add_worker("--metrics-at", address)
    task_id = submit_wan(caller, seed=1)
    caller.wait("wan2.6-get", task_id)
    worker.wait_for_action("task_succeeded")
    refused = requests.get(f"http://{address}/metrics", timeout=30)
    shown = requests.get(f"http://{address}/metrics", headers={"Authorization": operator}, timeout=30)
    assert (refused.status_code, shown.status_code) == (401, 200)
    assert 'onereel_engine_seconds_count{model="wan2.6-t2v"} 1.0' in shown.text
    assert requests.get(f"http://{address}/readyz", timeout=30).json() == {"status": "ready"}
    assert requests.post(f"http://{address}/v1/responses", json={}, timeout=30).status_code == 404
    assert worker.terminate() == 0
