"""The whole way of each model at a server that answers as DMXAPI's documents do, and knows `/v1/responses` alone.

Not here: DMXAPI itself, which costs money.
"""

import json

import httpx
import pytest

from onereel import Progress, State
from tests.client.support.world import DMXAPI, delta, ended, streamed, told
from tests.providers.support import load

CLIP = b"\x00\x00\x00\x20ftypisom"
PIXVERSE_PENDING, PIXVERSE_DONE = load("paiwo", "get_generating")["reply"], load("paiwo", "get_done")["reply"]
PIXVERSE_DONE["Resp"]["id"] = PIXVERSE_PENDING["Resp"]["id"]
KLING_DONE = load("kling", "get_succeeded")["reply"]
KLING_PENDING = {**KLING_DONE, "data": {**KLING_DONE["data"], "task_status": "processing", "task_result": {}}}
WAN_DONE = load("wan", "get_succeeded")["reply"]
WAN_INNER = json.loads(WAN_DONE["output"][0]["content"][0]["text"])
WAN_PENDING = {
    "request_id": "r",
    "output": [{"content": [{"text": json.dumps({"task_id": WAN_INNER["task_id"], "task_status": "RUNNING"})}]}],
}
VIDU_TEXT = load("vidu", "get_completed")["text"]
VIDU_LINK = VIDU_TEXT.partition("视频URL: ")[2].partition("\n")[0]


def plainly(*replies):
    return [told(reply, headers=DMXAPI) for reply in replies]


def journeys():
    """Model, wish, what is answered to submit and queries, the link, and the events."""
    first, last = "https://cdn.example/1.png", "https://cdn.example/2.png"
    going, done = Progress(state=State.RUNNING, progress=None), Progress(state=State.SUCCEEDED, progress=1.0)
    kling = load("kling", "submit")["reply"]
    yield "kling-v2-6-text2video", {}, plainly(kling, KLING_PENDING, KLING_DONE), [going, done]
    wan = load("wan", "submit")["reply"]
    yield "wan2.6-t2v", {}, plainly(wan, WAN_PENDING, WAN_DONE), [going, done]
    upload, paiwo = load("paiwo", "upload_url")["reply"], load("paiwo", "transition_submit")["reply"]
    frames = {"first_frame": first, "last_frame": last}
    yield "paiwo-v5.6-itv2", frames, plainly(upload, upload, paiwo, PIXVERSE_PENDING, PIXVERSE_DONE), [going, done]
    stream = streamed(delta("\r当前进度: 50%"), delta(VIDU_TEXT), ended(VIDU_TEXT), headers=DMXAPI)
    half = Progress(state=State.RUNNING, progress=0.5)
    yield "viduq2-pro", frames, [*plainly(load("vidu", "submit")["reply"]), stream], [half, done]


LINKS = {
    "kling-v2-6-text2video": KLING_DONE["data"]["task_result"]["videos"][0]["url"],
    "wan2.6-t2v": WAN_INNER["video_url"],
    "paiwo-v5.6-itv2": PIXVERSE_DONE["Resp"]["url"],
    "viduq2-pro": VIDU_LINK,
}


@pytest.mark.parametrize("model", LINKS)
def test_from_a_prompt_to_a_file(client, world, tmp_path, model):
    wish, answers, events = next(journey[1:] for journey in journeys() if journey[0] == model)
    world.then(*answers, httpx.Response(200, headers={"Content-Type": "video/mp4"}, content=CLIP))
    seen, path = [], tmp_path / "cat.mp4"
    video = client.videos.generate(model=model, prompt="猫", save_to=path, on_progress=seen.append, **wish)
    assert path.read_bytes() == CLIP
    assert seen == [Progress(state=State.QUEUED, progress=None), *events]
    assert str(world.requests[-1].url) == str(httpx.URL(LINKS[model]))
    assert {f"{request.method} {request.url.path}" for request in world.requests[:-1]} == {"POST /v1/responses"}
    assert (video.url, video.state, video.request_id) == (LINKS[model], State.SUCCEEDED, DMXAPI["X-Rixapi-Request-Id"])
    assert video.cost is not None
