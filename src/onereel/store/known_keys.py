"""Keys that were just looked up: a busy key is read from the store once a second, not at every request.

Not here: keys that are unknown or revoked; those are looked up each time, so that a new key works at once. One that
another process revokes, or whose limits it changes, is believed for LIFE_SECONDS at most; limits are those of the store
in any case, since it reads them in the transaction of the submit.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from onereel.domain.account import Limits
from onereel.store.base import Key, KeyStore

LIFE_SECONDS: Final = 1.0
_MOST: Final = 10_000


class KnownKeys:
    """A `KeyStore` over another one."""

    def __init__(self, keys: KeyStore, *, now: Callable[[], float] = time.monotonic) -> None:
        """`now` is in seconds from any beginning."""
        self._keys = keys
        self._now = now
        self._known: dict[str, tuple[float, Key]] = {}

    async def add(self, key: Key) -> None:
        await self._keys.add(key)

    async def find(self, digest: str) -> Key | None:
        known = self._known.get(digest)
        now = self._now()
        if known is not None and now < known[0]:
            return known[1]
        key = await self._keys.find(digest)
        if key is None or key.revoked_at is not None:
            self._known.pop(digest, None)
            return key
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[digest] = now + LIFE_SECONDS, key
        return key

    async def get(self, key_id: str) -> Key | None:
        return await self._keys.get(key_id)

    async def list(self) -> Sequence[Key]:
        return await self._keys.list()

    async def change(self, key_id: str, *, limits: Limits, secrets: tuple[str, ...]) -> bool:
        self._known.clear()
        return await self._keys.change(key_id, limits=limits, secrets=secrets)

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        self._known.clear()
        return await self._keys.revoke(key_id, at=at)
