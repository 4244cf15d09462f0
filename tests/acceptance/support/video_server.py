"""A GPU server as a process of its own would be: it speaks `/v1/videos` as vLLM-Omni (a form) and SGLang (JSON) do.

Not here: every field and answer of theirs (`tests/upstreams`).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

KEY = "a-key-of-ones-own"
_JOB = {"object": "video", "size": "1280x720", "seconds": "5", "created_at": 1768358011}


@dataclass
class VideoServer:
    """Jobs by id, each completed at the second look."""

    url: str
    video: bytes
    is_silent: bool = False
    """Whether the next job is taken and never answered."""
    jobs: list[dict[str, Any]] = field(default_factory=list)
    """What was asked for, as it was sent."""
    looks: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    def take(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        with self.changed:
            self.jobs.append(asked)
            self.changed.notify_all()
            if self.is_silent:
                self.is_silent = False
                return None
            return self.job(len(self.jobs))

    def job(self, number: int) -> dict[str, Any]:
        looks = self.looks.count(str(number))
        status, progress = ("queued", 0) if looks == 0 else ("in_progress", 50) if looks == 1 else ("completed", 100)
        return {**_JOB, "id": f"video_{number}", "status": status, "progress": progress}

    def look(self, number: str) -> dict[str, Any]:
        with self.changed:
            self.looks.append(number)
            self.changed.notify_all()
            return self.job(int(number))

    def listed(self) -> list[dict[str, Any]]:
        """All jobs, as young as can be."""
        young = {"created_at": 4_000_000_000}
        return [self.job(number) | {"prompt": asked["prompt"]} | young for number, asked in enumerate(self.jobs, 1)]

    def wait_until(self, condition: Callable[[], object]) -> None:
        """Until it has happened."""
        with self.changed:
            assert self.changed.wait_for(condition, timeout=60)


class Handler(BaseHTTPRequestHandler):
    """The paths of both."""

    served: VideoServer

    def do_POST(self) -> None:
        self._check()
        taken = self.served.take(read_form(self.headers["Content-Type"], self._body()))
        if taken is None:
            self.close_connection = True
            return
        self._send(json.dumps(taken).encode())

    def do_GET(self) -> None:
        self._check()
        if self.path.startswith("/v1/videos?"):
            listed = {"object": "list", "data": self.served.listed(), "has_more": False}
            self._send(json.dumps(listed).encode())
        elif self.path.endswith("/content"):
            self._send(self.served.video)
        else:
            self._send(json.dumps(self.served.look(self.path.rpartition("_")[2])).encode())

    def do_DELETE(self) -> None:
        self._check()
        with self.served.changed:
            self.served.deleted.append(self.path)
            self.served.changed.notify_all()
        self._send(b'{"deleted": true}')

    def _check(self) -> None:
        assert self.headers["Authorization"] == f"Bearer {KEY}"

    def _body(self) -> bytes:
        if "Content-Length" in self.headers:
            return self.rfile.read(int(self.headers["Content-Length"]))
        return b"".join(self._chunks())

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
        return


def read_form(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of JSON, or of multipart/form-data; of a file, how many bytes it has."""
    if content_type == "application/json":
        read: dict[str, Any] = json.loads(body)
        return read
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        fields[name] = len(content) if part.get_filename() else content.decode()
    return fields


@contextmanager
def serving(video: bytes) -> Iterator[VideoServer]:
    """A server on a port of this machine, all of whose videos are this one."""
    handler = type("Bound", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.served = VideoServer(f"http://127.0.0.1:{server.server_port}", video)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield handler.served
    finally:
        server.shutdown()
        server.server_close()
