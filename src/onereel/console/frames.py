"""Pictures that a visitor picks, or has used before, on their way into a request.

Not here: checking them; that is done as for any client (`onereel.materials`).
"""

import asyncio
import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from onereel.console.desk import Desk, Visit
from onereel.console.fields import FRAMES, NUMBERED_FRAMES, Field
from onereel.console.frame_files import begin_data_uri
from onereel.domain.media import Picture, Upload
from onereel.domain.task import Task
from onereel.errors import ErrorKind, RequestError
from onereel.providers.base import UploadModel
from onereel.providers.paiwo import models as paiwo
from onereel.providers.reading import Parsed
from onereel.providers.vidu import models as vidu

_AGAIN: Final = re.compile(r"task:([0-9a-f]{32})", re.ASCII)
_UPLOADED_MOST: Final = {"paiwo": paiwo.INLINE_MAX_BYTES}
_INLINE_MOST: Final = {"vidu": vidu.INLINE_MAX_BYTES}
_INLINE_SHARE: Final = 0.35
"""Of a form that a picture may be: base64 in a form takes less than 1.43 bytes for one, and there are two pictures."""


def frame_of(task: Task, field: Field) -> Picture | None:
    """The picture that a task has for a field."""
    return task.request.first_frame if FRAMES[field.path] == "first" else task.request.last_frame


def refer_to(task: Task) -> str:
    """What stands in the form for a picture of an earlier task."""
    return f"task:{task.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Frames:
    """Puts pictures into requests."""

    desk: Desk

    def most_bytes(self, provider: str) -> int:
        """How large a file may be that is picked; 0 where none are."""
        of_form = int(self.desk.max_body_bytes * _INLINE_SHARE)
        uploaded = min(_UPLOADED_MOST.get(provider, 0), self.desk.max_body_bytes)
        return uploaded or min(_INLINE_MOST.get(provider, 0), of_form)

    async def keep(self, visit: Visit, content: bytes, *, provider: str) -> Upload:
        """Upload a picture for the visitor's key. Raises RequestError."""
        for card in self.desk.gateway.catalog.cards:
            if isinstance(card, UploadModel) and card.provider == provider:
                parsed: Parsed = {"model": card.id, "input": base64.b64encode(content).decode()}
                return await self.desk.gateway.upload(card, parsed, key_id=visit.key.id)
        raise RequestError(ErrorKind.NOT_FOUND, "This provider takes no uploads.")

    async def fill_in(
        self, visit: Visit, fields: Sequence[Field], values: Mapping[str, str], *, provider: str
    ) -> Mapping[str, str]:
        """The values with the pictures of earlier tasks in the shape that the request takes."""
        filled = dict(values)
        for field in fields:
            found = _AGAIN.fullmatch(values.get(field.path, "")) if field.kind == "picture" else None
            if found:
                filled[field.path] = await self._again(visit, found[1], field, provider=provider)
        return filled

    async def _again(self, visit: Visit, task_id: str, field: Field, *, provider: str) -> str:
        picture = frame_of(await self.desk.find_task(visit, task_id), field)
        content = None if picture is None else await self._read(picture)
        if picture is None or content is None:
            raise RequestError(
                ErrorKind.IMAGE_NOT_FOUND, "The picture of that task is no longer here. Pick one.", field=field.path
            )
        if field.path in NUMBERED_FRAMES:
            return str((await self.keep(visit, content, provider=provider)).id)
        return begin_data_uri(picture.asset_id) + base64.b64encode(content).decode()

    async def _read(self, picture: Picture) -> bytes | None:
        try:
            async with self.desk.assets.borrow(picture.asset_id) as path:
                return await asyncio.to_thread(path.read_bytes)
        except KeyError:
            return None
