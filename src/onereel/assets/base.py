"""The seam of the asset store: named files, written whole or not at all.

Not here: any store; the local directory is `local.py`, the bucket is `s3.py`. One contract suite runs over all.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "mp4": "video/mp4",
        "jpg": "image/jpeg",
        "png": "image/png",
        "webp": "image/webp",
        "mp3": "audio/mpeg",
        "wav": "audio/wav",
    }
)
"""The suffixes that an asset may have, and what each is served as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetFile:
    """A stored file as it can be served."""

    path: Path | None
    """Where it lies on this machine; None where it does not, and `AssetStore.address` says where it can be had."""
    size_bytes: int
    content_type: str
    modified_at: datetime
    entity_tag: str
    """A strong HTTP ETag, with its quotes."""


class AssetStore(Protocol):
    """Files by asset id: letters, digits and hyphens, then a dot and a suffix out of CONTENT_TYPES."""

    async def write(self, asset_id: str, content: bytes) -> None:
        """Keep these bytes under that name, durable before it returns. What stood there is replaced whole."""
        ...

    async def adopt(self, asset_id: str, source: Path) -> None:
        """Move the finished file at `source` into the store, durable before it returns."""
        ...

    async def find(self, asset_id: str) -> AssetFile | None:
        """The file of that name, or None (also for a name that no asset can have)."""
        ...

    async def address(self, asset_id: str, *, lasting: timedelta) -> str | None:
        """An address outside of this server where anybody can GET the file for that long; None where there is none.

        Answered without looking whether the file exists. Raises ValueError for a name that no asset can have.
        """
        ...

    async def delete(self, asset_id: str) -> None:
        """Remove the file of that name; no error when there is none. Whoever reads it may read on to its end."""
        ...

    def borrow(self, asset_id: str) -> AbstractAsyncContextManager[Path]:
        """A local path with the content, for as long as the context lasts. Raises KeyError when there is none."""
        ...
