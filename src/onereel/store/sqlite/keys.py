"""The table of API keys.

Not here: how a key is made or checked; only its digest comes here.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from onereel.domain.account import Limits
from onereel.store.base import Key
from onereel.store.sqlite import codec
from onereel.store.sqlite.database import Database
from onereel.store.sqlite.insert import Columns, insert_new
from onereel.store.sqlite.queries import load_queries


class SqliteKeys:
    """A `KeyStore` in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()

    async def add(self, key: Key) -> None:
        columns: Columns = {
            "id": key.id,
            "name": key.name,
            "hint": key.hint,
            "digest": key.digest,
            "created_at": codec.to_microseconds(key.created_at),
            "revoked_at": codec.optional_to_microseconds(key.revoked_at),
            "is_operator": key.is_operator,
            "limits": codec.to_json(key.limits),
            "secrets": codec.to_json(key.secrets),
        }

        def insert(connection: sqlite3.Connection) -> None:
            insert_new(connection, self._queries["add_key"], columns, what="key")

        await self._database.write(insert)

    async def find(self, digest: str) -> Key | None:
        return await self._first("find_key", {"digest": digest})

    async def get(self, key_id: str) -> Key | None:
        return await self._first("get_key", {"id": key_id})

    async def list(self) -> Sequence[Key]:
        return await self._database.read(
            lambda connection: [_key(row) for row in connection.execute(self._queries["list_keys"])]
        )

    async def change(self, key_id: str, *, limits: Limits, secrets: tuple[str, ...]) -> bool:
        columns = {"id": key_id, "limits": codec.to_json(limits), "secrets": codec.to_json(secrets)}
        return await self._database.write(
            lambda connection: connection.execute(self._queries["change_key"], columns).rowcount == 1
        )

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        columns = {"id": key_id, "revoked_at": codec.to_microseconds(at)}
        return await self._database.write(
            lambda connection: connection.execute(self._queries["revoke_key"], columns).rowcount == 1
        )

    async def _first(self, query: str, parameters: Mapping[str, str]) -> Key | None:
        def select(connection: sqlite3.Connection) -> Key | None:
            row = connection.execute(self._queries[query], parameters).fetchone()
            return None if row is None else _key(row)

        return await self._database.read(select)


def _key(row: sqlite3.Row) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        hint=row["hint"],
        digest=row["digest"],
        created_at=codec.from_microseconds(row["created_at"]),
        revoked_at=codec.optional_from_microseconds(row["revoked_at"]),
        is_operator=bool(row["is_operator"]),
        limits=codec.from_json(row["limits"], Limits),
        secrets=codec.from_json(row["secrets"], tuple[str, ...]),
    )
