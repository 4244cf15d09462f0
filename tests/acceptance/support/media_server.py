"""The web, as far as the tests need it: pictures and sounds to fetch, and addresses that mislead.

Not here: what is in the files (`pictures.py`, `sounds.py`).
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.acceptance.support.pictures import bomb, draw_scene, encode
from tests.acceptance.support.sounds import mp3_tone, wav_tone

FAR_TOO_LARGE = 60 * 1024 * 1024
"""What `/large.jpg` says of its size."""
_REDIRECTS = {
    "/to-metadata": "http://169.254.169.254/latest/meta-data/",
    "/to-itself": "/to-itself",
    "/to-file": "file:///etc/passwd",
    "/to-first": "/first.jpg",
}


@dataclass(frozen=True)
class MediaServer:
    """A running one."""

    port: int
    files: Mapping[str, bytes]
    requested: list[str]
    """The paths that were asked for."""

    @property
    def place(self) -> str:
        """As `--allow-private` takes it."""
        return f"127.0.0.1:{self.port}"

    def url(self, name: str) -> str:
        """Where a file is."""
        return f"http://{self.place}/{name}"


@contextmanager
def serve_media() -> Iterator[MediaServer]:
    """A media server in a thread, for as long as the context lasts."""
    files, requested = _make_files(), list[str]()

    class Handler(_Handler):
        pass

    Handler.files, Handler.requested = files, requested
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield MediaServer(port=server.server_port, files=files, requested=requested)
        finally:
            server.shutdown()
            thread.join()


def _make_files() -> dict[str, bytes]:
    first, last = draw_scene(0.0), draw_scene(1.0)
    photograph = encode(first, "jpg")
    return {
        "first.jpg": photograph,
        "last.jpg": encode(last, "jpg"),
        "first.png": encode(first, "png"),
        "last.webp": encode(last, "webp"),
        "portrait.jpg": encode(draw_scene(0.5, width=540, height=960), "jpg"),
        "strip.png": encode(draw_scene(0.0, width=960, height=240), "png"),
        "mark.png": encode(draw_scene(0.0, width=120, height=60), "png"),
        "bomb.png": bomb(),
        "wide.png": bomb(width=10_001, height=8),
        "cut.jpg": photograph[: len(photograph) // 2],
        "page.jpg": b"<!doctype html><title>not a picture</title>",
        "empty.jpg": b"",
        "tone.wav": wav_tone(seconds=4),
        "march.mp3": mp3_tone(seconds=12),
        "brief.wav": wav_tone(seconds=1),
    }


class _Handler(BaseHTTPRequestHandler):
    files: Mapping[str, bytes] = {}
    requested: list[str] = []  # noqa: RUF012 - set anew for each server

    def do_GET(self) -> None:
        self.requested.append(self.path)
        if self.path in _REDIRECTS:
            self._answer(302, b"", {"Location": _REDIRECTS[self.path]})
        elif self.path == "/large.jpg":
            self._answer(200, self.files["first.jpg"], {"Content-Length": str(FAR_TOO_LARGE)})
            self.close_connection = True
        elif self.path[1:] in self.files:
            self._answer(200, self.files[self.path[1:]], {})
        else:
            self._answer(404, b"no such file", {})

    def _answer(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name that the base class has
        """Say nothing."""
