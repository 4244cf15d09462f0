"""A headless Chromium, as the distribution packages it, and pages that are signed in.

Not here: what is looked at.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PATIENCE_MS = 60_000
"""For what a clip takes on a busy machine; whatever is there sooner is not waited for."""
expect.set_options(timeout=PATIENCE_MS)
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text("utf-8")


def find_browser() -> str:
    """Where the browser is."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise AssertionError(f"the tests of the console need one of {', '.join(NAMES)}; Debian's package is `chromium`")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--mute-audio"])
        yield browser
        browser.close()


def wait_until(page: Page, condition: str) -> None:
    """Until the page says that it is so. The page itself looks at each frame: a loop in here would only sleep."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const end = performance.now() + 60000;
            const look = () => {{
                if ({condition}) done();
                else if (performance.now() > end) fail(new Error("not within a minute"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )


class Visitor:
    """Somebody at a browser; whatever the browser complains of is kept, and so is every address that it asks."""

    def __init__(self, browser: Browser, base_url: str, **options) -> None:
        self._context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB"} | options)
        self.base_url = base_url
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("request", lambda request: self.addresses.append(request.url))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, key: str) -> Page:
        """Through the door; answers the page behind it."""
        self.open("/console/sign-in")
        self.page.locator("#key").fill(key)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/console")
        return self.page

    def open(self, path: str) -> Page:
        """Go to a path of the server."""
        self.page.goto(self.base_url + path)
        return self.page

    def violations(self) -> list[str]:
        """What axe-core finds on the page that is serious or worse."""
        # Evaluated in the page by the debugger, which the page's own policy does not concern.
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {json.dumps([node['html'][:160] for node in one['nodes']])}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]

    def close(self) -> None:
        """Leave. Nothing may have been complained of, and nothing asked of anybody else."""
        self._context.close()
        assert self.complaints == []
        outside = [one for one in self.addresses if not one.startswith((self.base_url, "blob:", "data:"))]
        assert outside == []

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "401 (Unauthorized)" not in text and "429 (" not in text:
            self.complaints.append(text)
