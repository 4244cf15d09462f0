"""The table of pictures that clients sent ahead.

Not here: the pictures themselves (`onereel.assets`).
"""

from onereel.domain.media import Picture, Upload
from onereel.errors import IdTaken
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries
from onereel.store.sqlite.codec import LARGEST_INTEGER


class PostgresUploads:
    """An `UploadStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, upload: Upload) -> None:
        added = await self._database.write(
            self._queries["add_upload"],
            upload.id,
            upload.key_id,
            upload.picture.asset_id,
            upload.picture.width,
            upload.picture.height,
            upload.created_at_ms,
        )
        if not added:
            raise IdTaken("this upload id exists already")

    async def find(self, upload_id: int, *, key_id: str) -> Upload | None:
        if abs(upload_id) > LARGEST_INTEGER:
            return None  # clients may ask for any number; this one cannot even be searched for
        row = await self._database.read_one(self._queries["find_upload"], upload_id, key_id)
        if row is None:
            return None
        return Upload(
            id=row["id"],
            key_id=row["key_id"],
            picture=Picture(asset_id=row["asset_id"], width=row["width"], height=row["height"]),
            created_at_ms=row["created_at_ms"],
        )
