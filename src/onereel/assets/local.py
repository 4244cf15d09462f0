"""The asset store of one machine: a directory, in which every file is whole, named by its id and safely on disk.

Not here: who may read an asset; the server asks the tasks and the signatures (`links.py`).
"""

import asyncio
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from onereel.assets.asset_names import check_asset_id, content_type_of
from onereel.assets.base import AssetFile

INCOMING = ".incoming"
"""Where files grow; with several processes, a directory for each."""


class LocalAssetStore:
    """Files under `root`, spread over 256 directories by a hash of their names.

    A file appears under its name only when it is whole and on disk: written beside, synchronised, then renamed.
    """

    def __init__(self, root: Path, *, shared: bool = False) -> None:
        """Unless other processes have the same root, what an earlier one left half-written is deleted."""
        self._root = root
        self._incoming = root / INCOMING / (uuid4().hex if shared else "")
        root.mkdir(parents=True, exist_ok=True)
        if not shared:
            shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir(parents=True, exist_ok=True)

    async def write(self, asset_id: str, content: bytes) -> None:
        """See AssetStore. Raises ValueError for a name that no asset can have."""
        check_asset_id(asset_id)
        await asyncio.to_thread(self._write, asset_id, content)

    async def adopt(self, asset_id: str, source: Path) -> None:
        """See AssetStore. Raises ValueError for a bad name or a source that is no regular file, OSError without one."""
        check_asset_id(asset_id)
        await asyncio.to_thread(self._adopt, asset_id, source)

    async def find(self, asset_id: str) -> AssetFile | None:
        """See AssetStore."""
        content_type = content_type_of(asset_id)
        if content_type is None:
            return None
        return await asyncio.to_thread(_describe, self._path_of(asset_id), content_type)

    async def address(self, asset_id: str, *, lasting: timedelta) -> str | None:
        """See AssetStore. There is none: this server serves the file itself."""
        check_asset_id(asset_id)
        return None

    async def delete(self, asset_id: str) -> None:
        """See AssetStore. Not synchronised: what a power cut brings back can be deleted again."""
        if content_type_of(asset_id) is not None:
            await asyncio.to_thread(self._path_of(asset_id).unlink, missing_ok=True)

    @asynccontextmanager
    async def borrow(self, asset_id: str) -> AsyncIterator[Path]:
        """See AssetStore. The path is the stored file itself: to be read, never written."""
        if await self.find(asset_id) is None:
            raise KeyError(asset_id)
        yield self._path_of(asset_id)

    def _path_of(self, asset_id: str) -> Path:
        shard = hashlib.sha256(asset_id.encode()).hexdigest()[:2]
        return self._root / shard / asset_id

    def _write(self, asset_id: str, content: bytes) -> None:
        beside = self._beside()
        try:
            with beside.open("xb") as file:
                file.write(content)
            self._put(beside, asset_id=asset_id)
        finally:
            beside.unlink(missing_ok=True)

    def _adopt(self, asset_id: str, source: Path) -> None:
        if not stat.S_ISREG(source.lstat().st_mode):
            raise ValueError(f"not a regular file: {source}")
        try:
            self._put(source, asset_id=asset_id)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._adopt_from_elsewhere(asset_id, source)

    def _adopt_from_elsewhere(self, asset_id: str, source: Path) -> None:
        """A rename cannot cross from one file system to another; copy first, so that it need not."""
        beside = self._beside()
        try:
            shutil.copyfile(source, beside)
            self._put(beside, asset_id=asset_id)
        finally:
            beside.unlink(missing_ok=True)
        source.unlink()

    def _beside(self) -> Path:
        """Where a file may grow. Of a process that stored nothing for days, the directory may have been swept."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming / uuid4().hex

    def _put(self, file: Path, *, asset_id: str) -> None:
        """Move a finished file of this file system to its place, durably."""
        _synchronise(file)
        place = self._path_of(asset_id)
        try:
            place.parent.mkdir()
        except FileExistsError:
            pass
        else:
            _synchronise(self._root)
        file.replace(place)
        _synchronise(place.parent)


def _describe(path: Path, content_type: str) -> AssetFile | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return AssetFile(
        path=path,
        size_bytes=status.st_size,
        content_type=content_type,
        modified_at=datetime.fromtimestamp(status.st_mtime_ns // 1_000_000_000, UTC),
        entity_tag=_entity_tag(status, name=path.name),
    )


def _entity_tag(status: os.stat_result, *, name: str) -> str:
    """A strong ETag without reading the file: a file is never changed in place, only replaced by another.

    Its time alone would not do, since two writes may fall into one tick of the clock; but the replacement exists
    beside what it replaces, so that their inode numbers differ.
    """
    identity = f"{name}\n{status.st_size}\n{status.st_mtime_ns}\n{status.st_ino}"
    return f'"{hashlib.sha256(identity.encode()).hexdigest()[:32]}"'


def _synchronise(path: Path) -> None:
    """Have what was written to a file, or the names in a directory, on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
