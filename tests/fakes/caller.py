"""Asks a fake as a document does, with the fake's own keys.

Not here: what must come of it (`test_documents.py`).
"""

import base64
import hashlib
import hmac
import io
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import requests
from PIL import Image

from tests.fakes.running import RunningFake

_TESTS = Path(__file__).parents[1]
_SECONDS = 30


def read_document(vendor: str, name: str) -> Any:
    """A fixture, of the clients' or of our own."""
    places = [_TESTS / "upstreams" / "fixtures", Path(__file__).parent / "fixtures"]
    (path,) = [found for place in places if (found := place / vendor / f"{name}.json").exists()][-1:]
    return json.loads(path.read_text())


def shape(value: Any) -> Any:
    """What a document looks like whatever its values are: names and types."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value[:1]]
    return type(value).__name__


class Caller:
    """One account with a fake."""

    def __init__(self, fake: RunningFake) -> None:
        self.fake = fake

    def repeat(self, document: Any, *, headers: dict[str, str] | None = None, **changes: Any) -> requests.Response:
        """The request of a document, with other fields; None leaves one out."""
        asked = document["request"]
        body = {name: value for name, value in (asked["body"] | changes).items() if value is not None}
        kept = {name: value for name, value in asked["headers"].items() if name.startswith("X-")}
        return self.post(urlsplit(asked["url"]).path, body, headers=kept | (headers or {}))

    def post(self, path: str, body: Any, *, headers: dict[str, str] | None = None) -> requests.Response:
        return self._send("POST", path, headers, json=body)

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> requests.Response:
        return self._send("GET", path, headers)

    def delete(self, path: str) -> requests.Response:
        return self._send("DELETE", path, None)

    def form(self, path: str, parts: dict[str, Any]) -> requests.Response:
        """multipart/form-data."""
        return self._send("POST", path, None, files=parts)

    def upload(self, path: str, name: str, **more: Any) -> requests.Response:
        """A form with a picture in it."""
        content = io.BytesIO()
        Image.new("RGB", (640, 360)).save(content, "PNG")
        return self.form(path, {name: ("a.png", content.getvalue(), "image/png")} | more)

    def mint(self, *, secret: str = "", moment: int = 0) -> str:
        """A JSON Web Token for Kling, of a moment so many seconds from now."""
        now = int(time.time()) + moment
        parts = ({"alg": "HS256", "typ": "JWT"}, {"iss": self.fake.key, "exp": now + 1800, "nbf": now - 5})
        signed = b".".join(_encode(json.dumps(part).encode()) for part in parts)
        signature = hmac.digest((secret or self.fake.second_key).encode(), signed, hashlib.sha256)
        return b".".join((signed, _encode(signature))).decode()

    def _send(self, method: str, path: str, headers: dict[str, str] | None, **content: Any) -> requests.Response:
        given = self._headers() | (headers or {})
        return requests.request(method, f"{self.fake.url}{path}", headers=given, timeout=_SECONDS, **content)

    def _headers(self) -> dict[str, str]:
        match self.fake.vendor:
            case "kling":
                return {"Authorization": f"Bearer {self.mint()}"}
            case "vidu":
                return {"Authorization": f"Token {self.fake.key}"}
            case "pixverse":
                return {"API-KEY": self.fake.key, "Ai-trace-id": str(uuid4())}
            case "dmxapi":
                return {"Authorization": self.fake.key}
            case _:
                return {"Authorization": f"Bearer {self.fake.key}"}


def _encode(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
