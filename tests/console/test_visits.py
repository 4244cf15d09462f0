"""Who gets in, what a visit may see and change, and what is refused.

Not here: how pages look (`test_every_page.py`).
"""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from onereel.domain.delivery import DeliveryState
from onereel.domain.task import Failure, State
from onereel.errors import StoreError
from tests.console.house import MINE, OPERATOR, THEIRS, House, text_of

PAGES = ("", "/pulse", "/playground", "/tasks", "/tasks/pulse", "/callbacks", "/keys")


@pytest.fixture
async def house():
    made = House()
    await made.open()
    yield made
    await made.client.aclose()


@pytest.mark.parametrize("page", PAGES)
async def test_without_a_sign_in_every_page_leads_to_the_door(house, page):
    reply = await house.visit(f"/console{page}", key=None)

    assert (reply.status_code, reply.headers["location"].partition("?")[0]) == (303, "/console/sign-in")


async def test_a_part_of_a_page_sends_the_whole_page_to_the_door(house):
    reply = await house.visit("/console/tasks", key=None, headers={"hx-request": "true"})

    assert (reply.status_code, reply.headers["hx-redirect"]) == (401, "/console/sign-in")


async def test_from_the_door_one_comes_back_to_the_page_that_was_open(house):
    open_page = {"hx-request": "true", "hx-current-url": "http://here/console/tasks?state=failed"}
    reply = await house.visit("/console/tasks/pulse", key=None, headers=open_page)

    back = "/console/sign-in?next=%2Fconsole%2Ftasks%3Fstate%3Dfailed"
    assert (reply.status_code, reply.headers["hx-redirect"]) == (401, back)


async def test_what_was_being_filled_in_stays_when_a_visit_is_over(house):
    headers = {"hx-request": "true", "sec-fetch-site": "same-origin"}
    reply = await house.visit("/console/playground/quote", key=None, headers=headers, model="viduq2-pro")

    assert (reply.status_code, reply.headers.get("hx-redirect")) == (401, None)
    assert reply.text == "Your sign-in is over. Sign in again in another tab; what you filled in stays here."


async def test_a_path_that_is_none_is_answered_with_a_page(house):
    nothing = await house.visit("/console/nothing/here")
    slash = await house.visit("/console/tasks/")

    assert (nothing.status_code, "There is nothing here." in text_of(nothing)) == (404, True)
    assert (slash.status_code, slash.headers["location"]) == (307, "/console/tasks")


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "That did not work The store does not answer. Back to the overview"),
        ({"hx-request": "true"}, "The store does not answer."),
    ],
)
async def test_a_store_that_does_not_answer_is_told_in_our_own_words(house, monkeypatch, headers, said):
    async def fail(*_):
        raise StoreError("gone")

    await house.visit("/console/tasks")
    monkeypatch.setattr(house.store.keys, "get", fail)
    reply = await house.visit("/console/tasks", headers=headers)

    assert reply.status_code == 503
    assert text_of(reply).endswith(said)


@pytest.mark.parametrize(("language", "said"), [("en", "The request is too large."), ("zh-CN", "请求过大。")])
async def test_where_a_part_of_a_page_is_refused_one_line_says_why(house, language, said):
    headers = {"sec-fetch-site": "same-origin", "hx-request": "true", "accept-language": language}
    reply = await house.visit("/console/playground/quote", headers=headers, model="viduq2-pro", input="x" * 2_000_000)

    assert (reply.status_code, reply.text) == (413, said)
    assert reply.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("wanted", "opened"),
    [
        ("/console/tasks?state=failed", "/console/tasks?state=failed"),
        ("https://example.com/", "/console"),
        ("//example.com", "/console"),
        ("/console//example.com", "/console"),
        ("/console\\example.com", "/console"),
        ("/console/\r\nset-cookie: a=b", "/console"),
        ("/consolation", "/console"),
        ("/console/sign-in", "/console"),
    ],
)
async def test_after_the_door_one_is_where_one_wanted_to_go_but_never_elsewhere(house, wanted, opened):
    reply = await house.sign_in(MINE, next=wanted)

    assert (reply.status_code, reply.headers["location"]) == (303, opened)


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(house):
    cookie = SimpleCookie((await house.sign_in(MINE)).headers["set-cookie"])["onereel_session"]

    assert {name: cookie[name] for name in ("httponly", "samesite", "path", "max-age", "secure")} == {
        "httponly": True,
        "samesite": "lax",
        "path": "/console",
        "max-age": "43200",
        "secure": "",
    }
    assert MINE not in cookie.value


async def test_where_the_server_is_reached_by_https_the_cookie_goes_by_nothing_else():
    house = House(base_url="https://reel.example")
    await house.open()

    cookie = SimpleCookie((await house.sign_in(MINE)).headers["set-cookie"])["onereel_session"]

    assert cookie["secure"] is True
    await house.client.aclose()


async def test_a_cookie_that_was_touched_is_worth_nothing(house):
    (value,) = (await house.sign_in(MINE)).cookies.values()
    key_id, expires, signature = value.split(".")
    forged = [
        f"key-3.{expires}.{signature}",
        f"{key_id}.{int(expires) + 1}.{signature}",
        f"{key_id}.{expires}.{signature[:-1]}",
        f"{key_id}.{expires}.{signature[:-2]}AA",
        f"{key_id}.{expires}",
        "",
        "é",
    ]

    statuses = []
    for one in forged:
        house.cookies["forged"] = {"onereel_session": one} if one.isascii() else {}
        statuses.append((await house.visit("/console/tasks", key="forged")).status_code)

    assert statuses == [303] * len(forged)


async def test_a_visit_ends_with_its_time_or_its_key(house):
    async def is_in(key):
        return (await house.visit("/console/tasks", key=key)).status_code == 200

    before = [await is_in(MINE), await is_in(THEIRS)]
    await house.store.keys.revoke("key-2", at=house.now)
    revoked = [await is_in(MINE), await is_in(THEIRS)]
    house.now += timedelta(hours=12, seconds=1)

    assert (before, revoked, await is_in(MINE)) == ([True, True], [True, False], False)


async def test_whoever_tries_ten_wrong_keys_has_to_wait(house):
    statuses = [(await house.sign_in("sk-wrong")).status_code for _ in range(10)]
    waiting = await house.sign_in(MINE)
    house.now += timedelta(seconds=61)
    later = await house.sign_in(MINE)

    assert statuses == [401] * 10
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "60")
    assert later.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://example.com"},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin", "origin": "https://example.com"},
    ],
)
async def test_a_change_must_come_from_a_page_of_ours(house, headers):
    task = await house.add(1)
    await house.visit("/console", key=MINE)

    refused = await house.visit(f"/console/tasks/{task.id}/cancel", headers=headers, sure="yes")
    door = await house.sign_in(MINE, headers=headers)

    assert (refused.status_code, door.status_code) == (403, 403)
    assert (await house.store.tasks.get(task.id)).state is State.QUEUED


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://here"}])
async def test_a_browser_that_says_only_one_of_both_is_believed(house, headers):
    task = await house.add(1)

    await house.visit("/console", key=MINE)
    reply = await house.visit(f"/console/tasks/{task.id}/cancel", headers=headers, sure="yes")

    assert (reply.status_code, reply.headers["location"]) == (303, f"/console/tasks/{task.id}")
    assert (await house.store.tasks.get(task.id)).state is State.CANCELLED


async def test_everybody_sees_their_own_and_operators_see_all(house):
    mine, theirs = await house.add(1, key_id="key-1"), await house.add(2, key_id="key-2")
    told = await house.deliver(3, key_id="key-2", state=DeliveryState.GAVE_UP)
    paths = {
        "list": "/console/tasks",
        "mine": f"/console/tasks/{mine.id}",
        "theirs": f"/console/tasks/{theirs.id}",
        "live": f"/console/tasks/{theirs.id}/live?view=article",
        "again": f"/console/playground?again={theirs.id}",
        "callback": f"/console/callbacks/{told.id}",
        "their key": "/console/keys/key-2",
        "my key": "/console/keys/key-1",
    }

    seen = {name: (await house.visit(path, key=MINE)).status_code for name, path in paths.items() if name != "live"}
    hidden = await house.visit(paths["live"], key=MINE)
    listed = text_of(await house.visit("/console/tasks?key=key-2", key=MINE))
    everything = [
        (await house.visit(paths[name], key=OPERATOR)).status_code for name in ("theirs", "callback", "their key")
    ]

    assert seen == {
        "list": 200,
        "mine": 200,
        "theirs": 404,
        "again": 404,
        "callback": 404,
        "their key": 404,
        "my key": 200,
    }
    assert hidden.status_code == 404
    assert mine.public_id in listed
    assert theirs.public_id not in listed
    assert everything == [200, 200, 200]


async def test_only_operators_change_keys(house):
    forms = {
        "/console/keys": {"name": "mine"},
        "/console/keys/key-1/limits": {"credit": "1000"},
        "/console/keys/key-2/revoke": {"sure": "yes"},
    }

    statuses = [(await house.visit(path, key=MINE, **form)).status_code for path, form in forms.items()]

    assert statuses == [401, 401, 401]
    assert [key.revoked_at for key in await house.store.keys.list()] == [None] * 3


@pytest.mark.parametrize("form", [{"credit": "-1"}, {"credit": "many"}, {"rate": "1.5"}, {"concurrency": "1e9"}])
async def test_limits_that_are_none_are_refused_and_nothing_changes(house, form):
    reply = await house.visit("/console/keys/key-1/limits", key=OPERATOR, **form)

    assert reply.status_code == 400
    assert (await house.store.keys.get("key-1")).limits.credit is None


async def test_what_is_wrong_is_said_in_the_visitors_language_and_what_a_vendor_said_as_it_stands(house):
    failures = (
        Failure(code="internal_error", message="A picture of this task is gone."),
        Failure(code="x", message="Odd."),
    )
    pages = []
    for number, failure in enumerate(failures, start=1):
        task = await house.add(number)
        running = task.start(at=house.now)
        await house.store.tasks.replace(task, running)
        await house.store.tasks.replace(running, running.fail(failure, at=house.now))
        pages.append(await house.visit(f"/console/tasks/{task.id}", key=OPERATOR, headers={"accept-language": "zh-CN"}))
    refused = await house.visit("/console/tasks/none", key=OPERATOR, headers={"accept-language": "zh-CN"})

    assert "<p>这个任务的一张图片已不在。</p>" in pages[0].text
    assert '<p lang="en">Odd.</p>' in pages[1].text
    assert '<p class="quiet">您没有这个 ID 的任务。</p>' in refused.text


async def test_hostile_words_stay_words(house):
    task = await house.add(1, public_id="<b>1</b>")
    await house.store.keys.revoke("key-9", at=house.now)

    page = await house.visit(f"/console/tasks?q={'%3Cscript%3E'}", key=OPERATOR)
    shown = await house.visit(f"/console/tasks/{task.id}", key=OPERATOR)

    assert "<script>" not in page.text
    assert 'value="&lt;script&gt;"' in page.text
    assert "<b>1</b>" not in shown.text


@pytest.mark.parametrize(
    "query",
    [
        "state=nothing",
        "model=nothing",
        "period=never",
        "from=2026-99-99",
        "to=9999-12-31",
        "from=0001-01-01",
        "before=zzz",
        "q=" + "x" * 5000,
        "q=%00",
        "key=nobody",
    ],
)
async def test_an_odd_filter_is_no_error(house, query):
    await house.add(1)

    assert (await house.visit(f"/console/tasks?{query}", key=OPERATOR)).status_code == 200


async def test_a_form_that_is_none_is_refused(house):
    await house.visit("/console", key=OPERATOR)
    cookies = house.cookies[OPERATOR]

    reply = await house._send(
        "/console/keys",
        cookies=cookies,
        headers={"sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=x"},
        fields={"name": "x"},
    )
    many = await house.visit("/console/keys", key=OPERATOR, **{f"field{number}": "1" for number in range(300)})

    assert (reply.status_code, many.status_code) == (400, 400)


async def test_files_are_kept_for_ever_under_a_name_that_changes_with_them(house):
    page = await house.visit("/console/sign-in", key=None)
    address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]

    found = await house.visit(address, key=None)
    gone = await house.visit("/console/static/console.000000000000.css", key=None)

    assert (found.status_code, found.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert found.headers["content-type"] == "text/css; charset=utf-8"
    assert gone.status_code == 404
    assert page.headers["cache-control"] == "no-store"


async def test_what_was_given_up_is_sent_again_and_what_is_pending_stays_so(house):
    given_up = await house.deliver(1, state=DeliveryState.GAVE_UP, tries=9, finished_at=house.now)
    pending = await house.deliver(2, tries=3)

    replies = [await house.visit(f"/console/callbacks/{one.id}/again", sure="yes") for one in (given_up, pending)]

    assert [reply.headers["location"] for reply in replies] == [
        f"/console/callbacks/{one.id}" for one in (given_up, pending)
    ]
    assert await house.store.deliveries.get(given_up.id) == given_up.again(at=house.now)
    assert (await house.store.deliveries.get(pending.id)).tries == 3
