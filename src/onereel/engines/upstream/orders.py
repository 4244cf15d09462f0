"""Makes of a task and its materials the order that is put to vendors.

Not here: what each vendor is told of it (`onereel.upstreams`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from onereel.assets.sniff import HEAD_BYTES, sniff
from onereel.domain.task import Task
from onereel.engines.base import Materials
from onereel.upstreams.base import Media, Order

_UNREAD = Media(content_type="application/octet-stream", content=b"")


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Who puts the orders."""

    name: str
    """Of this home among gateways."""
    link: Callable[[str], str] | None = None
    """Makes an address of an asset by which vendors can fetch it; None where they cannot reach us."""


def outline_order(task: Task, materials: Materials, *, origin: Origin) -> Order:
    """The order for a task, which says what pictures there are and not what is in them."""
    track = task.request.track
    return Order(
        task_id=task.id,
        model=task.model,
        request=task.request,
        first_frame=_UNREAD if materials.first_frame else None,
        last_frame=_UNREAD if materials.last_frame else None,
        track_url=origin.link(track) if origin.link is not None and track is not None else "",
        passed=(*task.passed, origin.name),
    )


async def fill_order(outline: Order, materials: Materials) -> Order:
    """The same order with its pictures in memory. Raises OSError when one cannot be read."""
    return replace(
        outline, first_frame=await _read(materials.first_frame), last_frame=await _read(materials.last_frame)
    )


async def _read(path: Path | None) -> Media | None:
    if path is None:
        return None
    content = await asyncio.to_thread(path.read_bytes)
    kind = sniff(content[:HEAD_BYTES])
    return Media(content_type=kind.value if kind else "application/octet-stream", content=content)
