"""The table of pictures that clients sent ahead.

Not here: the pictures themselves (`onereel.assets`).
"""

import sqlite3

from onereel.domain.media import Picture, Upload
from onereel.store.sqlite.codec import LARGEST_INTEGER
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.insert import Columns, insert_new
from onereel.store.sqlite.queries import load_queries


class SqliteUploads:
    """An `UploadStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, upload: Upload) -> None:
        columns: Columns = {
            "id": upload.id,
            "key_id": upload.key_id,
            "asset_id": upload.picture.asset_id,
            "width": upload.picture.width,
            "height": upload.picture.height,
            "created_at_ms": upload.created_at_ms,
        }

        def insert(connection: sqlite3.Connection) -> None:
            insert_new(connection, self._queries["add_upload"], columns, what="upload id")

        await self._database.write(insert)

    async def find(self, upload_id: int, *, key_id: str) -> Upload | None:
        if abs(upload_id) > LARGEST_INTEGER:
            return None  # clients may ask for any number; this one cannot even be searched for

        def select(connection: sqlite3.Connection) -> Upload | None:
            row = connection.execute(self._queries["find_upload"], {"id": upload_id, "key_id": key_id}).fetchone()
            return None if row is None else _upload(row)

        return await self._database.read(select)


def _upload(row: sqlite3.Row) -> Upload:
    return Upload(
        id=row["id"],
        key_id=row["key_id"],
        picture=Picture(asset_id=row["asset_id"], width=row["width"], height=row["height"]),
        created_at_ms=row["created_at_ms"],
    )
