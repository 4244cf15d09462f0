"""The files that pages are made with, served from the package under names that change with their content.

Not here: pages.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from onereel.errors import ErrorKind, RequestError

PATH: Final = "/console/static"
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_HASH_DIGITS: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class StaticFile:
    """One file."""

    address: str
    content: bytes
    content_type: str


class StaticFiles:
    """All of them, read once."""

    def __init__(self) -> None:
        folder = files("onereel.console") / "static"
        self._files = {file.name: _read(file.name, file.read_bytes()) for file in folder.iterdir()}
        self._by_address = {file.address: file for file in self._files.values()}

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where each file is, by its name in the package."""
        return {name: file.address for name, file in self._files.items()}

    async def show(self, request: Request) -> Response:
        """`GET /console/static/{name}`."""
        file = self._by_address.get(f"{PATH}/{request.path_params['name']}")
        if file is None:
            raise RequestError(ErrorKind.NOT_FOUND, "There is no such file. Load the page anew.")
        return Response(file.content, media_type=file.content_type, headers=_FOR_EVER)


def _read(name: str, content: bytes) -> StaticFile:
    digest = hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]
    stem, _, suffix = name.rpartition(".")
    kind = mimetypes.types_map.get(f".{suffix}", "application/octet-stream")
    return StaticFile(address=f"{PATH}/{stem}.{digest}.{suffix}", content=content, content_type=kind)
