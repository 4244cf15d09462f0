"""An asset store without a home: for tests and throw-away servers, with nothing left behind.

Not here: durability; `local.py` is the store that keeps.
"""

import asyncio
import hashlib
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from onereel.assets.asset_names import check_asset_id, content_type_of
from onereel.assets.base import AssetFile
from onereel.domain.clock import Clock, system_clock


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    content: bytes
    modified_at: datetime
    entity_tag: str


class MemoryAssetStore:
    """Assets in memory. A path exists only for those that are asked for, in a temporary directory that goes with it."""

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._directory: Path | None = None

    async def write(self, asset_id: str, content: bytes) -> None:
        """See AssetStore. Raises ValueError for a name that no asset can have."""
        check_asset_id(asset_id)
        # A fresh random tag is strong: no two writes share it, even of the same bytes.
        self._entries[asset_id] = _Entry(
            content=content, modified_at=self._clock().replace(microsecond=0), entity_tag=f'"{uuid4().hex}"'
        )

    async def adopt(self, asset_id: str, source: Path) -> None:
        """See AssetStore. Raises ValueError for a bad name or a source that is no regular file, OSError without one."""
        check_asset_id(asset_id)
        await self.write(asset_id, await asyncio.to_thread(_take, source))

    async def find(self, asset_id: str) -> AssetFile | None:
        """See AssetStore."""
        entry = self._entries.get(asset_id)
        content_type = content_type_of(asset_id)
        if entry is None or content_type is None:
            return None
        path = self._ready_directory() / _file_name(asset_id, entry=entry)
        await asyncio.to_thread(_lay_out, path, entry.content)
        return AssetFile(
            path=path,
            size_bytes=len(entry.content),
            content_type=content_type,
            modified_at=entry.modified_at,
            entity_tag=entry.entity_tag,
        )

    async def address(self, asset_id: str, *, lasting: timedelta) -> str | None:
        """See AssetStore. There is none: this server serves the file itself."""
        check_asset_id(asset_id)
        return None

    async def delete(self, asset_id: str) -> None:
        """See AssetStore."""
        self._entries.pop(asset_id, None)

    @asynccontextmanager
    async def borrow(self, asset_id: str) -> AsyncIterator[Path]:
        """See AssetStore."""
        found = await self.find(asset_id)
        if found is None or found.path is None:
            raise KeyError(asset_id)
        yield found.path

    def _ready_directory(self) -> Path:
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="onereel-"))
            weakref.finalize(self, shutil.rmtree, self._directory, ignore_errors=True)
        return self._directory


def _file_name(asset_id: str, *, entry: _Entry) -> str:
    """Another name for every write, so that whoever still reads an earlier one reads it to its end."""
    return f"{hashlib.sha256(entry.entity_tag.encode()).hexdigest()[:16]}-{asset_id}"


def _lay_out(path: Path, content: bytes) -> None:
    if not path.exists():
        beside = path.with_name(uuid4().hex)
        beside.write_bytes(content)
        beside.replace(path)


def _take(source: Path) -> bytes:
    if source.is_symlink() or not source.is_file():
        if not source.exists():
            raise FileNotFoundError(source)
        raise ValueError(f"not a regular file: {source}")
    content = source.read_bytes()
    source.unlink()
    return content
