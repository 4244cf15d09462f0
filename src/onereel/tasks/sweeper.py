"""Removes what is out of time, in small steps: files first condemned, then removed, then forgotten; ended tasks.

Not here: how long each is kept (`onereel.domain.retention`), or when a step is taken (`janitor.py`).
"""

import logging

from onereel.assets.base import AssetStore
from onereel.domain.clock import Clock
from onereel.domain.retention import Retention
from onereel.errors import StoreError
from onereel.store.base import Store

logger = logging.getLogger(__name__)


class Sweeper:
    """Each step does a little and can be repeated; several processes may sweep at once."""

    def __init__(self, *, store: Store, assets: AssetStore, retention: Retention, clock: Clock) -> None:
        self._store = store
        self._assets = assets
        self._retention = retention
        self._clock = clock

    async def remove_condemned(self, limit: int) -> int:
        """Remove some of the condemned files; says how many. What cannot be removed stays condemned."""
        gone: list[str] = []
        for asset_id in await self._store.files.condemned(limit=limit):
            try:
                await self._assets.delete(asset_id)
            except (OSError, StoreError) as error:
                logger.warning(
                    "file left", extra={"action": "file_left", "asset_id": asset_id, "error": type(error).__name__}
                )
            else:
                gone.append(asset_id)
        if gone:
            # Only now: a file whose record went first would be nobody's after a crash.
            await self._store.files.forget(gone)
            logger.info("files removed", extra={"action": "files_removed", "files": len(gone)})
        return len(gone)

    async def condemn_files(self, limit: int) -> int:
        """Condemn some of the files that are out of time; says how many of the kind that had most."""
        counts = [
            await self._store.files.condemn(kind, before=before, limit=limit)
            for kind, before in self._retention.file_limits(self._clock())
        ]
        return max(counts, default=0)

    async def forget_tasks(self, limit: int) -> int:
        """Remove some of the tasks that ended long ago; says how many. Their files have records of their own."""
        before = self._retention.task_limit(self._clock())
        return 0 if before is None else await self._store.tasks.forget(before=before, limit=limit)
