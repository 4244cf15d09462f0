"""The table of what is known of the files in the asset store.

Not here: the files themselves (`onereel.assets`), how long each is kept, or the records that come with tasks
(`commit.py`).
"""

from collections.abc import Sequence
from datetime import datetime

from onereel.domain.files import FileKind, FileRecord
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.task_rows import Values


class PostgresFiles:
    """A `FileStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, record: FileRecord) -> None:
        columns = [[value] for value in file_values(record)]
        await self._database.write(self._queries["add_files"], *columns)

    async def get(self, asset_id: str) -> FileRecord | None:
        row = await self._database.read_one(self._queries["get_file"], asset_id)
        if row is None:
            return None
        return FileRecord(asset_id=row["asset_id"], kind=FileKind(row["kind"]), since=row["since"])

    async def condemn(self, kind: FileKind, *, before: datetime, limit: int) -> int:
        return len(await self._database.write(self._queries["condemn_files"], kind.value, before, limit))

    async def condemned(self, *, limit: int) -> Sequence[str]:
        return [row["asset_id"] for row in await self._database.read(self._queries["list_condemned_files"], limit)]

    async def forget(self, asset_ids: Sequence[str]) -> None:
        await self._database.write(self._queries["forget_files"], asset_ids)


def file_values(record: FileRecord) -> Values:
    """The record, in the order of the statement's parameters."""
    return record.asset_id, record.kind.value, record.since
