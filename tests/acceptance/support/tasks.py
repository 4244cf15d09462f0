"""Small tasks on servers that are killed: accepted, found again, and looked for on disk.

Not here: the killing.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.acceptance.support.client import Client
from tests.acceptance.support.clips import open_clip
from tests.acceptance.support.server import RunningServer
from tests.acceptance.support.stories import read_inner


@dataclass(frozen=True)
class Accepted:
    """A task that the server said it had accepted."""

    id: str
    submit_time: str
    """As the first query told it."""


def submit_wan(client: Client, *, seed: int, duration: int = 2) -> str:
    """Start a small video, of what is painted soonest. Answers the task's id."""
    wish = {
        "model": "wan2.6-t2v",
        "input": {"prompt": "小船"},
        "parameters": {"size": "1280*720", "duration": duration, "seed": seed},
    }
    task_id: str = read_inner(client.ask(wish))["task_id"]
    return task_id


def accept_wan(client: Client, *, seed: int, duration: int = 2) -> Accepted:
    """Start a small video and ask for it once."""
    task_id = submit_wan(client, seed=seed, duration=duration)
    return Accepted(task_id, ask_wan(client, task_id)["submit_time"])


def ask_wan(client: Client, task_id: str) -> dict[str, str]:
    """What the query says."""
    inner: dict[str, str] = read_inner(client.ask({"model": "wan2.6-get", "input": task_id}))
    return inner


def check_all_succeeded(server: RunningServer, client: Client, tasks: list[Accepted]) -> None:
    """Every task ends well, as the one that was accepted, with one file on disk that is what its link serves."""
    hashes = set()
    for task in tasks:
        client.wait("wan2.6-get", task.id)
        ended = ask_wan(client, task.id)
        assert (ended["task_status"], ended["submit_time"]) == ("SUCCEEDED", task.submit_time)
        content = client.get(ended["video_url"]).content
        [file] = server.data_directory.rglob(urlsplit(ended["video_url"]).path.rpartition("/")[2])
        assert file.read_bytes() == content
        assert open_clip(content).facts.frames in {60, 150}
        hashes.add(hashlib.sha256(content).hexdigest())
    assert len(hashes) == len(tasks)
    assert len(list_videos(server)) == len(tasks)
    for leftovers in ("workspaces", "assets/.incoming"):
        assert list((server.data_directory / leftovers).iterdir()) == []
    for number in re.findall(r"action=task_succeeded task_id=(\w+)", server.whole_log):
        assert server.whole_log.count(f"action=task_succeeded task_id={number} ") == 1


def list_videos(server: RunningServer) -> list[Path]:
    """The files of finished videos."""
    return sorted((server.data_directory / "assets").rglob("video-*.mp4"))


def list_covers(server: RunningServer) -> list[Path]:
    """The covers, each of which is stored before its video."""
    return sorted((server.data_directory / "assets").rglob("cover-*.jpg"))
