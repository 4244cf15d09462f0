"""Small pictures of covers for lists; a whole cover weighs ten times as much.

Not here: covers themselves (`/assets`).
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

from starlette.responses import Response

from onereel.assets.image_shrink import load_image
from onereel.console.desk import Desk, Visit
from onereel.errors import ErrorKind, ImageError, RequestError

LONGEST_SIDE: Final = 288
"""Pixels; lists show them at 112 to 200 of a page's, of which a sharp screen has two."""
_QUALITY: Final = 72
_KEPT: Final = 400
"""About three megabytes."""
_AT_ONCE: Final = 2
_HEADERS: Final = {"Cache-Control": "private, max-age=86400", "Vary": "Cookie", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Thumbs:
    """The handler, with what it uses and remembers."""

    desk: Desk
    made: OrderedDict[str, bytes] = field(default_factory=OrderedDict[str, bytes])
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def show(self, visit: Visit) -> Response:
        """`GET /console/tasks/{id}/thumb`: the cover of a task that succeeded, small."""
        task = await self.desk.find_task(visit, visit.request.path_params["id"])
        if task.result is None:
            raise RequestError(ErrorKind.NOT_FOUND, "This task has no cover.")
        content = await self._find(task.result.cover.asset_id)
        return Response(content, media_type="image/webp", headers=_HEADERS)

    async def _find(self, asset_id: str) -> bytes:
        if asset_id in self.made:
            self.made.move_to_end(asset_id)
            return self.made[asset_id]
        async with self.turns:
            content = self.made.get(asset_id) or await self._make(asset_id)
        self.made[asset_id] = content
        while len(self.made) > _KEPT:
            self.made.popitem(last=False)
        return content

    async def _make(self, asset_id: str) -> bytes:
        try:
            async with self.desk.assets.borrow(asset_id) as path:
                return await asyncio.to_thread(_shrink, path)
        except (KeyError, ImageError) as error:
            raise RequestError(ErrorKind.NOT_FOUND, "The cover is no longer kept.") from error


def _shrink(path: Path) -> bytes:
    target = BytesIO()
    load_image(path, max_side=LONGEST_SIDE).save(target, "WEBP", quality=_QUALITY, method=2)
    return target.getvalue()
