"""The code beside the playground's form, copied and run: each sample orders what the form says, at the price it shows.

Not here: how the samples are written down (`test_forms.py`).
"""

import json
import re
import subprocess
import sys
from html import unescape
from random import Random

import pytest
import requests

from onereel.catalog import Catalog
from onereel.console.fields import list_fields
from onereel.domain.clock import system_clock
from onereel.providers.registry import build_dialects
from tests.acceptance.support.pictures import draw_scene, encode

CATALOG = Catalog(build_dialects(clock=system_clock, random=Random(1)))
PROMPT = 'It\'s a "boat" $HOME `id` $(id) \\ \\n 100 % <b>&amp;\nsecond line 海'
FILLED = {
    "kling-v2-6-text2video": {"input": PROMPT, "mode": "pro", "aspect_ratio": "9:16", "sound": "on"},
    "wan2.6-t2v": {"input.prompt": PROMPT, "parameters.size": "832*1088", "parameters.duration": "4"},
    "paiwo-v5.6-itv2": {"input": PROMPT, "quality": "360p", "duration": "5", "generate_audio_switch": "true"},
    "viduq2-pro": {"input": PROMPT, "duration": "4", "resolution": "540p", "bgm": "true"},
}
"""What differs from the form as it starts, with one price each."""
PICTURES = {"first": "it's the bay.png", "last": "away $HOME.jpg"}


@pytest.fixture
def folder(tmp_path):
    """With the pictures in it; each is longer than an argument of a command may be."""
    (tmp_path / PICTURES["first"]).write_bytes(encode(draw_scene(0.0, width=1280, height=720), "png"))
    (tmp_path / PICTURES["last"]).write_bytes(encode(draw_scene(1.0, width=1280, height=720), "jpg"))
    assert min(path.stat().st_size for path in tmp_path.iterdir()) > 131_072
    return tmp_path


class Form:
    """The playground, without a browser."""

    def __init__(self, site):
        self._base = site.server.base_url
        self._session = requests.Session()
        self._session.headers["sec-fetch-site"] = "same-origin"
        self._session.post(f"{self._base}/console/sign-in", data={"key": site.studio}, timeout=30).raise_for_status()

    def quote(self, model):
        """The price and the samples of a model's form, filled in."""
        fields = list_fields(CATALOG.find(model))
        form = {"model": model} | {field.path: field.start for field in fields} | FILLED[model]
        for field in fields:
            if field.kind == "picture":
                form[f"{field.path}.file"] = PICTURES["first" if "first" in field.path or "0" in field.path else "last"]
        reply = self._session.post(f"{self._base}/console/playground/quote", data=form, timeout=30)
        samples = re.findall(r'<pre id="sample-\d".*?><code>(.*?)</code>', reply.text, re.DOTALL)
        return re.search(r'class="price">¥([\d.]+)<', reply.text)[1], [unescape(sample) for sample in samples]


@pytest.fixture
def run(site, folder):
    """Runs a program in the folder of the pictures, with the key where the samples take it from."""

    def start(*words):
        environment = {"ONEREEL_API_KEY": site.studio, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)}
        return subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)

    return start


def newest(site):
    headers = {"Authorization": site.studio}
    found = requests.get(f"{site.server.base_url}/v1/tasks?limit=1", headers=headers, timeout=30).json()["data"][0]
    return site.task(found["id"])


def check(task, model, price):
    """That the form was ordered, and is charged as it says."""
    has_frames = model in ("paiwo-v5.6-itv2", "viduq2-pro")
    asked = task["request"]
    said = (task["model"], asked["prompt"], asked["has_first_frame"], asked["has_last_frame"])
    assert said == (model, PROMPT, has_frames, has_frames)
    costs = task["cost"]
    assert sum(float(costs[name]) for name in ("held", "captured", "released")) == pytest.approx(float(price))


@pytest.mark.parametrize("model", FILLED)
def test_the_command_runs_as_it_is_copied(site, run, model):
    price, (command, *_) = Form(site).quote(model)
    process = run("bash", "-c", command)
    printed, _ = process.communicate(timeout=60)
    task = newest(site)
    site.cancel(task["id"])

    assert process.returncode == 0
    assert str(task["task_id"]) in printed
    check(task, model, price)


@pytest.mark.parametrize("model", FILLED)
def test_the_program_runs_as_it_is_copied_and_follows_the_task(site, run, model):
    price, (_, program, *_) = Form(site).quote(model)
    process = run(sys.executable, "-u", "-c", program)
    replied = process.stdout.readline()
    task = newest(site)
    site.cancel(task["id"])
    rest, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert str(task["task_id"]) in replied
    assert "data: " in rest
    check(task, model, price)


@pytest.mark.parametrize("model", ["wan2.6-t2v", "viduq2-pro"])
def test_the_program_with_our_client_runs_as_it_is_copied(site, run, folder, model):
    price, (_, _, program, _) = Form(site).quote(model)
    process = run(sys.executable, "-c", program)
    process.communicate(timeout=120)

    assert process.returncode == 0
    assert (folder / "video.mp4").read_bytes()[4:8] == b"ftyp"
    check(newest(site), model, price)


def test_a_name_that_no_sample_can_hold_is_not_taken(site, monkeypatch):
    monkeypatch.setitem(PICTURES, "first", "a\nEND\nid\n.png")
    _, (command, program, client, _) = Form(site).quote("viduq2-pro")

    assert [text.count("\nEND") for text in (command, program, client)] == [1, 0, 0]
    assert all("first.png" in text for text in (command, program, client))


def test_the_body_alone_says_what_is_still_to_be_put_in(site):
    form = Form(site)
    bodies = {model: json.loads(form.quote(model)[1][3]) for model in ("paiwo-v5.6-itv2", "viduq2-pro")}

    assert bodies["paiwo-v5.6-itv2"]["first_frame_img"] == "<img_id of the first frame>"
    assert bodies["viduq2-pro"]["images"] == [
        "data:image/png;base64,<first frame, base64>",
        "data:image/jpeg;base64,<last frame, base64>",
    ]
