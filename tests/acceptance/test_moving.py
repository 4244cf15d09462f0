"""A sandbox that has grown: what one embedded server made goes on over PostgreSQL, with its keys, tasks and links.

Not here: every table and value (`tests/store/test_moving.py`).
"""

import asyncio
import json
import os
import subprocess

import pytest

from tests.acceptance.support.client import Client
from tests.acceptance.support.fleet import Fleet
from tests.acceptance.support.server import COMMAND, RunningServer
from tests.acceptance.support.tasks import ask_wan, submit_wan


@pytest.fixture
def database(postgres_server):
    url = asyncio.run(postgres_server.create_migrated())
    yield url
    asyncio.run(postgres_server.drop(url))


def move(home, source, target):
    return subprocess.run(
        [*COMMAND, "db", "move", "--from", source, "--to", target],
        cwd=home,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_what_an_embedded_server_made_goes_on_over_postgresql(tmp_path, database):
    embedded = RunningServer(tmp_path, processes=1)
    client = Client(embedded.base_url, embedded.key)
    made = submit_wan(client, seed=1)
    client.wait("wan2.6-get", made)
    before = client.get(f"/v1/tasks/{made}").json()
    link = ask_wan(client, made)["video_url"]
    refused = move(tmp_path, f"sqlite:{embedded.data_directory}", database)
    assert (refused.returncode, "is being served" in refused.stderr) == (2, True)
    open_task = submit_wan(client, seed=2)
    embedded.kill()

    moved = move(tmp_path, f"sqlite:{embedded.data_directory}", database)
    assert (moved.returncode, moved.stderr) == (0, "")
    assert "tasks: 2\n" in moved.stdout

    fleet = Fleet(tmp_path, database)
    try:
        later = Client(fleet.server.base_url, embedded.key)
        fleet.add_worker()
        old, new = embedded.base_url, fleet.server.base_url
        assert json.loads(later.get(f"/v1/tasks/{made}").text.replace(new, old)) == before
        assert later.get(link.replace(old, new)).content[4:8] == b"ftyp"
        later.wait("wan2.6-get", open_task)
        assert fleet.run("ledger", "check").returncode == 0
    finally:
        fleet.end()


@pytest.mark.parametrize("source", ["data", "sqlite:nowhere", "postgresql://127.0.0.1/x"])
def test_a_source_that_is_none_is_told(tmp_path, source):
    told = move(tmp_path, source, "postgresql://127.0.0.1/x")
    assert (told.returncode, "--from is" in told.stderr) == (2, True)


def test_a_target_that_is_none_is_told_without_repeating_it(tmp_path):
    (tmp_path / "onereel.sqlite3").touch()
    told = move(tmp_path, f"sqlite:{tmp_path}", "mysql://root:secret@127.0.0.1/x")
    assert (told.returncode, "--to takes" in told.stderr, "secret" in told.stderr) == (2, True, False)
