"""Kling as a process of its own would be: an HTTP server that takes orders, and misbehaves as it is told.

Not here: the other vendors; what is said to them is held against their documents in `tests/upstreams`.
"""

import json
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

SILENT = "takes the order and hangs up"


@dataclass
class Vendor:
    """Orders by external_task_id. A video is ready after so many looks."""

    url: str
    video: bytes
    looks: int = 2
    fates: deque[Any] = field(default_factory=deque)
    """What becomes of the next orders: SILENT, or a status and a body."""
    begun: Counter[str] = field(default_factory=Counter)
    """How often each order was taken: twice is paid twice."""
    asked: Counter[str] = field(default_factory=Counter)
    changed: Condition = field(default_factory=Condition)

    def start(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        with self.changed:
            fate = self.fates.popleft() if self.fates else None
            if isinstance(fate, tuple):
                return fate
            name = body["external_task_id"]
            self.begun[name] += 1
            self.changed.notify_all()
            return None if fate == SILENT else (200, self._told(name, "submitted"))

    def look(self, reference: str) -> tuple[int, dict[str, Any]]:
        with self.changed:
            name = reference.removeprefix("k")
            if name not in self.begun:
                return 404, {"code": 1203, "message": "not found", "request_id": "r"}
            self.asked[name] += 1
            self.changed.notify_all()
            return 200, self._told(name, "succeed" if self.asked[name] > self.looks else "processing")

    def wait_until_asked(self, times: int = 1) -> None:
        """Until some order was looked at so often."""
        with self.changed:
            assert self.changed.wait_for(lambda: any(count >= times for count in self.asked.values()), timeout=60)

    def _told(self, name: str, status: str) -> dict[str, Any]:
        videos = [{"id": "1", "url": f"{self.url}/clip.mp4", "duration": "5.041"}] if status == "succeed" else []
        data = {"task_id": f"k{name}", "task_status": status, "task_result": {"videos": videos}}
        return {"code": 0, "message": "SUCCEED", "request_id": "r", "data": data}


@contextmanager
def vending(video: bytes) -> Iterator[Vendor]:
    """A vendor on a port of this machine, all of whose videos are this one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Authorization"].startswith("Bearer ey")
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = vendor.start(body)
            if answer is None:
                self.close_connection = True
                return
            self._send(answer[0], json.dumps(answer[1]).encode())

        def do_GET(self) -> None:
            if self.path == "/clip.mp4":
                self._send(200, vendor.video)
                return
            status, body = vendor.look(self.path.rpartition("/")[2])
            self._send(status, json.dumps(body).encode())

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    vendor = Vendor(f"http://127.0.0.1:{server.server_port}", video)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
