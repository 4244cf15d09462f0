"""One caller with one key: asks, waits for tasks to end, and remembers every reply.

Not here: the documents' own programs (`tests.acceptance.programs`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import requests

from tests.acceptance.support.events import Event, read_events

TIMEOUT = 120.0
"""Seconds that anything may take."""
_SOME_PROGRESS = re.compile(r"当前进度: [1-9]")


@dataclass
class Client:
    """Asks a server in the name of one key, which goes raw into the header."""

    base_url: str
    key: str
    replies: list[str] = field(default_factory=list)
    """The body of every reply so far."""

    @property
    def url(self) -> str:
        """Where all models are."""
        return f"{self.base_url}/v1/responses"

    def post(self, payload: Mapping[str, object]) -> requests.Response:
        """Ask a model and take the reply as it is."""
        return self.send(json.dumps(payload).encode())

    def send(self, body: object, *, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Send any body at all."""
        fields = {"Authorization": self.key, "Content-Type": "application/json"} | dict(headers or {})
        response = requests.post(self.url, data=body, headers=fields, timeout=TIMEOUT)
        self.replies.append(response.text)
        return response

    def ask(self, payload: Mapping[str, object]) -> dict[str, Any]:
        """Ask a model and take what a 200 says."""
        response = self.post(payload)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply

    def stream(self, model: str, reference: str) -> list[Event]:
        """All events of a query, to its end; by then the task has ended."""
        question, deadline, content = {"model": model, "input": reference, "stream": True}, monotonic() + TIMEOUT, b""
        headers = {"Authorization": self.key}
        with requests.post(self.url, json=question, headers=headers, stream=True, timeout=TIMEOUT) as response:
            for chunk in response.iter_content(None):
                content += chunk
                assert monotonic() < deadline, f"the task does not end:\n{content.decode()}"
        self.replies.append(content.decode())
        assert response.status_code == 200, content
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        return read_events(content)

    def wait(self, model: str, reference: str) -> None:
        """Until the task has succeeded."""
        last = self.stream(model, reference)[-1]
        assert last.name == "response.completed", last.data

    def wait_for_progress(self, model: str, reference: str) -> None:
        """Until some of the task's work is done; then hang up."""
        question, headers = {"model": model, "input": reference, "stream": True}, {"Authorization": self.key}
        with requests.post(self.url, json=question, headers=headers, stream=True, timeout=TIMEOUT) as response:
            found = next((line for line in response.iter_lines() if _SOME_PROGRESS.search(line.decode())), None)
        assert found, "the task has ended"

    def get(self, path: str) -> requests.Response:
        """A path of the server, or a whole address."""
        address = path if path.startswith("http") else f"{self.base_url}{path}"
        response = requests.get(address, headers={"Authorization": self.key}, timeout=TIMEOUT)
        if "json" in response.headers.get("content-type", ""):
            self.replies.append(response.text)
        return response
