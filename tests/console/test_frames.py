"""Frames in the playground: dropped with the mouse or picked, shown, refused, and used.

Not here: everything else that is done in the playground (`test_in_the_browser.py`).
"""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.acceptance.support.pictures import draw_scene, encode
from tests.console.browser import wait_until

FORMS = ("paiwo-v5.6-itv2", "viduq2-pro")
"""The models that take frames: by the number of an upload, and within the request."""


def drag(page, target, file):
    """A file is dragged out of a folder, over a part of the page, and let go there, as the mouse does it."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    mouse = page.context.new_cdp_session(page)
    for moment in ("dragEnter", "dragOver", "drop"):
        mouse.send("Input.dispatchDragEvent", {"type": moment, **spot, "data": data})
    mouse.detach()


def place_of(page, label):
    """Where one of the frames goes."""
    return page.locator("[data-frame]", has=page.get_by_label(label))


@pytest.fixture
def keep(tmp_path):
    """Writes files to be dragged."""

    def write(name, content):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


def boat(moment, **size):
    return encode(draw_scene(moment, **size), "png")


@pytest.mark.parametrize("model", FORMS)
def test_a_frame_that_is_dropped_is_shown_said_and_used(site, studio, keep, model):
    studio.goto(studio.url + f"/playground?model={model}")
    studio.get_by_role("textbox", name="Prompt").fill("A boat sails out of the bay")
    first, last = place_of(studio, "First frame"), place_of(studio, "Last frame")
    drag(studio, first, keep("bay.png", boat(0.0, width=640, height=360)))
    expect(first.get_by_role("status")).to_have_text("bay.png · 640 × 360")
    drag(studio, last, keep("away.jpg", encode(draw_scene(1.0, width=640, height=360), "jpg")))
    expect(last.get_by_role("status")).to_have_text("away.jpg · 640 × 360")

    shown = first.get_by_role("img", name="bay.png")
    assert shown.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [640, 360]
    assert studio.get_by_label("First frame").evaluate("field => field.files[0].name") == "bay.png"
    expect(studio.get_by_label("First frame")).to_have_accessible_description("bay.png · 640 × 360")
    expect(studio.locator(".over, .busy")).to_have_count(0)

    if model == "viduq2-pro":
        studio.get_by_label("Length").fill("1")
    studio.get_by_role("button", name="Make the clip").click()
    wait_until(studio, "document.querySelector('#clip video')?.currentTime > 0")
    task_id = studio.get_by_role("link", name="Open the task").get_attribute("href").rpartition("/")[2]
    asked = site.task(task_id)["request"]
    assert [asked[name] for name in ("prompt", "has_first_frame", "has_last_frame")] == [
        "A boat sails out of the bay",
        True,
        True,
    ]
    studio.get_by_role("link", name="Open the task").click()
    pictures = studio.locator(".given img")
    assert pictures.first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert pictures.last.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640


@pytest.mark.parametrize("model", FORMS)
def test_what_cannot_be_used_is_said_and_nothing_of_the_form_is_lost(studio, keep, model):
    studio.goto(studio.url + f"/playground?model={model}")
    studio.get_by_role("textbox", name="Prompt").fill("Every word of this stays")
    place = place_of(studio, "First frame")
    drag(studio, place, keep("letter.png", b"Dear Sirs"))
    expect(place.get_by_role("alert")).to_have_text("“letter.png” is no picture that can be used: PNG, JPEG or WebP.")
    expect(place.locator("img")).to_be_hidden()

    drag(studio, place, keep("bay.png", boat(0.0)))
    expect(place.get_by_role("status")).to_have_text("bay.png · 960 × 540")
    expect(place.get_by_role("alert")).to_be_hidden()
    kept = place.locator("[data-value]").input_value()
    drag(studio, place, keep("poster.png", boat(1.0) + bytes(12_000_000)))
    expect(place.get_by_role("alert")).to_contain_text(
        re.compile(r"“poster.png” has 12\.\d MB; a picture may have 10\.4 MB\. The picture before stays\.")
    )
    drag(studio, place, keep("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>"))
    expect(place.get_by_role("alert")).to_contain_text("“drawing.svg” is no picture")

    assert kept
    assert place.locator("[data-value]").input_value() == kept
    assert studio.get_by_label("First frame").evaluate("field => field.files[0].name") == "bay.png"
    assert place.get_by_role("img", name="bay.png").evaluate("image => image.naturalWidth") == 960
    expect(studio.get_by_role("textbox", name="Prompt")).to_have_value("Every word of this stays")


def test_what_the_server_refuses_is_said_in_the_visitors_language(site, visit, keep):
    visitor = visit(locale="zh-CN")
    page = visitor.sign_in(site.studio)
    page.goto(page.url + "/playground?model=paiwo-v5.6-itv2")
    place = place_of(page, "首帧")
    drag(page, place, keep("strip.png", encode(np.zeros((8, 10_001, 3), np.uint8), "png")))
    expect(place.get_by_role("alert")).to_contain_text(re.compile("^图片过大。"))
    drag(page, place_of(page, "尾帧"), keep("away.png", boat(1.0)))
    expect(page.get_by_role("img", name="away.png")).to_be_visible()
    assert visitor.violations() == []
    assert place.locator("[data-value]").input_value() == ""
    visitor.complaints = [one for one in visitor.complaints if "400 (Bad Request)" not in one]


@pytest.mark.parametrize("missed", ["h1", "#samples", "#f-input"])
def test_a_file_that_misses_its_place_is_not_opened_instead_of_the_page(studio, keep, missed):
    studio.goto(studio.url + "/playground?model=viduq2-pro")
    studio.get_by_role("textbox", name="Prompt").fill("Still here")
    drag(studio, studio.locator(missed), keep("letter.html", b"<title>Gone</title>"))

    drag(studio, place_of(studio, "First frame"), keep("bay.png", boat(0.0)))
    expect(studio.get_by_role("img", name="bay.png")).to_be_visible()
    expect(studio.get_by_role("textbox", name="Prompt")).to_have_value("Still here")
    assert len(studio.context.pages) == 1


def test_a_submit_waits_for_the_pictures_that_are_on_their_way(studio, keep):
    studio.goto(studio.url + "/playground?model=paiwo-v5.6-itv2")
    held = []

    def hold(route):
        held.append(route)

    studio.route("**/console/pictures/paiwo", hold)
    for label, moment in (("First frame", 0.0), ("Last frame", 1.0)):
        drag(studio, place_of(studio, label), keep(f"{label}.png", boat(moment)))
    expect(studio.locator(".busy")).to_have_count(2)
    for _ in range(2):
        studio.get_by_role("button", name="Make the clip").click()
    expect(studio.locator("#result [role=alert]")).to_have_count(0)

    for route in held:
        route.continue_()
    expect(studio.locator("#reply pre")).to_contain_text("video_id")
