"""The table of API keys.

Not here: how a key is made or checked; only its digest comes here.
"""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from onereel.domain.account import Limits
from onereel.errors import IdTaken
from onereel.store.base import Key
from onereel.store.postgres.database import Database
from onereel.store.postgres.queries import load_queries
from onereel.store.sqlite.codec import from_json, to_json


class PostgresKeys:
    """A `KeyStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, key: Key) -> None:
        added = await self._database.write(
            self._queries["add_key"],
            key.id,
            key.name,
            key.hint,
            key.digest,
            key.created_at,
            key.revoked_at,
            key.is_operator,
            to_json(key.limits),
            to_json(key.secrets),
        )
        if not added:
            raise IdTaken("this key exists already")

    async def find(self, digest: str) -> Key | None:
        row = await self._database.read_one(self._queries["find_key"], digest)
        return None if row is None else _key(row)

    async def get(self, key_id: str) -> Key | None:
        row = await self._database.read_one(self._queries["get_key"], key_id)
        return None if row is None else _key(row)

    async def list(self) -> Sequence[Key]:
        return [_key(row) for row in await self._database.read(self._queries["list_keys"])]

    async def change(self, key_id: str, *, limits: Limits, secrets: tuple[str, ...]) -> bool:
        return bool(await self._database.write(self._queries["change_key"], key_id, to_json(limits), to_json(secrets)))

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        return bool(await self._database.write(self._queries["revoke_key"], key_id, at))


def _key(row: asyncpg.Record) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        hint=row["hint"],
        digest=row["digest"],
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
        is_operator=row["is_operator"],
        limits=from_json(row["limits"], Limits),
        secrets=from_json(row["secrets"], tuple[str, ...]),
    )
