"""What every page must be: free of serious barriers, narrow enough for a phone, light, and without a word from outside.

Not here: what is done on the pages (`test_in_the_browser.py`).
"""

import pytest
import requests

from tests.console.browser import PHONE
from tests.console.conftest import KLING

LARGEST = 200_000
"""Bytes of a first load, as the requirement has it."""
PATHS = (
    "/console",
    "/console/playground",
    "/console/playground?model=viduq2-pro",
    "/console/tasks",
    "/console/tasks/{task}",
    "/console/callbacks",
    "/console/callbacks/{callback}",
    "/console/keys",
    "/console/keys/{key}",
    "/console/tasks/nothing",
)


@pytest.fixture(scope="session")
def names(site, media):
    """A task that has ended, its callback and its key."""
    hook = f"http://{media.place}/nothing-takes-posts"
    task = site.submit({"model": KLING, "input": "水墨画：小舟在江上漂流", "callback_url": hook})
    headers = {"Authorization": site.operator}
    callbacks = requests.get(f"{site.server.base_url}/v1/callbacks?task={task['id']}", headers=headers, timeout=30)
    key_id = site.task(task["id"])["key_id"]
    question = {"model": "kling-text2video-get", "input": task["task_id"], "stream": True}
    requests.post(
        f"{site.server.base_url}/v1/responses", json=question, headers={"Authorization": site.studio}, timeout=60
    ).raise_for_status()
    return {"task": task["id"], "callback": callbacks.json()["data"][0]["id"], "key": key_id}


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_no_page_has_a_serious_barrier_or_is_wider_than_its_window(site, visit, names, colours, viewport):
    visitor = visit(
        color_scheme=colours, locale="zh-CN" if viewport else "en-GB", **{"viewport": viewport} if viewport else {}
    )
    door = visitor.open("/console/sign-in")
    found = {"/console/sign-in": visitor.violations()}
    door.locator("#key").fill(site.operator)
    door.keyboard.press("Enter")
    door.wait_for_url("**/console")
    wide = []
    for path in PATHS:
        page = visitor.open(path.format(**names))
        page.wait_for_load_state("networkidle") if "tasks" not in path else page.wait_for_load_state()
        found[path] = visitor.violations()
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    visitor.complaints = [one for one in visitor.complaints if "404 (Not Found)" not in one]

    assert found == {path: [] for path in found}
    assert wide == []


def test_a_first_load_is_light(site, visit):
    visitor = visit()
    sizes = []
    visitor.page.on("response", lambda reply: sizes.append(len(reply.body())) if reply.status == 200 else None)
    visitor.sign_in(site.studio)
    visitor.page.wait_for_load_state("networkidle")

    assert 20_000 < sum(sizes) < LARGEST


def test_the_policy_forbids_everything_that_is_not_ours(site):
    reply = requests.get(f"{site.server.base_url}/console/sign-in", timeout=30)

    assert reply.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert "<script>" not in reply.text
    assert "style=" not in reply.text
