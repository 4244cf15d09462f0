"""What the true replies of each provider tell, as whole snapshots.

Not here: streams (`test_streams.py`).
"""

import json

import pytest

from onereel import Cost, Failure, Image, Snapshot, State, VideoNotFound
from tests.client.support.kinds import bare
from tests.client.support.world import DMXAPI, told
from tests.providers.support import load

REQUEST_ID = DMXAPI["X-Rixapi-Request-Id"]
KLING, WAN, PAIWO, VIDU = "kling-v2-6-text2video", "wan2.6-t2v", "paiwo-v5.6-itv2", "viduq2-pro"
FRAMES = {name: Image(id=1, url="https://cdn.example/1.png") for name in ("first_frame", "last_frame")}


def created(client, world, model, reply, **wish):
    world.then(told(reply, headers=DMXAPI))
    return bare(client.videos.create(model=model, prompt="海", **wish)).snapshot


def found(client, world, model, reply, number="1"):
    world.then(told(reply, headers=DMXAPI))
    return bare(client.videos.retrieve(model=model, id=number)).snapshot


def test_kling(client, world):
    reply = load("kling", "submit")["reply"]
    assert created(client, world, KLING, reply, size="1280x720", duration=5) == Snapshot(
        model=KLING,
        id="840242793980637239",
        seconds=5.0,
        width=1280,
        height=720,
        cost=Cost(tokens=2125),
        request_id=REQUEST_ID,
        raw=reply,
    )
    document = load("kling", "get_succeeded")
    assert found(client, world, KLING, document["reply"], document["request"]["input"]) == Snapshot(
        model=KLING,
        id="840242793980637239",
        state=State.SUCCEEDED,
        progress=1.0,
        url=document["reply"]["data"]["task_result"]["videos"][0]["url"],
        seconds=5.041,
        request_id=REQUEST_ID,
        raw=document["reply"],
    )
    assert world.bodies[-1] == document["request"]


def test_wan(client, world):
    reply = load("wan", "submit")["reply"]
    assert created(client, world, WAN, reply) == Snapshot(
        model=WAN,
        id="3a7d8355-ef78-48cd-863c-6cdb9707ba91",
        cost=Cost(tokens=100_000),
        request_id=REQUEST_ID,
        raw=reply,
    )
    document = load("wan", "get_succeeded")
    inner = json.loads(document["reply"]["output"][0]["content"][0]["text"])
    assert found(client, world, WAN, document["reply"], document["request"]["input"]) == Snapshot(
        model=WAN,
        id="3a7d8355-ef78-48cd-863c-6cdb9707ba91",
        state=State.SUCCEEDED,
        progress=1.0,
        url=inner["video_url"],
        cost=Cost(tokens=100_000),
        request_id=REQUEST_ID,
        raw=document["reply"],
    )
    assert world.bodies[-1] == document["request"]


def test_pixverse(client, world):
    reply = load("paiwo", "transition_submit")["reply"]
    assert created(client, world, PAIWO, reply, **FRAMES, size="540p") == Snapshot(
        model=PAIWO,
        id="385193132999855",
        seconds=5.0,
        cost=Cost(tokens=240_000, credits=80),
        request_id=REQUEST_ID,
        raw=reply,
    )
    document = load("paiwo", "get_done")
    assert found(client, world, PAIWO, document["reply"], 385043936817661) == Snapshot(
        model=PAIWO,
        id="385043936817661",
        state=State.SUCCEEDED,
        progress=1.0,
        url=document["reply"]["Resp"]["url"],
        width=1024,
        height=576,
        request_id=REQUEST_ID,
        raw=document["reply"],
    )
    assert world.bodies[-1] == document["request"]


def test_an_address_of_pixverse_counts_only_once_the_video_is_done(client, world):
    document = load("paiwo", "get_generating")
    assert document["reply"]["Resp"]["url"]
    assert found(client, world, PAIWO, document["reply"], document["request"]["input"]) == Snapshot(
        model=PAIWO,
        id=document["request"]["input"],
        state=State.RUNNING,
        request_id=REQUEST_ID,
        raw=document["reply"],
    )


def test_vidu(client, world):
    reply = load("vidu", "submit")["reply"]
    assert created(client, world, VIDU, reply, **FRAMES, duration=2) == Snapshot(
        model=VIDU,
        id="900539403250700288",
        seconds=2.0,
        cost=Cost(tokens=28_002, credits=70),
        request_id=REQUEST_ID,
        raw=reply,
    )


def kling_says(status, message=""):
    return {"code": 0, "data": {"task_id": "1", "task_status": status, "task_status_msg": message}}


def wan_says(status, **fields):
    text = json.dumps({"task_id": "1", "task_status": status} | fields)
    return {"output": [{"content": [{"text": text}]}]}


def pixverse_says(status):
    return {"ErrCode": 0, "Resp": {"id": 1, "status": status, "url": "https://cdn.example/v.mp4"}}


@pytest.mark.parametrize(
    ("model", "reply", "state", "failure"),
    [
        (KLING, kling_says("submitted"), State.QUEUED, None),
        (KLING, kling_says("processing"), State.RUNNING, None),
        (KLING, kling_says("failed", "content risk"), State.FAILED, Failure(code="failed", message="content risk")),
        (KLING, kling_says("failed"), State.FAILED, Failure(code="failed", message="no reason was given")),
        (KLING, kling_says("a word of tomorrow"), State.RUNNING, None),
        (KLING, {"code": 0, "data": None}, State.RUNNING, None),
        (WAN, wan_says("PENDING"), State.QUEUED, None),
        (WAN, wan_says("RUNNING"), State.RUNNING, None),
        (WAN, wan_says("SUSPENDED"), State.QUEUED, None),
        (WAN, wan_says("CANCELED"), State.CANCELLED, None),
        (WAN, {"output": {"task_id": "1", "task_status": "RUNNING"}}, State.RUNNING, None),
        (
            WAN,
            wan_says("FAILED", code="DataInspectionFailed", message="risk"),
            State.FAILED,
            Failure(code="DataInspectionFailed", message="risk"),
        ),
        (PAIWO, pixverse_says(5), State.RUNNING, None),
        (PAIWO, pixverse_says(3), State.RUNNING, None),
        (PAIWO, pixverse_says(6), State.CANCELLED, None),
        (PAIWO, pixverse_says(7), State.FAILED, Failure(code="moderated", message="refused by moderation")),
        (PAIWO, pixverse_says(8), State.FAILED, Failure(code="failed", message="PixVerse gives no reason (status 8)")),
    ],
)
def test_every_word_for_a_state(client, world, model, reply, state, failure):
    assert found(client, world, model, reply) == Snapshot(
        model=model, id="1", state=state, failure=failure, request_id=REQUEST_ID, raw=reply
    )


def test_dashscope_says_unknown_of_what_there_is_not(client, world):
    world.then(told(wan_says("UNKNOWN"), headers=DMXAPI))
    with pytest.raises(VideoNotFound) as raised:
        client.videos.retrieve(model=WAN, id="1")
    assert (raised.value.code, raised.value.request_id) == ("task_not_found", REQUEST_ID)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "//elsewhere", 7, None, ""])
def test_what_is_no_web_address_is_not_one(client, world, url):
    reply = {"code": 0, "data": {"task_status": "succeed", "task_result": {"videos": [{"url": url, "duration": "-1"}]}}}
    snapshot = found(client, world, KLING, reply)
    assert (snapshot.url, snapshot.seconds) == (None, None)
