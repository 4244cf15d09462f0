"""One suite over true servers, embedded and over PostgreSQL, with both clients: real videos, real files, real errors.

Not here: what only a scripted server does (the other files here).
"""

import signal
import subprocess
import sys

import av
import pytest

from onereel import (
    AuthenticationFailed,
    Client,
    Conflict,
    CreditExhausted,
    InvalidRequest,
    NotCancellable,
    PictureRefused,
    State,
    VideoCancelled,
    VideoNotFound,
)
from tests.acceptance.support.pictures import draw_scene, encode
from tests.client.homes import HOMES, open_home
from tests.client.support.kinds import close_client, open_client

KLING, WAN, PAIWO, VIDU = "kling-v2-6-text2video", "wan2.6-t2v", "paiwo-v5.6-itv2", "viduq2-pro"
UUID_LENGTH = 36


@pytest.fixture(scope="module", params=HOMES)
def home(request, tmp_path_factory):
    """A home with its server, which its tests share."""
    postgres = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    with open_home(tmp_path_factory.mktemp("home"), postgres) as running:
        yield running


@pytest.fixture
def server(home):
    """The server alone."""
    return home.server


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    """First and last frame, as files of this machine that the server cannot read."""
    place = tmp_path_factory.mktemp("frames")
    paths = {"first_frame": place / "first.jpg", "last_frame": place / "last.png"}
    for moment, path in enumerate(paths.values()):
        path.write_bytes(encode(draw_scene(float(moment), width=480, height=270), path.suffix[1:]))
    return paths


@pytest.fixture
def open_as(server, kind, runner):
    """Clients with keys of their own."""
    opened = []

    def open_one(key):
        opened.append(open_client(kind, runner, api_key=key, base_url=server.base_url))
        return opened[-1]

    yield open_one
    for client in opened:
        close_client(client)


@pytest.fixture
def client(server, open_as):
    """With the key that the server printed."""
    return open_as(server.key)


def look_into(path):
    """What a file of a video holds."""
    with av.open(path) as container:
        (stream,) = container.streams.video
        frames = sum(1 for _ in container.decode(stream))
        return (stream.codec_context.width, stream.codec_context.height, frames, len(container.streams.audio))


@pytest.mark.parametrize(
    ("model", "wish", "expected"),
    [
        (KLING, {"size": "960x960", "duration": 5, "audio": True}, (960, 960, 121, 1)),
        (WAN, {"size": "832x1088", "duration": 2, "seed": 7, "negative_prompt": "人"}, (832, 1088, 60, 1)),
        (
            PAIWO,
            {"size": "360p", "duration": 5, "audio": False, "options": {"motion_mode": "fast"}},
            (640, 360, 120, 0),
        ),
        (VIDU, {"size": "540p", "duration": 1, "seed": 7, "audio": True}, (960, 540, 24, 1)),
    ],
)
def test_from_a_prompt_to_a_file(client, frames, tmp_path, model, wish, expected):
    seen = []
    video = client.videos.generate(
        model=model,
        prompt="一只小猫在海边",
        save_to=tmp_path / "cat.mp4",
        on_progress=seen.append,
        timeout=120,
        **(frames if model in {PAIWO, VIDU} else {}),
        **wish,
    )
    width, height, count, _ = expected
    assert look_into(tmp_path / "cat.mp4") == expected
    assert (video.state, video.progress, seen[0].state) == (State.SUCCEEDED, 1.0, State.QUEUED)
    shares = [event.progress for event in seen if event.progress is not None]
    assert (shares, shares[-1]) == (sorted(shares), 1.0)
    assert video.seconds == pytest.approx(count / (30 if model == WAN else 24), abs=0.05)
    assert (video.width, video.height) in {(width, height), (None, None)}
    assert video.cost.tokens > 0
    assert len(video.request_id) == UUID_LENGTH
    assert "/assets/cover-" in video.cover_url
    again = client.videos.retrieve(model=model, id=video.id)
    assert (again.state, again.id) == (State.SUCCEEDED, video.id)
    assert again.save(tmp_path / "again.mp4").read_bytes() == (tmp_path / "cat.mp4").read_bytes()


def test_an_upload_serves_several_videos(client, frames):
    first = client.images.upload(frames["first_frame"])
    last = client.images.upload(frames["last_frame"].read_bytes())
    assert first.id != last.id
    assert client.images.upload(first) == first
    for _ in range(2):
        video = client.videos.create(model=PAIWO, prompt="海", first_frame=first, last_frame=last, size="360p")
        assert video.cancel().state == State.CANCELLED


def test_events_end_with_the_video(client):
    video = client.videos.create(model=WAN, prompt="海", duration=2, size="720p")
    events = list(video.events(timeout=120))
    assert events[0].state == State.QUEUED
    assert (events[-1].state, events[-1].progress) == (State.SUCCEEDED, 1.0)
    assert list(video.events()) == events[-1:]


def test_who_stops_listening_may_listen_again(client):
    video = client.videos.create(model=WAN, prompt="海", duration=2, size="720p")
    for event in video.events():
        if event.state == State.RUNNING:
            break
    assert video.wait(timeout=120).state == State.SUCCEEDED


def test_cancelling(client):
    video = client.videos.create(model=WAN, prompt="海", duration=15)
    assert video.cancel().cancel().state == State.CANCELLED
    with pytest.raises(VideoCancelled):
        client.videos.retrieve(model=WAN, id=video.id).wait(timeout=60)


def test_what_has_ended_is_not_cancelled(client):
    video = client.videos.generate(model=WAN, prompt="海", duration=2, size="720p", timeout=120)
    with pytest.raises(NotCancellable) as raised:
        video.cancel()
    assert (raised.value.code, len(raised.value.request_id)) == ("not_cancellable", UUID_LENGTH)


def test_under_one_key_there_is_one_video(client, kind):
    wish = {"model": WAN, "prompt": "海", "duration": 2, "idempotency_key": f"only-{kind}"}
    first, again = client.videos.create(**wish), client.videos.create(**wish)
    assert first.id == again.id
    with pytest.raises(Conflict) as raised:
        client.videos.create(**(wish | {"duration": 3}))
    assert raised.value.code == "idempotency_key_reused"
    first.cancel()


def test_errors_have_a_code_and_the_id_that_the_log_has(server, client, open_as):
    with pytest.raises(AuthenticationFailed) as unknown:
        open_as("sk-nobody").videos.create(model=KLING, prompt="海")
    with pytest.raises(VideoNotFound) as missing:
        client.videos.retrieve(model=KLING, id="1")
    with pytest.raises(PictureRefused) as private:
        client.images.upload("http://127.0.0.1:1/a.png")
    with pytest.raises(InvalidRequest) as wrong:
        client.videos.create(model=KLING, prompt="海", options={"callback_url": "ftp://host/"})
    found = [error.value for error in (unknown, missing, private, wrong)]
    assert [error.code for error in found] == [
        "invalid_api_key",
        "task_not_found",
        "media_unreachable",
        "invalid_value",
    ]
    for error in found:
        server.lines.wait_for(lambda line, wanted=error.request_id: wanted in line)


def test_a_key_without_money(home, kind, open_as):
    poor = open_as(home.make_key(f"poor-{kind}", "--credit", "0.01"))
    with pytest.raises(CreditExhausted) as raised:
        poor.videos.create(model=KLING, prompt="海")
    assert raised.value.code == "credit_exhausted"


INTERRUPTED = """
import sys
from onereel import Client
from pathlib import Path

with Client() as client:
    client.videos.generate(
        model="wan2.6-t2v", prompt="海", duration=15, save_to=sys.argv[1],
        on_progress=lambda event: print(event.state, flush=True),
    )
"""


def test_ctrl_c_leaves_no_half_file_and_says_how_the_video_is_found(server, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "cat.mp4")],
        env={"ONEREEL_BASE_URL": server.base_url, "ONEREEL_API_KEY": server.key, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "queued\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    note = told.splitlines()[-1]
    assert note.startswith(f"Its video: client.videos.retrieve(model='{WAN}', id='")
    assert list(tmp_path.iterdir()) == []
    with Client(server.key, base_url=server.base_url) as client:
        assert client.videos.retrieve(model=WAN, id=note.split("'")[-2]).cancel().state == State.CANCELLED
