"""The file: whole or not at all, over broken connections and expired links, with bounds.

Not here: waiting (`test_waiting.py`).
"""

import httpx
import pytest

from onereel import ConnectionFailed, Cost, UnexpectedAnswer, VideoFailed
from tests.client.support.kinds import bare
from tests.client.support.world import DMXAPI, ONEREEL, Pieces, told
from tests.providers.support import load

KLING = "kling-v2-6-text2video"
DONE = load("kling", "get_succeeded")["reply"]
LINK = DONE["data"]["task_result"]["videos"][0]["url"]
CLIP = b"\x00\x00\x00\x20ftypisom" + bytes(5000)


def file(*pieces, status=200, kind="video/mp4"):
    return httpx.Response(status, headers={"Content-Type": kind}, stream=Pieces(*(pieces or (CLIP,))))


@pytest.fixture
def video(client, world):
    world.then(told(DONE, headers=DMXAPI))
    found = client.videos.retrieve(model=KLING, id="840242793980637239")
    world.requests.clear()
    return found


def test_it_lies_where_it_was_wanted_and_the_key_stays_here(video, world, tmp_path):
    world.then(file())
    path = tmp_path / "cat.mp4"
    path.write_bytes(b"older")
    assert video.save(path) == path
    assert path.read_bytes() == CLIP
    assert [found.name for found in tmp_path.iterdir()] == ["cat.mp4"]
    (request,) = world.requests
    assert (request.method, str(request.url)) == ("GET", LINK)
    assert "authorization" not in request.headers


def test_a_client_with_a_header_of_its_own_does_not_give_it_to_others(make_client, world, kind, tmp_path):
    http = (httpx.Client if kind == "waiting" else httpx.AsyncClient)(
        transport=world.http_transport, headers={"Authorization": "secret"}, auth=("user", "secret")
    )
    client = make_client(http_client=http)
    world.then(told(DONE, headers=DMXAPI), file())
    client.videos.retrieve(model=KLING, id="1").save(tmp_path / "cat.mp4")
    assert "authorization" not in world.requests[-1].headers


def test_a_link_that_leads_on_is_followed(video, world, tmp_path):
    world.then(httpx.Response(307, headers={"Location": "https://bucket.example/v.mp4"}), file())
    assert video.save(str(tmp_path / "cat.mp4")).read_bytes() == CLIP
    assert str(world.requests[-1].url) == "https://bucket.example/v.mp4"


def test_a_link_that_leads_in_a_circle_is_not(video, world, tmp_path):
    world.then(*[lambda _: httpx.Response(307, headers={"Location": LINK})] * 100)
    with pytest.raises(ConnectionFailed):
        video.save(tmp_path / "cat.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_link_that_has_expired_is_asked_for_anew(video, world, tmp_path, status):
    fresh = load("kling", "get_succeeded")["reply"]
    fresh["data"]["task_result"]["videos"][0]["url"] = "https://cdn.example/fresh.mp4"
    world.then(httpx.Response(status), told(fresh, headers=DMXAPI), file())
    assert video.save(tmp_path / "cat.mp4").read_bytes() == CLIP
    assert video.url == "https://cdn.example/fresh.mp4"


def test_one_that_stays_refused_is_told(video, world, tmp_path):
    for _ in range(3):
        world.then(httpx.Response(403), told(DONE, headers=DMXAPI))
    with pytest.raises(UnexpectedAnswer, match="its link is refused"):
        video.save(tmp_path / "cat.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_breaks_off_begins_again(video, world, tmp_path):
    world.then(file(CLIP[:100], httpx.ReadError("reset")), httpx.Response(502), file())
    assert video.save(tmp_path / "cat.mp4").read_bytes() == CLIP
    assert world.pauses == [1.0, 2.0]


def test_one_that_always_does_leaves_nothing_and_spares_what_was_there(video, world, tmp_path):
    path = tmp_path / "cat.mp4"
    path.write_bytes(b"older")
    world.then(*[lambda _: file(CLIP[:100], httpx.ReadError("reset"))] * 3)
    with pytest.raises(ConnectionFailed):
        video.save(path)
    assert {found.name: found.read_bytes() for found in tmp_path.iterdir()} == {"cat.mp4": b"older"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            lambda _: file(b"<html>", kind="text/html; charset=utf-8"),
            "leads to text/html; charset=utf-8, not to a video",
        ),
        (lambda _: file(b"{}", kind="application/json"), "leads to application/json, not to a video"),
        (lambda _: httpx.Response(200, headers={"Content-Type": "video/mp4"}, content=b""), "leads to an empty file"),
        (lambda _: file(bytes(3000), bytes(3000)), "larger than 5000 bytes"),
    ],
)
def test_what_is_no_video_is_not_kept(video, world, tmp_path, answer, words):
    world.then(answer)
    with pytest.raises(UnexpectedAnswer, match=words):
        video.save(tmp_path / "cat.mp4", max_bytes=5000)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_drips_is_cut_off(video, world, tmp_path):
    def later():
        world.now += 40

    drip = (later, CLIP[:100], later, CLIP[100:200], later, CLIP[200:])
    world.then(*[lambda _: file(*drip)] * 3)
    with pytest.raises(ConnectionFailed, match="too slowly"):
        video.save(tmp_path / "cat.mp4", timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_is_no_address(client, world, tmp_path):
    reply = {"code": 0, "data": {"task_status": "succeed", "task_result": {"videos": [{"url": "https://[::bad"}]}}}
    world.then(told(reply))
    with pytest.raises(UnexpectedAnswer, match="The link is no address"):
        client.videos.retrieve(model=KLING, id="1").save(tmp_path / "cat.mp4")


def test_a_place_that_is_none_is_an_os_error_before_anything_is_fetched(video, world, tmp_path):
    with pytest.raises(OSError, match="No such file or directory"):
        video.save(tmp_path / "nowhere" / "cat.mp4")
    assert world.requests == []


def test_it_waits_for_a_video_that_is_not_ready(client, world, tmp_path):
    world.then(told(load("kling", "submit")["reply"], headers=DMXAPI), told(DONE, headers=DMXAPI), file())
    video = client.videos.create(model=KLING, prompt="海")
    assert video.save(tmp_path / "cat.mp4").read_bytes() == CLIP
    assert bare(video).cost == Cost(tokens=2125)


def test_there_is_nothing_to_save_of_one_that_failed(client, world, tmp_path):
    world.then(told({"code": 0, "data": {"task_status": "failed"}}, headers=ONEREEL))
    with pytest.raises(VideoFailed):
        client.videos.retrieve(model=KLING, id="1").save(tmp_path / "cat.mp4")
    assert list(tmp_path.iterdir()) == []
