"""Which names the media of a task have in the asset store, known before they exist.

Not here: the names of uploads (`onereel.domain.ids.mint_asset_id`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetNames:
    """The asset ids of one task."""

    video: str
    cover: str
    marked: str
    """The watermarked twin, where the request asks for one."""


def asset_names(task_id: str) -> AssetNames:
    """The names for the task with our own id `task_id`; the same at every attempt."""
    return AssetNames(video=f"video-{task_id}.mp4", cover=f"cover-{task_id}.jpg", marked=f"marked-{task_id}.mp4")
