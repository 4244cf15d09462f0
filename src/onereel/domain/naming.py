"""Which names the media of a task have in the asset store, known before they exist.

Not here: the names of uploads (`onereel.domain.ids.mint_asset_id`).
"""

from dataclasses import dataclass

from onereel.domain.task import State, Task


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetNames:
    """The asset ids of one task."""

    video: str
    cover: str
    marked: str
    """The watermarked twin, where the request asks for one."""


def asset_names(task: Task) -> AssetNames:
    """The names for the attempt that runs, or comes next, or came last.

    Each attempt has its own, so that a worker that has lost its task cannot touch the files of its successor.
    """
    attempt = task.attempt + 1 if task.state is State.QUEUED else task.attempt
    stem = f"{task.id}-{attempt}"
    return AssetNames(video=f"video-{stem}.mp4", cover=f"cover-{stem}.jpg", marked=f"marked-{stem}.mp4")
