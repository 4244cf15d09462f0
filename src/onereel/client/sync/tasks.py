# Written by `make client` out of ../aio: change that.
"""The task records of a onereel, which are the same for every model.

Not here: what a record holds (docs/operating.md), or following one video (`video.py`).
"""

from typing import Final
from urllib.parse import quote, urlencode

from onereel.client.errors import UnexpectedAnswer, Unsupported
from onereel.client.reading import text_at
from onereel.client.states import Reply
from onereel.client.sync.transport import Transport

_PAGE: Final = 100
"""The most that a server gives at once."""


class Tasks:
    """Lists, shows and cancels; at a onereel only."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def newest(
        self, limit: int = 20, *, state: str | None = None, model: str | None = None, key_id: str | None = None
    ) -> tuple[Reply, ...]:
        """The records of the newest tasks of this key; an operator's key sees everybody's, or those of `key_id`.

        Raises ApiError, ConnectionFailed.
        """
        found: list[Reply] = []
        wanted = {"state": state, "model": model, "key_id": key_id, "after": None}
        while len(found) < limit:
            named = {name: value for name, value in wanted.items() if value is not None}
            path = f"/v1/tasks?{urlencode(named | {'limit': str(min(limit - len(found), _PAGE))})}"
            reply = self._transport.get(path)
            records = reply.get("data")
            if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
                raise UnexpectedAnswer("The tasks were answered without any list of them.")
            found += records
            wanted["after"] = text_at(reply, "next_after")
            if not records or wanted["after"] is None:
                break
        return tuple(found[:limit])

    def show(self, reference: str | int) -> Reply:
        """The record of one task, with its events; by onereel's own id or the provider's.

        Raises VideoNotFound, ApiError, ConnectionFailed.
        """
        return self._transport.get(_path_of(reference))

    def cancel(self, reference: str | int) -> Reply:
        """End one; nothing is charged for it. Cancelling twice is no error.

        Raises NotCancellable once it has ended, VideoNotFound, ApiError, ConnectionFailed.
        """
        return self._transport.post(f"{_path_of(reference)}/cancel")


def _path_of(reference: str | int) -> str:
    """Raises Unsupported for what would name another path."""
    name = str(reference)
    if not name.strip("."):
        raise Unsupported(f"`reference` is {name!r}, which is no id of a task.", "reference")
    return f"/v1/tasks/{quote(name, safe='')}"
