"""The real process with its media in a bucket: clips are made, links lead to the bucket, nothing stays on the disk.

Not here: what the store does by itself (`tests/assets/test_s3.py`).
"""

import pytest
import requests

from tests.acceptance.support.client import TIMEOUT, Client
from tests.acceptance.support.clips import open_clip
from tests.acceptance.support.tasks import ask_wan, submit_wan
from tests.support.s3 import REGION


@pytest.fixture
def server(start_server, s3_server):
    """A server whose media lie in a bucket of their own."""
    s3_server.create_bucket("acceptance")
    settings = {
        "ONEREEL_ASSETS_URL": "s3://acceptance/reels/",
        "ONEREEL_S3_ENDPOINT": s3_server.endpoint,
        "ONEREEL_S3_REGION": REGION,
        "ONEREEL_KEEP_UPLOADS": "1s",
    }
    return start_server(settings=settings | s3_server.environment)


def test_a_clip_is_made_kept_in_the_bucket_and_had_from_there(server, s3_server, media):
    client = Client(server.base_url, server.key)
    picture = client.ask({"model": "paiwo-picture", "input": "url", "image_url": media.url("first.jpg")})["Resp"]
    task_id = submit_wan(client, seed=1)
    client.wait("wan2.6-get", task_id)
    link = ask_wan(client, task_id)["video_url"]
    kept = sorted(name.split("-")[0] for name in s3_server.keys("acceptance"))
    assert kept == ["reels/cover", "reels/image", "reels/video"]
    assert [path for path in server.data_directory.rglob("*") if path.suffix in {".mp4", ".jpg"}] == []

    direct = requests.get(link, timeout=TIMEOUT, allow_redirects=False)
    assert (direct.status_code, direct.headers["cache-control"]) == (307, "no-store")
    assert direct.headers["location"].startswith(f"{s3_server.endpoint}/acceptance/reels/video-")
    head = requests.head(link, timeout=TIMEOUT, allow_redirects=False)
    followed = client.get(link)
    assert open_clip(followed.content).seconds == pytest.approx(2, abs=0.1)
    assert (head.status_code, head.headers["content-type"]) == (200, "video/mp4")
    assert head.headers["content-length"] == str(len(followed.content))
    part = requests.get(link, timeout=TIMEOUT, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert requests.get(link[:-1], timeout=TIMEOUT).status_code == 403

    assert client.get(picture["img_url"]).content == requests.get(media.url("first.jpg"), timeout=TIMEOUT).content
    server.wait_for_action("files_removed")
    assert sorted(name.split("-")[0] for name in s3_server.keys("acceptance")) == ["reels/cover", "reels/video"]
    assert client.get(picture["img_url"]).status_code == 404
