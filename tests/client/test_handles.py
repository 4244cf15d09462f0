"""Videos as programs hold them: ordered in one call, cancelled, pickled, found again; and how a client is set up.

Not here: waiting (`test_waiting.py`) and files (`test_saving.py`).
"""

import asyncio
import copy
import pickle

import httpx
import pytest

from onereel import (
    AnswerLost,
    AsyncClient,
    CannotCancel,
    Client,
    Detached,
    NotCancellable,
    SettingsWrong,
    Snapshot,
    State,
    Unsupported,
    VideoFailed,
    VideoNotFound,
)
from onereel.client.settings import Settings, read_settings
from onereel.client.sync.video import Video
from tests.client.support.kinds import bare, close_client, open_client
from tests.client.support.world import BASE_URL, DMXAPI, KEY, told
from tests.providers.support import load

KLING = "kling-v2-6-text2video"
TASK = "840242793980637239"
ACCEPTED = load("kling", "submit")["reply"]
DONE = load("kling", "get_succeeded")["reply"]
CLIP = b"\x00\x00\x00\x20ftypisom"


def order(client, world, **answer):
    world.then(told(ACCEPTED, **answer))
    return client.videos.create(model=KLING, prompt="海")


def test_one_call_from_a_prompt_to_a_file(client, world, tmp_path):
    clip = httpx.Response(200, headers={"Content-Type": "video/mp4"}, content=CLIP)
    world.then(told(ACCEPTED, headers=DMXAPI), told(DONE, headers=DMXAPI), clip)
    seen, path = [], tmp_path / "cat.mp4"
    video = client.videos.generate(
        model=KLING, prompt="海", duration=5, idempotency_key="mine", save_to=path, on_progress=seen.append
    )
    assert (video.state, path.read_bytes()) == (State.SUCCEEDED, CLIP)
    assert [event.state for event in seen] == [State.QUEUED, State.SUCCEEDED]
    assert world.requests[0].headers["idempotency-key"] == "mine"


def test_what_breaks_it_off_says_how_the_video_is_found_again(client, world):
    world.then(told(ACCEPTED, headers=DMXAPI), told({"code": 0, "data": {"task_status": "failed"}}, headers=DMXAPI))
    with pytest.raises(VideoFailed) as raised:
        client.videos.generate(model=KLING, prompt="海")
    assert raised.value.__notes__ == [f"Its video: client.videos.retrieve(model='{KLING}', id='{TASK}')"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, asyncio.CancelledError])
def test_ctrl_c_while_it_is_waited_for_says_it_too(client, world, interruption):
    def interrupt(_event):
        raise interruption

    world.then(told(ACCEPTED, headers=DMXAPI))
    with pytest.raises(interruption) as raised:
        client.videos.generate(model=KLING, prompt="海", on_progress=interrupt)
    assert raised.value.__notes__ == [f"Its video: client.videos.retrieve(model='{KLING}', id='{TASK}')"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, asyncio.CancelledError])
def test_ctrl_c_while_it_is_ordered_says_under_which_key(client, world, interruption):
    world.then(lambda _: (_ for _ in ()).throw(interruption()))
    with pytest.raises(interruption) as raised:
        client.videos.create(model=KLING, prompt="海")
    assert raised.value.__notes__ == ["Its Idempotency-Key: key-1"]


def test_cancelling_at_a_onereel(client, world):
    video = order(client, world)
    record = {"object": "task", "state": "cancelled"}
    world.then(told(record))
    assert video.cancel().state == State.CANCELLED
    assert world.paths[-1] == f"POST /v1/tasks/{TASK}/cancel"
    assert world.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    assert video.raw == record


def test_cancelling_what_has_ended(client, world):
    video = order(client, world)
    error = {"error": {"message": "This task has succeeded and cannot be cancelled.", "code": "not_cancellable"}}
    world.then(told(error, status=409))
    with pytest.raises(NotCancellable) as raised:
        video.cancel()
    assert raised.value.request_id == "11111111-2222-3333-4444-555555555555"


def test_dmxapi_has_no_way_to_cancel(client, world):
    video = order(client, world, headers=DMXAPI)
    with pytest.raises(CannotCancel, match="goes on, and is paid"):
        video.cancel()
    assert len(world.requests) == 1


def test_an_id_cannot_lead_to_another_path(client, world):
    video = client.videos.attach(Video(Snapshot(model=KLING, id="../../keys?x=1"), None))
    world.then(told({"data": []}), told({"object": "task"}))
    video.cancel()
    assert world.requests[-1].url.raw_path == b"/v1/tasks/..%2F..%2Fkeys%3Fx%3D1/cancel"


def test_a_handle_goes_through_a_pickle_and_its_key_does_not(client, world):
    video = order(client, world, headers=DMXAPI)
    content = pickle.dumps(bare(video))
    assert KEY.encode() not in content
    again = pickle.loads(content)
    assert type(again) is type(bare(video))
    assert (again == bare(video), hash(again), again.snapshot) == (True, hash(bare(video)), bare(video).snapshot)
    world.then(told(DONE, headers=DMXAPI))
    assert client.videos.attach(again).wait().url == DONE["data"]["task_result"]["videos"][0]["url"]


def test_without_a_client_it_only_knows_what_it_knew():
    again = pickle.loads(pickle.dumps(Video(Snapshot(model=KLING, id=TASK), None)))
    assert repr(again) == f"<Video {KLING} {TASK} queued>"
    with pytest.raises(Detached, match=r"client\.videos\.attach"):
        again.wait()


def test_a_video_that_is_not_there(client, world):
    world.then(told({"code": 1203, "message": "no", "error": {"code": "task_not_found"}}, status=404))
    with pytest.raises(VideoNotFound):
        client.videos.retrieve(model=KLING, id="1")


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        ({}, {"ONEREEL_API_KEY": "k"}, Settings(base_url="http://127.0.0.1:8000", api_key="k")),
        (
            {},
            {"ONEREEL_API_KEY": "k", "ONEREEL_BASE_URL": "https://www.dmxapi.cn/v1/"},
            Settings(base_url="https://www.dmxapi.cn", api_key="k"),
        ),
        (
            {"api_key": " given\n", "base_url": "http://[::1]:8000/v1/responses"},
            {"ONEREEL_API_KEY": "k", "ONEREEL_BASE_URL": "http://elsewhere"},
            Settings(base_url="http://[::1]:8000", api_key="given"),
        ),
        (
            {"api_key": "k", "base_url": "https://host/reel"},
            {},
            Settings(base_url="https://host/reel", api_key="k"),
        ),
    ],
)
def test_settings(given, environment, expected):
    known = {"api_key": None, "base_url": None} | given
    assert read_settings(known["api_key"], known["base_url"], environment) == expected


@pytest.mark.parametrize(
    ("key", "address", "words"),
    [
        ("", "http://host", "No API key: give `api_key`, or set ONEREEL_API_KEY."),
        ("with space", "http://host", "characters that no key has"),
        ("k\r\nX-Other: 1", "http://host", "characters that no key has"),
        ("ключ", "http://host", "characters that no key has"),
        ("k", "host", "'host' is no address of a server"),
        ("k", "ftp://host", "is no address"),
        ("k", "http://host:99999", "is no address"),
        ("k", "http://user:secret@host", "has a user's name in it: write `base_url` without."),
        ("k", "http://host?x=1", "is no address"),
        ("k", "http://[", "is no address"),
        ("k", "http://a b", "is no address"),
        ("k", "http://" + "ü" * 300, "is no address"),
    ],
)
def test_settings_that_will_not_do(key, address, words):
    with pytest.raises(SettingsWrong) as raised:
        read_settings(key, address, {})
    assert words in str(raised.value)


def test_nothing_shows_the_key(make_client):
    client = make_client()
    shown = repr(bare(client)) + repr(Settings(base_url=BASE_URL, api_key=KEY))
    assert KEY not in shown
    assert BASE_URL in shown


def test_a_client_is_not_pickled_nor_copied_with_its_key(make_client):
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="make one in each process"):
            take(bare(make_client()))


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"timeout": 0}, "`timeout` is 0: it is a number of seconds above 0."),
        ({"timeout": None}, "`timeout` is None"),
        ({"timeout": "30"}, "`timeout` is '30'"),
        ({"timeout": float("nan")}, "`timeout` is nan"),
        ({"timeout": True}, "`timeout` is True"),
        ({"retries": -1}, "`retries` is -1: it is a whole number, 0 for none."),
        ({"retries": None}, "`retries` is None"),
    ],
)
def test_a_patience_that_is_none_is_told_at_once(make_client, named, words):
    with pytest.raises(SettingsWrong) as raised:
        make_client(**named)
    assert words in str(raised.value)


def test_after_its_end_a_client_says_so(kind, runner):
    client = open_client(kind, runner, api_key=KEY, base_url="http://127.0.0.1:9")
    video = client.videos.attach(Video(Snapshot(model=KLING, id=TASK), None))
    close_client(client)
    for ask in (video.refresh, video.wait, client.videos.models, client.tasks.newest):
        with pytest.raises(Detached, match="The client is closed"):
            ask()


@pytest.mark.parametrize("reference", ["", ".", ".."])
def test_what_is_no_id_of_a_task_leads_nowhere(client, world, reference):
    for ask in (client.tasks.show, client.tasks.cancel):
        with pytest.raises(Unsupported, match="which is no id of a task"):
            ask(reference)
    assert world.requests == []


def test_a_client_closes_what_it_opened_and_nothing_else():
    mine = httpx.Client()
    with Client(KEY, http_client=mine):
        pass
    assert not mine.is_closed
    mine.close()

    async def run():
        given = httpx.AsyncClient()
        async with AsyncClient(KEY, http_client=given):
            pass
        assert not given.is_closed
        await given.aclose()

    asyncio.run(run())


def test_a_lost_submit_can_be_finished_by_hand(client, world):
    world.then(httpx.ReadError("reset"), told({"data": []}, headers=DMXAPI))
    with pytest.raises(AnswerLost) as raised:
        client.videos.create(model=KLING, prompt="海")
    world.then(told(ACCEPTED))
    video = client.videos.create(model=KLING, prompt="海", idempotency_key=raised.value.idempotency_key)
    assert video.id == TASK
    assert world.requests[0].headers["idempotency-key"] == world.requests[-1].headers["idempotency-key"]
