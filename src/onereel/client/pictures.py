"""Pictures as programs have them: a path, bytes, an address, or one that was uploaded before.

Not here: how a model takes them (`dialects/`), or sending them (`aio/images.py`).
"""

import base64
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from onereel.client.errors import Unsupported
from onereel.client.reading import is_link
from onereel.client.states import Reply

MOST_BYTES: Final = 10 * 1024 * 1024 - 1
"""Of a picture that is sent in a body: decoded it must be smaller than 10 MB (documents viduq2-pro and
paiwo_image_upload, doc.dmxapi.cn)."""

_ADDRESS: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://|data:")
"""What is meant as one, by whatever means; the two letters keep it from the drives of Windows."""
_ADDRESS_LENGTH: Final = 8192
"""Characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """A picture that the server keeps. Where a frame is wanted, it may be given."""

    id: int
    """What PixVerse's models refer to it by."""
    url: str | None = None
    """Where it can be seen."""
    request_id: str | None = None
    raw: Reply = field(default_factory=dict, hash=False)
    """The server's own answer."""


PictureSource: TypeAlias = str | os.PathLike[str] | bytes | Image
"""A path, the bytes of a file, an address by http or https, or what `images.upload` gave."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A picture that the server fetches."""

    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A picture that is sent along."""

    content: bytes = field(repr=False)
    kind: str
    """`image/png` and the like."""

    @property
    def base64(self) -> str:
        """Bare."""
        return base64.b64encode(self.content).decode()

    @property
    def data_uri(self) -> str:
        """With its content type."""
        return f"data:{self.kind};base64,{self.base64}"


Picture: TypeAlias = Address | File | Image
"""A picture that was looked at."""


def load_picture(source: PictureSource, *, field: str) -> Picture:
    """Look at a picture; a path is read. Raises Unsupported where it will not do."""
    if isinstance(source, Image):
        return source
    if isinstance(source, bytes):
        return _check(source, field=field, name="the bytes")
    if isinstance(source, str) and is_link(source):
        if len(source) > _ADDRESS_LENGTH or not source.isprintable():
            raise Unsupported(f"`{field}`: an address has at most {_ADDRESS_LENGTH} printable characters.", field)
        return Address(url=source)
    if not isinstance(source, str | os.PathLike):
        raise Unsupported(f"`{field}` takes a path, bytes, an address or an Image, not {type(source).__name__}.", field)
    if not os.fspath(source):
        raise Unsupported(f"`{field}` is empty: it takes a path, bytes, an address or an Image.", field)
    if isinstance(source, str) and _ADDRESS.match(source):
        raise Unsupported(f"`{field}`: an address begins with http:// or https://, not {source[:20]!r}.", field)
    return _check(_read(Path(source), field=field), field=field, name=str(source))


def _read(path: Path, *, field: str) -> bytes:
    try:
        if path.is_dir():
            raise Unsupported(f"`{field}`: {path} is a directory, not a file.", field)
        if not path.is_file():
            raise Unsupported(f"`{field}`: there is no file {path}.", field)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, Unsupported):
            raise
        raise Unsupported(f"`{field}`: {path} cannot be read ({error}).", field) from error


def _check(content: bytes, *, field: str, name: str) -> File:
    if len(content) > MOST_BYTES:
        raise Unsupported(
            f"`{field}`: {name} must be smaller than 10 MB; a larger one can be given by its address.", field
        )
    kind = _kind_of(content)
    if kind is None:
        raise Unsupported(f"`{field}`: {name} must be a PNG, JPEG or WebP file.", field)
    return File(content=content, kind=kind)


def _kind_of(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None
