"""What is known of the files in the asset store: which there may be, and from when on their time counts.

A file may exist from the moment its record does, and the record goes last; so no crash leaves a file that nobody
knows of.

Not here: how long each kind is kept (`onereel.config`), who removes them (`onereel.tasks.sweeper`), or the files
themselves (`onereel.assets`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from onereel.domain.naming import asset_names
from onereel.domain.task import Task


class FileKind(StrEnum):
    """What a file is for, which decides how long it is kept."""

    UPLOAD = "upload"
    """Sent by a client, and not used by any task yet."""
    INPUT = "input"
    """Used by a task; its time counts from when that task is over at the latest."""
    MEDIA = "media"
    """Made for a task; its time counts from the end of the task."""
    CONDEMNED = "condemned"
    """To be removed; nothing may refer to it any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRecord:
    """One file in the asset store."""

    asset_id: str
    kind: FileKind
    since: datetime
    """When its time begins to count."""


def inputs_of(task: Task) -> Sequence[FileRecord]:
    """The files that a new task refers to, each once, in order of their names."""
    request = task.request
    pictures = (request.first_frame, request.last_frame, request.watermark.picture if request.watermark else None)
    names = {picture.asset_id for picture in pictures if picture is not None}
    if request.track is not None:
        names.add(request.track)
    since = task.deadline_at or task.created_at
    return [FileRecord(asset_id=name, kind=FileKind.INPUT, since=since) for name in sorted(names)]


def media_of(task: Task) -> Sequence[FileRecord]:
    """The files that may have been made for a task, once it is over; none while it is open.

    Those of every attempt: one that was killed may have kept files without being able to say so.
    """
    if not task.state.is_terminal:
        return []
    since = task.finished_at or task.updated_at
    has_twin = task.request.watermark is not None and task.request.watermark.twin
    found: list[FileRecord] = []
    for attempt in range(1, task.attempt + 1):
        names = asset_names(replace(task, attempt=attempt))
        kept = (names.cover, names.video, names.marked) if has_twin else (names.cover, names.video)
        found += [FileRecord(asset_id=name, kind=FileKind.MEDIA, since=since) for name in kept]
    return found
