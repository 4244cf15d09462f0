"""Where the media of a task are, or will be, as signed links.

Also the one thing that is written with such links outside of a reply: the body of a callback.

Not here: how a link is signed or checked (`onereel.assets.links`), or which names the media have
(`onereel.domain.naming`).
"""

from datetime import timedelta
from typing import Final

import msgspec

from onereel.assets.links import LinkSigner
from onereel.catalog import Catalog
from onereel.domain.naming import AssetNames, asset_names
from onereel.domain.task import Task
from onereel.providers.base import Links

VIDEO_LINK_LIFE: Final = timedelta(hours=24)
COVER_LINK_LIFE: Final = timedelta(hours=1)
"""How long links live, from the end of the task; Vidu's and DashScope's live signatures say the same."""


class TaskLinks:
    """The links of one task, each signed when it is asked for: most replies show one or none."""

    def __init__(self, task: Task, *, signer: LinkSigner) -> None:
        self._request = task.request
        self._names = _names(task)
        self._signer = signer
        self._anchor = task.finished_at or task.created_at

    @property
    def video(self) -> str:
        return self._lasting(self._names.video)

    @property
    def cover(self) -> str:
        return self._signer.sign(self._names.cover, expires_at=self._anchor + COVER_LINK_LIFE)

    @property
    def watermarked(self) -> str:
        return self._lasting(self._names.marked)

    @property
    def first_frame(self) -> str:
        frame = self._request.first_frame
        return self._lasting(frame.asset_id) if frame else ""

    @property
    def last_frame(self) -> str:
        frame = self._request.last_frame
        return self._lasting(frame.asset_id) if frame else ""

    def _lasting(self, asset_id: str) -> str:
        return self._signer.sign(asset_id, expires_at=self._anchor + VIDEO_LINK_LIFE)


def links_of(task: Task, *, signer: LinkSigner) -> Links:
    """The links of a task; the names are known before the files exist."""
    return TaskLinks(task, signer=signer)


class CallbackWriter:
    """Writes what a callback says, in the words of the task's provider."""

    def __init__(self, *, catalog: Catalog, signer: LinkSigner) -> None:
        self._catalog = catalog
        self._signer = signer

    def write(self, task: Task) -> bytes | None:
        """The body for a task as it stands, JSON; None where the provider would not call."""
        reply = self._catalog.dialect(task.provider).write_callback(task, links=links_of(task, signer=self._signer))
        return None if reply is None else msgspec.json.encode(reply)


def _names(task: Task) -> AssetNames:
    expected, made = asset_names(task), task.result
    if made is None:
        return expected
    return AssetNames(
        video=made.video.asset_id,
        cover=made.cover.asset_id,
        marked=made.watermarked.asset_id if made.watermarked else expected.marked,
    )
