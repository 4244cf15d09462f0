"""The form of every model: made from its schema, filled in, priced, written down as code, and taken from a task again.

Not here: how forms look.
"""

import base64
import json
import subprocess
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

import onereel
from onereel import Client
from onereel.catalog import Catalog
from onereel.client.checking import check_wish
from onereel.client.dialects.registry import MODELS
from onereel.client.pictures import load_picture
from onereel.client.wish import wish_of
from onereel.console.again import values_of
from onereel.console.fields import Field, build_body, list_fields
from onereel.console.frames import Frames
from onereel.console.pricing import price_of
from onereel.console.samples import Target, write_samples
from onereel.domain.clock import system_clock
from onereel.domain.media import Picture
from onereel.errors import RequestError
from onereel.providers.base import Found, SubmitModel
from onereel.providers.registry import build_dialects
from tests.builders import build_task

CATALOG = Catalog(build_dialects(clock=system_clock, random=Random(1)))
CARDS = [card for card in CATALOG.cards if isinstance(card, SubmitModel)]
KLING, WAN, VIDU, PAIWO = (
    CATALOG.find(name) for name in ("kling-v2-6-text2video", "wan2.6-t2v", "viduq2-pro", "paiwo-v5.6-itv2")
)
HOOK = "https://example.com/hook"
HERE = Target(base_url="http://here", query_model="vidu-get", upload_model="paiwo-picture")
FRAME = Picture(asset_id="image-1.png", width=960, height=540)


def plan(card, body, seed=5):
    wish = card.read(body)
    return wish.plan(Found(pictures=dict.fromkeys(wish.needs, FRAME)), seed)


def started(card):
    return {field.path: field.start for field in list_fields(card)}


def test_a_field_has_the_limits_the_default_and_the_help_of_the_schema():
    fields = {field.path: field for field in list_fields(WAN)}

    assert next(iter(fields)) == "input.prompt"
    assert fields["parameters.duration"] == Field(
        path="parameters.duration",
        kind="number",
        default="5",
        start="5",
        minimum=2,
        maximum=15,
        is_integer=True,
        help="Seconds.",
    )
    assert fields["parameters.shot_type"].choices == ("single", "multi")
    assert fields["parameters.prompt_extend"].kind == "switch"
    assert fields["input.prompt"].is_required


def test_pictures_are_picked_and_not_typed():
    picked = {card.id: [field.path for field in list_fields(card) if field.kind == "picture"] for card in CARDS}

    assert picked == {
        KLING.id: [],
        WAN.id: [],
        VIDU.id: ["images[0]", "images[1]"],
        PAIWO.id: ["first_frame_img", "last_frame_img"],
    }


def test_a_picture_may_be_as_large_as_its_provider_takes_and_the_form_can_carry():
    usual, small = (
        {name: Frames(desk=SimpleNamespace(max_body_bytes=most)).most_bytes(name) for name in ("paiwo", "vidu", "wan")}
        for most in (32 * 1024 * 1024, 1_000_000)
    )

    assert usual == {"paiwo": 10_485_759, "vidu": 10_485_759, "wan": 0}
    assert small == {"paiwo": 1_000_000, "vidu": 350_000, "wan": 0}
    for most, size in ((32 * 1024 * 1024, usual["vidu"]), (1_000_000, small["vidu"])):
        picture = base64.b64encode(Random(1).randbytes(size)).decode()
        assert len(urlencode({"images[0]": picture, "images[1]": picture})) < most


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_form_as_it_starts_is_a_request_that_works(card):
    values = started(card) | {"first_frame_img": "1", "last_frame_img": "2"}
    values |= {"images[0]": "https://example.com/1.png", "images[1]": "https://example.com/2.png"}

    body = build_body(card, list_fields(card), values)

    assert plan(card, body).charge == price_of(card, list_fields(card), body)


def test_only_what_differs_from_its_default_is_sent():
    values = started(WAN) | {"input.prompt": "A boat", "parameters.duration": "5", "parameters.prompt_extend": ""}
    values |= {"parameters.size": "1280*720", "parameters.shot_type": "single", "parameters.seed": "7"}

    assert build_body(WAN, list_fields(WAN), values) == {
        "model": "wan2.6-t2v",
        "input": {"prompt": "A boat"},
        "parameters": {"size": "1280*720", "prompt_extend": False, "seed": 7},
    }


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_an_empty_form_has_a_price_where_what_is_missing_costs_nothing(card):
    values = {field.path: "" if field.kind in ("long", "picture") else field.start for field in list_fields(card)}

    assert price_of(card, list_fields(card), build_body(card, list_fields(card), values)).cost > 0


def test_what_has_no_price_says_why():
    values = started(PAIWO) | {"quality": "1080p", "duration": "10"}

    with pytest.raises(RequestError, match="10 seconds are not made at 1080p"):
        price_of(PAIWO, list_fields(PAIWO), build_body(PAIWO, list_fields(PAIWO), values))


REQUESTS = [
    {"model": KLING.id, "input": "海边", "mode": "pro", "sound": "on", "aspect_ratio": "1:1", "duration": 10},
    {"model": KLING.id, "input": "海边", "negative_prompt": "blur", "aspect_ratio": "9:16"},
    {"model": WAN.id, "input": {"prompt": "A boat", "negative_prompt": "x"}, "parameters": {"duration": 7, "seed": 9}},
    {"model": WAN.id, "input": "A boat", "parameters": {"prompt_extend": False, "watermark": True}},
    {"model": WAN.id, "input": "A boat", "parameters": {"size": "832*1088", "shot_type": "multi"}},
    {"model": VIDU.id, "images": ["https://e.com/1", "https://e.com/2"], "duration": 3, "bgm": True, "off_peak": True},
    {"model": VIDU.id, "images": ["https://e.com/1", "https://e.com/2"], "watermark": True, "wm_position": 1},
    {
        "model": PAIWO.id,
        "input": "A cat",
        "first_frame_img": 1,
        "last_frame_img": 2,
        "duration": 10,
        "quality": "540p",
        "motion_mode": "fast",
        "generate_audio_switch": True,
    },
]


@pytest.mark.parametrize("body", REQUESTS, ids=lambda body: body["model"])
def test_running_again_without_changes_wishes_for_the_same(body):
    card = CATALOG.find(body["model"])
    first = plan(card, body)
    task = replace(
        build_task(), provider=card.provider, model=card.id, request=first.request, echo=first.echo, charge=first.charge
    )
    pictures = {"images[0]": "https://e.com/1", "images[1]": "https://e.com/2"}
    numbers = {"first_frame_img": "1", "last_frame_img": "2"}

    again = plan(card, build_body(card, list_fields(card), values_of(task) | pictures | numbers))

    assert (again.request, again.charge) == (first.request, first.charge)


def test_the_curl_command_sends_exactly_the_body():
    body = {"model": KLING.id, "input": 'It\'s a "boat" $HOME `x` \\ 海'}
    curl = write_samples(body, target=HERE)[0].text
    printing = curl.replace("curl http://here/v1/responses", "printf '%s\\0'")

    done = subprocess.run(["bash", "-c", printing], capture_output=True, check=True, env={"ONEREEL_API_KEY": "k"})

    words = done.stdout.decode().split("\0")
    assert words[:3] == ["-H", "Authorization: Bearer k", "-H"]
    assert json.loads(words[5]) == body


def test_a_picture_of_an_earlier_task_is_nothing_that_others_could_send():
    vidu, pixverse = (
        write_samples(body, target=HERE)[3].text
        for body in (
            {"model": VIDU.id, "images": [f"task:{'1' * 32}", "https://e.com/2.png"]},
            {"model": "paiwo-v5.6-itv2", "first_frame_img": f"task:{'1' * 32}", "last_frame_img": 7},
        )
    )

    assert json.loads(vidu)["images"] == ["data:image/png;base64,<first frame, base64>", "https://e.com/2.png"]
    assert json.loads(pixverse) == {
        "model": "paiwo-v5.6-itv2",
        "first_frame_img": "<img_id of the first frame>",
        "last_frame_img": 7,
    }


FILLED = [
    (KLING, {"input": "海'\"", "negative_prompt": "rain", "sound": "on", "duration": 10, "callback_url": HOOK}),
    (KLING, {"input": "a boat", "mode": "pro", "aspect_ratio": "9:16"}),
    (KLING, {"input": "a boat", "aspect_ratio": "1:1"}),
    (
        WAN,
        {
            "input": {"prompt": "a boat", "negative_prompt": "rain", "audio_url": "https://example.com/a.mp3"},
            "parameters": {"size": "832*1088", "duration": 3, "seed": 7, "shot_type": "multi", "watermark": True},
        },
    ),
    (WAN, {"input": {"prompt": "a boat"}, "parameters": {"prompt_extend": False}, "callback_url": HOOK}),
    (
        PAIWO,
        {"input": "a boat", "first_frame_img": 123, "last_frame_img": 456, "duration": 8, "quality": "720p", "seed": 1}
        | {"generate_audio_switch": True, "negative_prompt": "rain"},
    ),
    (
        PAIWO,
        {"input": "a boat", "first_frame_img": 1, "last_frame_img": 2, "duration": 5, "quality": "360p"}
        | {"motion_mode": "fast"},
    ),
    (
        VIDU,
        {"images": ["https://example.com/a.png", "https://example.com/b.png"], "input": "a boat", "duration": 2}
        | {"seed": 3, "resolution": "540p", "bgm": True, "watermark": True, "wm_position": 1, "off_peak": True}
        | {"movement_amplitude": "small", "payload": "p", "is_rec": True, "meta_data": "m"},
    ),
    *((card, None) for card in (KLING, WAN, VIDU)),
]


@pytest.mark.parametrize(("card", "filled"), FILLED)
def test_the_program_with_our_own_client_orders_the_same(card, filled, monkeypatch):
    body = {"model": card.id} | (filled or build_body(card, list_fields(card), started(card)))
    if card is VIDU and not filled:
        body["images"] = ["https://example.com/a.png", "https://example.com/b.png"]
    ordered = []

    class Recorder(Client):
        def __init__(self, *, base_url):
            super().__init__("sk-1", base_url=base_url)
            monkeypatch.setattr(self.videos, "generate", lambda **words: ordered.append(words))

    monkeypatch.setattr(onereel, "Client", Recorder, raising=False)
    sample = write_samples(body, target=HERE)[2]
    exec(sample.text, {})

    (words,) = ordered
    assert (sample.name, words.pop("save_to"), words.pop("on_progress")) == ("onereel", "video.mp4", print)
    model = MODELS[words.pop("model")]
    wish = wish_of(words)
    check_wish(wish, model)
    frames = (wish.first_frame, wish.last_frame)
    pictures = () if frames == (None, None) else tuple(load_picture(one, field="frame") for one in frames)
    assert plan(card, model.write(wish, pictures)) == plan(card, body)


def test_pictures_that_came_inline_are_files_there():
    body = {"model": VIDU.id, "images": ["data:image/png;base64,Zmlyc3Q=", "data:image/png;base64,bGFzdA=="]}
    text = write_samples(body, target=HERE)[2].text
    assert "first_frame='first.png'" in text
    assert "last_frame='last.png'" in text
