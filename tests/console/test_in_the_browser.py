"""The console in a real browser over the real server: what people do with it, from sign-in to sign-out.

Not here: what every page must be (`test_every_page.py`), or who may see what (`test_visits.py`).
"""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.support.pictures import draw_scene, encode
from tests.console.browser import PHONE, wait_until
from tests.console.conftest import KLING, SOONEST


def main(page):
    return page.locator("main")


def test_a_wrong_key_is_refused_and_a_right_one_lets_in_and_out(site, visit):
    visitor = visit()
    page = visitor.open("/console/tasks?state=failed")
    page.get_by_label("API key").fill("sk-wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("This key is not known here, or was revoked.")

    page.get_by_label("API key").fill(site.studio)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/console/tasks\?state=failed$"))
    assert [cookie["httpOnly"] for cookie in page.context.cookies()] == [True]
    assert [cookie["sameSite"] for cookie in page.context.cookies()] == ["Lax"]

    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    visitor.open("/console/tasks")
    expect(page).to_have_url(re.compile("/console/sign-in"))


def test_a_clip_is_made_in_the_playground_and_plays_beside_its_request(studio):
    studio.goto(studio.url + "/playground")
    studio.get_by_label("Prompt").fill("A paper boat crosses a puddle.")
    expect(studio.locator(".price")).to_have_text("¥2.50")
    studio.get_by_label("std", exact=True).check(force=True)
    expect(studio.locator(".price")).to_have_text("¥1.50")
    expect(studio.locator("#sample-1")).to_contain_text('"input": "A paper boat crosses a puddle."')
    studio.get_by_role("tab", name="Python").click()
    expect(studio.locator("#sample-2")).to_contain_text("requests.post(url, json=body")

    studio.get_by_role("button", name="Make the clip").click()
    expect(studio.locator("#reply")).to_contain_text('"message": "SUCCEED"')
    video = studio.locator("#clip video")
    expect(video).to_be_visible()
    wait_until(studio, "document.querySelector('#clip video').currentTime > 0.2")
    assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == [1280, 720]


@pytest.mark.parametrize("clipboard", ["as browsers have it", "none, as without https"])
def test_a_sample_is_copied_whole(site, visit, clipboard):
    page = visit(permissions=["clipboard-read", "clipboard-write"]).sign_in(site.studio)
    page.goto(page.url + "/playground")
    page.get_by_label("Prompt").fill('Two lines,\n"quoted"')
    expect(page.locator("#sample-1")).to_contain_text("quoted")
    if clipboard != "as browsers have it":
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')) }")
    page.locator("#panel-1").get_by_role("button", name="Copy").click()
    expect(page.locator("#toast")).to_have_text("Copied")

    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#sample-1").text_content()
    expect(page.locator("#panel-1").get_by_role("button", name="Copy")).to_be_focused()


def test_what_will_not_do_is_said_where_the_clip_would_be(studio):
    studio.goto(studio.url + "/playground?model=paiwo-v5.6-itv2")
    studio.get_by_text("10", exact=True).click()
    studio.get_by_text("1080p", exact=True).click()
    expect(studio.locator("#price .problem")).to_contain_text("10 seconds are not made at 1080p")
    studio.get_by_role("button", name="Make the clip").click()
    expect(studio.locator("#result [role=alert]")).to_contain_text("first_frame_img")


@pytest.mark.parametrize("model", ["paiwo-v5.6-itv2", "viduq2-pro"])
def test_first_and_last_frame_are_picked_shown_and_used(studio, model):
    studio.goto(studio.url + f"/playground?model={model}")
    for label, moment in (("First frame", 0.0), ("Last frame", 1.0)):
        picture = {"name": "frame.png", "mimeType": "image/png", "buffer": encode(draw_scene(moment), "png")}
        studio.get_by_label(label).set_input_files(picture)
    expect(studio.locator(".drop img:visible")).to_have_count(2)
    wait_until(studio, "[...document.querySelectorAll('[data-value]')].every(one => one.value)")
    if model == "paiwo-v5.6-itv2":
        expect(studio.locator("#sample-4")).to_contain_text(re.compile(r'"last_frame_img": \d+'))
    else:
        studio.get_by_label("Length").fill("1")
        expect(studio.locator("output")).to_have_text("1")

    studio.get_by_role("button", name="Make the clip").click()
    wait_until(studio, "document.querySelector('#clip video')?.currentTime > 0")
    studio.get_by_role("link", name="Open the task").click()
    expect(studio.locator(".given img")).to_have_count(2)

    studio.get_by_role("link", name="Run again with changes").click()
    expect(studio.locator(".drop img:visible")).to_have_count(2)
    studio.get_by_role("button", name="Make the clip").click()
    expect(studio.locator("#reply pre")).to_be_visible()


def test_a_task_is_watched_live_to_its_end(site, studio):
    made = site.submit({"model": KLING, "input": "A train passes a lake.", "duration": 10})
    studio.goto(studio.url + f"/tasks/{made['id']}")
    studio.locator("article").evaluate("article => { article.dataset.seen = 'before'; }")

    video = studio.locator("article video")
    expect(video).to_be_visible(timeout=60_000)
    expect(studio.locator(".timeline")).to_contain_text("Clip stored")
    expect(studio.locator(".timeline")).to_contain_text("Attempt 1 started")
    expect(studio.locator(".bill")).to_contain_text("Paid for what was made")


def test_the_log_follows_open_tasks_and_is_narrowed_down(site, operator):
    site.submit(SOONEST | {"input": "Lanterns float over a river"})
    site.submit(SOONEST | {"input": "一只小猫在雪地里奔跑"}, key=site.operator)
    operator.goto(operator.url + "/tasks")
    row = operator.locator(".row", has_text="Lanterns float")
    expect(row.locator(".state")).to_have_text("Succeeded")

    operator.get_by_label("Search by id").fill("雪地里")
    expect(operator.locator(".row")).to_have_count(1)
    expect(operator).to_have_url(re.compile("q=%E9%9B%AA"))
    assert operator.url.endswith("/console/tasks?q=%E9%9B%AA%E5%9C%B0%E9%87%8C")
    operator.get_by_label("Search by id").fill("lanterns RIVER")
    expect(operator.locator(".row .what a")).to_have_text(["Lanterns float over a river"])
    operator.get_by_role("combobox", name="State").select_option("Failed")
    expect(operator.locator(".none-found")).to_be_visible()
    operator.go_back()
    expect(operator.get_by_label("Search by id")).to_have_value("lanterns RIVER")


def test_a_thumbnail_plays_while_it_is_pointed_at(site, operator):
    site.submit(SOONEST | {"input": "Waves roll in"})
    operator.goto(operator.url + "/tasks?q=waves")
    row = operator.locator(".row").first
    expect(row.locator(".state")).to_have_text("Succeeded")
    row.hover()
    wait_until(operator, "document.querySelector('.row video').currentTime > 0.2")
    operator.mouse.move(0, 0)
    wait_until(operator, "document.querySelector('.row video').paused")


def test_a_task_is_cancelled(site, studio):
    wish = {"model": KLING, "duration": 10}
    *others, waiting = [site.submit(wish | {"input": f"Number {number}"}) for number in range(4)]
    studio.goto(studio.url + f"/tasks/{waiting['id']}")
    studio.get_by_role("button", name="Cancel").click()
    expect(studio.locator(".facts .state").first).to_have_text("Cancelled")
    expect(studio.locator("#code-reply")).to_contain_text('"task_status": "submitted"')
    assert site.task(waiting["id"])["state"] == "cancelled"
    for other in others:
        site.cancel(other["id"])


def test_a_clip_is_given_up_where_it_was_asked_for(site, studio):
    studio.goto(studio.url + "/playground")
    studio.get_by_label("Prompt").fill("A long way over the hills")
    studio.get_by_text("10", exact=True).click()
    studio.get_by_role("button", name="Make the clip").click()
    task_id = studio.get_by_role("link", name="Open the task").get_attribute("href").rpartition("/")[2]
    studio.locator("#clip").get_by_role("button", name="Cancel").click()
    expect(studio.locator("#clip .state")).to_have_text("Cancelled")

    assert site.task(task_id)["state"] == "cancelled"
    expect(studio.locator("#clip").get_by_role("button", name="Cancel")).to_have_count(0)
    expect(studio.get_by_label("Prompt")).to_have_value("A long way over the hills")


def test_a_callback_is_sent_again(site, hook, operator):
    site.submit(SOONEST | {"input": "A bell rings", "callback_url": f"http://{hook.place}/hook?token=1"})
    # The second goes out only once the first is written down as delivered.
    first, second = hook.taken.get(timeout=60), hook.taken.get(timeout=60)
    assert first != second

    operator.goto(operator.url + f"/callbacks/{first}")
    expect(operator.locator(".facts .state")).to_have_text("Delivered")
    assert operator.locator("h1").inner_text() == f"http://{hook.place}/hook"
    operator.get_by_role("button", name="Send again").click()
    expect(operator.locator(".facts .state")).to_be_visible()

    taken = [hook.taken.get(timeout=60) for _ in range(2)]
    assert first in taken
    # The page follows by itself until it is through.
    expect(operator.locator(".facts .state")).to_have_text("Delivered")


def test_a_task_that_has_ended_is_followed_until_its_callbacks_are_through(site, hook, studio):
    made = site.submit({"model": KLING, "input": "A kite", "callback_url": f"http://{hook.place}/hook"})
    studio.goto(studio.url + f"/tasks/{made['id']}")
    expect(studio.locator("article video")).to_be_visible()
    studio.locator("article video").evaluate("video => { video.dataset.seen = 'before'; }")

    expect(studio.locator(".timeline")).to_contain_text("Callback 3 delivered")
    expect(studio.locator("#story[hx-get]")).to_have_count(0)
    expect(studio.locator("article video[data-seen]")).to_have_count(1)
    for _ in range(3):
        hook.taken.get(timeout=60)


def test_the_tries_of_callbacks_are_drawn(site, hook, operator):
    site.submit({"model": KLING, "input": "A bell rings twice", "callback_url": f"http://{hook.place}/hook"})
    for _ in range(3):
        hook.taken.get(timeout=60)  # with the second, the first is counted
    operator.goto(operator.url + "/callbacks")

    expect(operator.locator("#tries-title + .chart rect.delivered")).not_to_have_count(0)
    expect(operator.locator("#latency-title + .chart rect.usual")).not_to_have_count(0)
    operator.locator("#chart-latencies-table summary").click()
    expect(operator.locator("#chart-latencies-table td").first).to_contain_text("s")


def test_what_somebody_is_at_outlives_the_next_figures(site, operator):
    site.submit({"model": KLING, "input": "Geese fly south"})
    operator.goto(operator.url + "/tasks?q=geese")
    expect(operator.locator(".row .state")).to_have_text("Succeeded")
    operator.get_by_role("link", name="Overview").click()
    operator.locator("#chart-ends-table summary").click()
    operator.locator("#overview .strip a").first.focus()
    operator.evaluate("document.querySelector('#overview .numbers').dataset.seen = 'before'")

    operator.evaluate("htmx.ajax('GET', '/console/pulse', '#overview')")
    expect(operator.locator("#overview .numbers[data-seen]")).to_have_count(0)
    expect(operator.locator("#overview .strip a").first).to_be_focused()
    expect(operator.locator("#chart-ends-table")).to_have_attribute("open", "")


def test_on_a_phone_the_clip_comes_into_view(site, visit):
    page = visit(viewport=PHONE).sign_in(site.studio)
    page.goto(page.url + "/playground")
    page.get_by_role("button", name="Make the clip").click()
    expect(page.locator("#clip .screen")).to_be_in_viewport(ratio=0.9)


def test_the_life_of_a_key(site, visit):
    visitor = visit()
    page = visitor.sign_in(site.operator)
    visitor.open("/console/keys")
    page.get_by_label("Name").fill("nightly batch")
    page.get_by_label("Credit").fill("2.5")
    page.get_by_role("button", name="Create a key").click()
    plain = page.locator("#new-key").inner_text()
    assert re.fullmatch(r"sk-[0-9a-f]{64}", plain)

    site.submit(SOONEST | {"input": "One clip"}, key=plain)
    page.get_by_role("link", name="nightly batch").first.click()
    expect(page.locator("body")).not_to_contain_text(plain)
    page.get_by_label("Tasks a minute").fill("many")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_label("Tasks a minute").evaluate("field => field.validity.patternMismatch")
    page.get_by_label("Tasks a minute").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="saved")).to_be_visible()
    expect(page.get_by_label("Tasks a minute")).to_have_value("7")
    expect(page.get_by_label("Credit")).to_have_value("2.5")

    theirs = visit()
    theirs.sign_in(plain)
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator("tr", has_text="nightly batch")).to_contain_text("revoked")
    theirs.open("/console/tasks")
    expect(theirs.page).to_have_url(re.compile("/console/sign-in"))


def test_everything_is_reached_with_the_keyboard(studio):
    studio.goto(studio.url + "/playground")
    studio.keyboard.press("Tab")
    expect(studio.get_by_role("link", name="Skip to the content")).to_be_focused()
    studio.keyboard.press("Enter")
    studio.get_by_label("Prompt").focus()
    studio.keyboard.press("Control+A")
    studio.keyboard.type("Snow falls on a village")
    studio.get_by_role("tab", name="curl").focus()
    studio.keyboard.press("ArrowRight")
    expect(studio.get_by_role("tab", name="Python")).to_be_focused()
    expect(studio.locator("#sample-2")).to_be_visible()
    studio.get_by_label("Prompt").focus()
    studio.keyboard.press("Control+Enter")
    expect(studio.locator("#reply pre")).to_be_visible()


def test_the_menu_closes_with_escape_and_gives_the_focus_back(studio):
    menu = studio.locator(".me")
    menu.locator("summary").click()
    studio.get_by_role("link", name="API documentation").focus()
    studio.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    studio.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_language_and_colours_are_kept(visit, site):
    visitor = visit()
    page = visitor.sign_in(site.studio)
    page.locator(".me summary").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("h1")).to_have_text("概览")
    page.locator(".me summary").click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 21, 24)"
