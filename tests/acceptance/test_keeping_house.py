"""What the real process does about its disk: refuses when it is full, and removes what is out of time.

Not here: every kind of file and every limit (`tests/contracts/test_files.py`, `tests/tasks/test_janitor.py`).
"""

import pytest

from tests.acceptance.support.client import Client
from tests.acceptance.support.server import RunningServer
from tests.acceptance.support.tasks import ask_wan, submit_wan

MORE_THAN_ANY_DISK = 10**18
SUBMITS = {
    "paiwo": ({"model": "paiwo-picture", "input": "url"}, "ErrCode", 500069),
    "wan": ({"model": "wan2.6-t2v", "input": {"prompt": "猫"}}, "code", "ModelUnavailable"),
    "kling": ({"model": "kling-v2-6-text2video", "input": "猫"}, "code", 5001),
    "vidu": ({"model": "viduq2-pro", "input": "猫", "images": []}, "reason", "SystemThrottling"),
}


def connect(server):
    return Client(server.base_url, server.key)


@pytest.fixture(scope="module")
def full(tmp_path_factory, media):
    """A server whose disk has less room than it wants to keep."""
    settings = {"ONEREEL_DISK_RESERVE_BYTES": str(MORE_THAN_ANY_DISK)}
    running = RunningServer(tmp_path_factory.mktemp("full"), allow=[media.place], settings=settings)
    yield running
    running.kill()


@pytest.mark.parametrize("provider", SUBMITS)
def test_a_full_disk_refuses_in_the_words_of_every_provider(full, media, provider):
    body, field, native = SUBMITS[provider]
    if provider == "paiwo":
        body |= {"image_url": media.url("first.jpg")}
    if provider == "vidu":
        body |= {"images": [media.url("first.jpg"), media.url("last.jpg")]}
    response = connect(full).post(body)
    reply = response.json()
    assert (response.status_code, reply[field]) == (507, native)
    assert (reply["error"]["type"], reply["error"]["code"]) == ("server_error", "storage_full")


def test_with_a_full_disk_all_that_needs_no_room_goes_on(full):
    client = connect(full)
    assert client.get("/v1/tasks").json()["data"] == []
    assert client.get("/readyz").json() == {"status": "ready"}


def test_files_are_removed_when_their_time_is_over_and_the_task_is_still_known(start_server, media):
    server = start_server(settings={"ONEREEL_KEEP_MEDIA": "1s", "ONEREEL_KEEP_UPLOADS": "1s"})
    client = connect(server)
    picture = {"model": "paiwo-picture", "input": "url", "image_url": media.url("first.jpg")}
    number = client.ask(picture)["Resp"]["img_id"]
    task_id = submit_wan(client, seed=1, duration=2)
    client.wait("wan2.6-get", task_id)
    link = ask_wan(client, task_id)["video_url"]
    server.wait_for_action("files_removed")

    assert list((server.data_directory / "assets").glob("??/*")) == []
    assert client.get(link).status_code == 404
    assert ask_wan(client, task_id)["task_status"] == "SUCCEEDED"
    frames = {"first_frame_img": number, "last_frame_img": number}
    refused = client.post({"model": "paiwo-v5.6-itv2", "input": "猫", "duration": 5, "quality": "360p"} | frames)
    assert refused.json()["error"]["code"] == "image_not_found"
