"""Following a video: by stream at a onereel, by asking elsewhere, through outages, and not for ever.

Not here: the file (`test_saving.py`).
"""

import httpx
import pytest

from onereel import (
    ApiError,
    ConnectionFailed,
    Image,
    Progress,
    State,
    UnexpectedAnswer,
    VideoCancelled,
    VideoFailed,
    WaitTimeout,
)
from tests.client.support.world import DMXAPI, GOOD_END, ONEREEL, delta, ended, streamed, told
from tests.providers.support import load

KLING, VIDU = "kling-v2-6-text2video", "viduq2-pro"
TASK = "840242793980637239"
ACCEPTED = load("kling", "submit")["reply"]
DONE = load("kling", "get_succeeded")["reply"]
QUEUED, RUNNING = (Progress(state=state, progress=None) for state in (State.QUEUED, State.RUNNING))
SUCCEEDED = Progress(state=State.SUCCEEDED, progress=1.0)


def at(share, state=State.RUNNING):
    return Progress(state=state, progress=share)


def says(status, message=""):
    return {"code": 0, "data": {"task_id": TASK, "task_status": status, "task_status_msg": message}}


def order(client, world, headers=ONEREEL):
    world.then(told(ACCEPTED, headers=headers))
    return client.videos.create(model=KLING, prompt="海")


def order_vidu(client, world, headers=DMXAPI):
    world.then(told(load("vidu", "submit")["reply"], headers=headers))
    frame = Image(id=1, url="https://cdn.example/1.png")
    return client.videos.create(model=VIDU, first_frame=frame, last_frame=frame)


def test_at_a_onereel_progress_is_streamed_and_the_end_told_in_the_providers_own_fields(client, world):
    video = order(client, world)
    texts = ("\r当前进度: 0%", "\r当前进度: 50%", "\r当前进度: 50%", GOOD_END)
    world.then(streamed({"type": "response.created"}, *map(delta, texts), ended(GOOD_END)), told(DONE))
    assert list(video.events()) == [QUEUED, at(0.0, State.QUEUED), at(0.5), SUCCEEDED]
    assert world.bodies[1:] == [
        {"model": "kling-text2video-get", "input": TASK, "stream": True},
        {"model": "kling-text2video-get", "input": TASK},
    ]
    assert world.pauses == []
    assert video.url == DONE["data"]["task_result"]["videos"][0]["url"]
    assert video.cover_url == "https://cdn.example/cover.jpg"
    assert (video.state, video.seconds, video.raw) == (State.SUCCEEDED, 5.041, DONE)


def test_what_is_called_may_be_async_where_the_client_is(client, world, kind):
    video, heard = order(client, world, DMXAPI), []

    async def hear(event):
        heard.append(event.state)

    world.then(told(DONE, headers=DMXAPI))
    if kind == "async":
        video.wait(on_progress=hear)
        assert heard == [State.QUEUED, State.SUCCEEDED]
    else:
        with pytest.raises(TypeError, match="take AsyncClient, or a plain function"):
            video.wait(on_progress=hear)


def test_elsewhere_it_is_asked_for_ever_more_seldom(client, world):
    video = order(client, world, DMXAPI)
    answers = [says("submitted"), *[says("processing")] * 9, DONE]
    world.then(*(told(answer, headers=DMXAPI) for answer in answers))
    assert list(video.events()) == [QUEUED, RUNNING, SUCCEEDED]
    assert world.bodies[1:] == [{"model": "kling-text2video-get", "input": TASK}] * 11
    assert world.pauses == [1.0, 1.0, 1.5, 2.25, 3.375, 5.062, 7.594, 11.391, 15.0, 15.0]


def test_vidu_is_always_streamed(client, world):
    video = order_vidu(client, world)
    world.then(streamed(delta("\r当前进度: 30%"), ended(GOOD_END), headers=DMXAPI))
    assert list(video.events()) == [QUEUED, at(0.3), SUCCEEDED]
    assert world.bodies[1:] == [{"model": "vidu-get", "input": "900539403250700288", "stream": True}]
    assert video.url == "https://cdn.example/video.mp4?a=1&b=2"


def test_a_look_at_vidu_hangs_up_after_the_first_word(client, world):
    world.then(streamed(delta("\r当前进度: 30%"), end=(AssertionError("nobody reads on"),), headers=DMXAPI))
    video = client.videos.retrieve(model=VIDU, id="1")
    assert (video.state, video.progress) == (State.RUNNING, 0.3)


def test_kling_may_answer_with_a_stream_where_none_was_asked_for(client, world):
    world.then(streamed(delta("\r当前进度: 30%"), ended(GOOD_END), headers=DMXAPI))
    assert client.videos.retrieve(model=KLING, id=TASK).url == "https://cdn.example/video.mp4?a=1&b=2"


@pytest.mark.parametrize(
    "end",
    [(), (httpx.ReadError("reset"),), (httpx.RemoteProtocolError("cut"),), (httpx.ReadTimeout("silent"),)],
    ids=["ends", "reset", "cut", "silent"],
)
def test_a_stream_that_breaks_off_is_taken_up_again(client, world, end):
    video = order(client, world)
    world.then(streamed(delta("\r当前进度: 30%"), end=end), streamed(ended(GOOD_END)), told(DONE))
    assert list(video.events()) == [QUEUED, at(0.3), SUCCEEDED]
    assert world.pauses == [1.0]


def test_a_server_that_is_away_for_a_minute_is_borne_with(client, world):
    video = order(client, world)
    away = [*[httpx.ConnectError("refused")] * 4, told({}, status=503, headers={}), httpx.ConnectError("refused")]
    world.then(streamed(delta("\r当前进度: 30%")), *away, streamed(ended(GOOD_END)), told(DONE))
    assert client.videos.attach(video).wait().state == "succeeded"
    assert 10 < world.now < 120


def test_a_server_that_stays_away_is_not(client, world):
    video = order(client, world)
    world.then(*[httpx.ConnectError("refused")] * 100)
    with pytest.raises(ConnectionFailed):
        video.wait()
    assert 120 < world.now < 180


def test_what_will_not_pass_is_told_at_once(client, world):
    video = order(client, world)
    world.then(told({"error": {"message": "no", "code": "invalid_api_key"}}, status=401))
    with pytest.raises(ApiError, match="invalid_api_key"):
        video.wait()
    assert world.pauses == []


def test_waiting_ends(client, world):
    video = order(client, world, DMXAPI)
    world.then(*(told(says("processing"), headers=DMXAPI) for _ in range(100)))
    with pytest.raises(WaitTimeout, match="is running after 100 s: it goes on; wait again, or cancel it") as raised:
        video.wait(timeout=100)
    assert raised.value.snapshot.id == TASK
    assert 80 < world.now <= 100
    world.script.clear()
    world.then(told(DONE, headers=DMXAPI))
    assert video.wait().state == "succeeded"


def test_a_stream_that_never_ends_does(client, world):
    video = order(client, world)

    def later():
        world.now += 60

    world.then(streamed(delta("\r当前进度: 30%"), end=(later, b": keep-alive\n\n") * 40))
    with pytest.raises(WaitTimeout):
        video.wait(timeout=600)
    assert world.now <= 720


def test_silence_is_borne_no_longer_than_the_wait(client, world):
    video = order(client, world)
    world.then(streamed(ended(GOOD_END)), told(DONE))
    video.wait(timeout=20)
    assert world.requests[1].extensions["timeout"]["read"] == 20.0


def test_a_video_that_failed(client, world):
    video = order(client, world, DMXAPI)
    world.then(told(says("failed", "content risk"), headers=DMXAPI))
    with pytest.raises(VideoFailed) as raised:
        video.wait()
    words = f"{KLING} {TASK} failed: content risk (failed, request {DMXAPI['X-Rixapi-Request-Id']})"
    assert str(raised.value) == words
    assert (raised.value.code, raised.value.message) == ("failed", "content risk")
    assert list(video.events()) == [Progress(state=State.FAILED, progress=None)]


def test_a_cancelled_one_says_so_even_where_kling_has_no_word_for_it(client, world):
    video = order(client, world)
    world.then(streamed(ended("❌ 任务已取消", status="cancelled")), told(says("failed")))
    with pytest.raises(VideoCancelled):
        video.wait()
    assert video.state == State.CANCELLED


def test_progress_is_called_for_each_change(client, world):
    video = order(client, world)
    world.then(streamed(delta("\r当前进度: 50%"), ended(GOOD_END)), told(DONE))
    seen = []
    assert video.wait(on_progress=seen.append).seconds == 5.041
    assert seen == [QUEUED, at(0.5), SUCCEEDED]


def test_what_on_progress_raises_comes_through(client, world):
    video = order(client, world)
    world.then(streamed(delta("\r当前进度: 50%"), ended(GOOD_END)))
    with pytest.raises(ZeroDivisionError):
        video.wait(on_progress=lambda event: 1 / 0)


def test_an_answer_that_is_no_stream(client, world):
    video = order_vidu(client, world)
    world.then(told({"something": "else"}, headers=DMXAPI))
    with pytest.raises(UnexpectedAnswer, match="not answered with a stream"):
        video.refresh()


def test_a_refresh_asks_once(client, world):
    video = order(client, world, DMXAPI)
    world.then(told(says("processing"), headers=DMXAPI))
    assert video.refresh().state == State.RUNNING
