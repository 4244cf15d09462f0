"""What each model is sent: whole bodies, compared with the true documents where they say the same.

Not here: what cannot be sent (`test_checking.py`).
"""

import base64

import pytest

from onereel import Image
from tests.client.support.world import BASE_URL, KEY, told
from tests.providers.support import load

PNG = base64.b64decode(load("paiwo", "upload_base64")["request"]["input"])
ACCEPTED = {
    "kling-v2-6-text2video": load("kling", "submit")["reply"],
    "wan2.6-t2v": load("wan", "submit")["reply"],
    "paiwo-v5.6-itv2": load("paiwo", "transition_submit")["reply"],
    "viduq2-pro": load("vidu", "submit")["reply"],
}
FIRST, LAST = Image(id=1, url="https://cdn.example/1.png"), Image(id=2, url="https://cdn.example/2.png")
FRAMES = {"first_frame": FIRST, "last_frame": LAST}


def body_of(client, world, model, **wish):
    world.then(told(ACCEPTED[model]))
    client.videos.create(model=model, **wish)
    return world.bodies[-1]


def test_klings_document(client, world):
    document = load("kling", "submit")["request"]
    sent = body_of(
        client,
        world,
        "kling-v2-6-text2video",
        prompt=document["input"],
        negative_prompt="",
        size="1920x1080",
        audio=False,
        duration=5,
        options={"callback_url": document["callback_url"]},
    )
    assert sent == document


def test_wans_document(client, world):
    document = load("wan", "submit")["request"]
    sent = body_of(
        client,
        world,
        "wan2.6-t2v",
        prompt=document["input"]["prompt"],
        negative_prompt=document["input"]["negative_prompt"],
        audio=document["input"]["audio_url"],
        size="1920x1080",
        duration=document["parameters"]["duration"],
        seed=document["parameters"]["seed"],
        options={name: document["parameters"][name] for name in ("prompt_extend", "shot_type", "watermark")},
    )
    assert sent == document


def test_pixverses_document(client, world):
    document = load("paiwo", "transition_submit")["request"]
    picture = Image(id=177602101)
    sent = body_of(
        client,
        world,
        "paiwo-v5.6-itv2",
        prompt=document["input"],
        first_frame=picture,
        last_frame=picture,
        size="540p",
        duration=5,
        seed=document["seed"],
        audio=True,
        options={"motion_mode": "normal"},
    )
    assert sent == document


def test_vidus_document(client, world):
    document = load("vidu", "page_request")["request"]
    own = ("movement_amplitude", "watermark", "wm_position", "wm_url", "callback_url", "payload", "off_peak")
    sent = body_of(
        client,
        world,
        "viduq2-pro",
        prompt=document["input"],
        first_frame=document["images"][0],
        last_frame=document["images"][1],
        size="720p",
        duration=5,
        audio=document["bgm"],
        options={name: document[name] for name in own if name in document},
    )
    # Seed 0 of the document asks for a drawn one, which is what leaving it out does.
    assert sent | {"seed": 0} == document


@pytest.mark.parametrize(
    ("model", "wish", "expected"),
    [
        ("kling-v2-6-text2video", {}, {"input": "海"}),
        ("wan2.6-t2v", {}, {"input": {"prompt": "海"}}),
        ("wan2.6-t2v", {"audio": True}, {"input": {"prompt": "海"}}),
        (
            "wan2.6-t2v",
            {"options": {"watermark": True}},
            {"input": {"prompt": "海"}, "parameters": {"watermark": True}},
        ),
        (
            "paiwo-v5.6-itv2",
            FRAMES,
            {"input": "海", "first_frame_img": 1, "last_frame_img": 2, "duration": 5, "quality": "540p"},
        ),
        ("viduq2-pro", FRAMES, {"input": "海", "images": [FIRST.url, LAST.url]}),
        ("viduq2-pro", FRAMES | {"audio": True}, {"input": "海", "images": [FIRST.url, LAST.url], "bgm": True}),
        ("viduq2-pro", FRAMES | {"prompt": ""}, {"images": [FIRST.url, LAST.url]}),
    ],
)
def test_what_is_not_named_is_left_to_the_model(client, world, model, wish, expected):
    assert body_of(client, world, model, **({"prompt": "海"} | wish)) == {"model": model, **expected}


@pytest.mark.parametrize(
    ("size", "mode", "ratio"),
    [("720p", "std", "16:9"), ("1080x1920", "pro", "9:16"), ("960x960", "std", "1:1"), ("1080p", "pro", "16:9")],
)
def test_kling_knows_sizes_as_mode_and_ratio(client, world, size, mode, ratio):
    sent = body_of(client, world, "kling-v2-6-text2video", prompt="海", size=size)
    assert sent == {"model": "kling-v2-6-text2video", "input": "海", "mode": mode, "aspect_ratio": ratio}


def test_files_on_this_machine_go_to_vidu_as_base64_with_their_type(client, world, tmp_path):
    path = tmp_path / "first.png"
    path.write_bytes(PNG)
    jpeg = b"\xff\xd8\xff\xe0" + bytes(10)
    sent = body_of(client, world, "viduq2-pro", first_frame=str(path), last_frame=jpeg)
    assert sent == {
        "model": "viduq2-pro",
        "images": [
            f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
            f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}",
        ],
    }


def test_files_on_this_machine_are_uploaded_for_pixverse_each_once(client, world, tmp_path):
    path = tmp_path / "first.png"
    path.write_bytes(PNG)
    world.then(told(load("paiwo", "upload_local")["reply"]), told(ACCEPTED["paiwo-v5.6-itv2"]))
    client.videos.create(model="paiwo-v5.6-itv2", prompt="海", first_frame=path, last_frame=PNG)
    assert world.bodies == [
        load("paiwo", "upload_base64")["request"],
        {
            "model": "paiwo-v5.6-itv2",
            "input": "海",
            "first_frame_img": 177602101,
            "last_frame_img": 177602101,
            "duration": 5,
            "quality": "540p",
        },
    ]
    assert [request.headers.get("Idempotency-Key") for request in world.requests] == [None, "key-1"]


def test_an_upload_by_address(client, world):
    document = load("paiwo", "upload_url")
    world.then(told(document["reply"]))
    image = client.images.upload(document["request"]["image_url"])
    assert world.bodies == [document["request"]]
    assert image == Image(
        id=document["reply"]["Resp"]["img_id"],
        url=document["reply"]["Resp"]["img_url"],
        request_id="11111111-2222-3333-4444-555555555555",
        raw=document["reply"],
    )


def test_a_request_as_it_goes_out(client, world):
    body_of(client, world, "kling-v2-6-text2video", prompt="海")
    (request,) = world.requests
    names = ("authorization", "content-type", "idempotency-key", "accept-encoding")
    assert (request.method, str(request.url)) == ("POST", f"{BASE_URL}/v1/responses")
    assert {name: request.headers[name] for name in names} == {
        "authorization": f"Bearer {KEY}",
        "content-type": "application/json",
        "idempotency-key": "key-1",
        "accept-encoding": "identity",
    }
    assert request.headers["user-agent"].startswith("onereel-python/")
    assert request.extensions["timeout"] == {"connect": 10.0, "read": 60.0, "write": 60.0, "pool": 60.0}


def test_a_key_of_ones_own_for_the_submit(client, world):
    body_of(client, world, "kling-v2-6-text2video", prompt="海", idempotency_key="mine-1")
    assert world.requests[0].headers["Idempotency-Key"] == "mine-1"
