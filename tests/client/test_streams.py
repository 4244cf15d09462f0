"""Reading server-sent events, in whatever pieces they come, and what their words tell.

Not here: the connection that they come by (`test_waiting.py`).
"""

import json
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onereel.client.errors import UnexpectedAnswer
from onereel.client.states import Failure, State, Told
from onereel.client.streams import EventReader, StreamReader, read_response, read_whole
from tests.client.support.world import GOOD_END, delta, ended
from tests.providers.support import load

WHOLE = (
    b': keep-alive\n\nevent: response.created\ndata: {"type": "response.created"}\n\n'
    b'data:{"type": "a",\r\ndata: "b": 1}\r\n\r\ndata: {"type": "c"}\r\rid: 7\n\ndata: [DONE]\n\ndata: {"type": "d"}'
)
EVENTS = [{"type": "response.created"}, {"type": "a", "b": 1}, {"type": "c"}, {"type": "d"}]


@given(st.lists(st.integers(0, len(WHOLE)), max_size=8))
@example([93, 93])  # nothing comes between the halves of a line end
def test_events_are_the_same_however_they_are_cut(cuts):
    reader, places = EventReader(), [0, *sorted(cuts), len(WHOLE)]
    found = [event for start, end in pairwise(places) for event in reader.feed(WHOLE[start:end])]
    assert [*found, *reader.close()] == EVENTS


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_anything_is_events_or_refused(pieces):
    reader, stream = EventReader(), StreamReader()
    try:
        for event in [event for piece in pieces for event in reader.feed(piece)] + list(reader.close()):
            stream.read(event)
    except UnexpectedAnswer:
        return


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(("type", "delta", "response", "output", "content", "text", "status")), inner
            )
        ),
    ).filter(lambda value: isinstance(value, dict))
)
def test_any_event_is_understood_or_refused(event):
    try:
        StreamReader().read(event)
    except UnexpectedAnswer:
        return


def feed_all(reader, pieces):
    return [event for piece in pieces for event in reader.feed(piece)]


def test_an_event_has_a_largest_size():
    reader = EventReader()
    with pytest.raises(UnexpectedAnswer, match="An event of the stream is longer"):
        list(reader.feed(b"data: " + b"x" * 2_000_000))
    reader = EventReader()
    with pytest.raises(UnexpectedAnswer, match="An event of the stream is longer"):
        feed_all(reader, [b"data: " + b"x" * 10_000 + b"\n"] * 200)


def test_a_stream_has_a_largest_size():
    reader = EventReader()
    with pytest.raises(UnexpectedAnswer, match="The stream is longer"):
        feed_all(reader, [b": keep-alive and more\n" * 400] * 2_000)


def test_progress_is_read_even_if_its_words_are_cut():
    reader = StreamReader()
    texts = ["\r当前进度: 0%", "\r当前", "进度: 5", "0%", "\r当前进度: 99.5%", "\r当前进度: 100%"]
    assert [reader.read(delta(text)) for text in texts] == [
        Told(progress=0.0),
        Told(progress=0.0),
        Told(progress=0.0),
        Told(state=State.RUNNING, progress=0.5),
        Told(state=State.RUNNING, progress=0.995),
        Told(state=State.RUNNING, progress=1.0),
    ]


def test_the_end_of_vidus_document():
    text = load("vidu", "get_completed")["text"]
    event = ended(text)
    told = StreamReader().read(event)
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    assert told == Told(
        state=State.SUCCEEDED,
        url=lines["视频URL"],
        cover_url=lines["封面URL"],
        watermarked_url=lines["水印视频"],
        raw=event["response"],
    )


def test_a_stream_that_only_says_so_in_words():
    content = "".join(f"data: {json.dumps(delta(text))}\n\n" for text in ("\r当前进度: 50%", GOOD_END)).encode()
    assert read_whole(content) == Told(
        state=State.SUCCEEDED, url="https://cdn.example/video.mp4?a=1&b=2", cover_url="https://cdn.example/cover.jpg"
    )


def test_klings_words_at_dmxapi():
    text = "任务ID: 842081252995395657\n[下载](https://cdn.example/a.mp4?x=1)\n时长: 5.041"
    told = read_response({"status": "completed"}, text=text.replace(")", " )"))
    assert (told.state, told.url, told.seconds) == (State.SUCCEEDED, "https://cdn.example/a.mp4?x=1", 5.041)


@pytest.mark.parametrize(
    ("event", "state", "failure"),
    [
        (
            ended("❌", status="failed", error={"code": "engine_failed", "message": "It broke."}),
            State.FAILED,
            Failure(code="engine_failed", message="It broke."),
        ),
        (
            ended("❌ 视频生成失败\n\n原因: 余额不足\n", status="failed"),
            State.FAILED,
            Failure(code="failed", message="余额不足"),
        ),
        (ended("", status="failed"), State.FAILED, Failure(code="failed", message="no reason was given")),
        (ended("❌ 任务已取消", status="cancelled"), State.CANCELLED, None),
    ],
)
def test_a_bad_end(event, state, failure):
    assert StreamReader().read(event) == Told(state=state, failure=failure, raw=event["response"])


def test_a_good_end_must_say_where_the_video_is():
    with pytest.raises(UnexpectedAnswer, match="not where it is"):
        StreamReader().read(ended("done!"))


def test_a_stream_that_breaks_off_with_a_word():
    with pytest.raises(UnexpectedAnswer, match="The stream broke off: overloaded"):
        StreamReader().read({"error": {"message": "overloaded"}})
