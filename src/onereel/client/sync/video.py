# Written by `make client` out of ../aio: change that.
"""One video, as a program holds it.

Not here: how it is ordered (`videos.py`), or followed (`watching.py`).
"""

import os
from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

from onereel.client.errors import (
    CannotCancel,
    ConnectionFailed,
    Detached,
    UnexpectedAnswer,
    VideoCancelled,
    VideoFailed,
)
from onereel.client.files import NewFile
from onereel.client.flow import in_thread, settle
from onereel.client.reading import is_link
from onereel.client.states import Cost, Progress, Reply, Snapshot, State, Told
from onereel.client.sync.transport import Transport
from onereel.client.sync.watching import look, watch

WAIT_SECONDS: Final = 1800.0
"""For how long a video is waited for if nothing else is said."""
MOST_BYTES: Final = 2 * 1024**3
_TRIES: Final = 3
_OK: Final = 200
_OUT_OF_TIME: Final = frozenset({401, 403, 404, 410})
"""How the stores behind links answer one that has expired."""


class Video:
    """A video that was ordered. It is the newest that was heard of it; `refresh`, `events` and `wait` hear more.

    It can be pickled, which leaves the client and its key behind; `client.videos.attach` gives it one again.
    """

    def __init__(self, snapshot: Snapshot, transport: Transport | None) -> None:
        self._snapshot = snapshot
        self._transport = transport

    @property
    def snapshot(self) -> Snapshot:
        """All that is known, frozen."""
        return self._snapshot

    @property
    def id(self) -> str:
        """The id that the submit was answered with, in the provider's shape."""
        return self._snapshot.id

    @property
    def model(self) -> str:
        """The model that makes it."""
        return self._snapshot.model

    @property
    def state(self) -> State:
        """queued, running, succeeded, failed or cancelled. PixVerse and Vidu do not tell queued from running."""
        return self._snapshot.state

    @property
    def progress(self) -> float | None:
        """0.0 to 1.0; None where the provider tells none."""
        return self._snapshot.progress

    @property
    def url(self) -> str | None:
        """The file, once it has succeeded. Signed; good for 24 hours at onereel and at most providers."""
        return self._snapshot.url

    @property
    def cover_url(self) -> str | None:
        """A still, where the provider tells one. Signed; good for one hour."""
        return self._snapshot.cover_url

    @property
    def watermarked_url(self) -> str | None:
        """The marked twin, where one was asked for (Vidu)."""
        return self._snapshot.watermarked_url

    @property
    def seconds(self) -> float | None:
        """Length: as told, else as asked for."""
        return self._snapshot.seconds

    @property
    def width(self) -> int | None:
        """Pixels: as told, else as asked for."""
        return self._snapshot.width

    @property
    def height(self) -> int | None:
        """Pixels: as told, else as asked for."""
        return self._snapshot.height

    @property
    def cost(self) -> Cost | None:
        """What the server told of the price."""
        return self._snapshot.cost

    @property
    def request_id(self) -> str | None:
        """What the server's log calls the newest answer."""
        return self._snapshot.request_id

    @property
    def raw(self) -> Reply:
        """The newest answer, as the provider words it."""
        return self._snapshot.raw

    def refresh(self) -> Self:
        """Ask once how it stands. Raises ApiError, ConnectionFailed."""
        self._snapshot = look(self._connection(), self._snapshot)
        return self

    def events(self, *, timeout: float = WAIT_SECONDS) -> Generator[Progress]:
        """How it stands now and each time that changes, to its end; a failed video ends it, too, without an exception.

        `timeout` is in seconds. Raises WaitTimeout, ApiError, ConnectionFailed.
        """
        last: Progress | None = None
        with closing(watch(self._connection(), self._snapshot, seconds=timeout)) as changes:
            for seen in changes:
                self._snapshot = seen
                event = Progress(state=seen.state, progress=seen.progress)
                if event != last:
                    last = event
                    yield event

    def wait(self, *, on_progress: Callable[[Progress], object] | None = None, timeout: float = WAIT_SECONDS) -> Self:
        """Return once it has succeeded. `on_progress` is called as `events` tells; `timeout` is in seconds.

        Raises VideoFailed, VideoCancelled, WaitTimeout (it goes on), ApiError, ConnectionFailed. Ctrl-C leaves the
        video as it is: wait again, or cancel it.
        """
        with closing(self.events(timeout=timeout)) as events:
            for event in events:
                if on_progress:
                    settle(on_progress(event))
        if self.state is State.CANCELLED:
            raise VideoCancelled(self._snapshot)
        if self.state is State.FAILED:
            raise VideoFailed(self._snapshot)
        return self

    def save(self, path: str | os.PathLike[str], *, timeout: float = WAIT_SECONDS, max_bytes: int = MOST_BYTES) -> Path:
        """Put the file at `path`, whole or not at all; what was there is replaced. Waits for the video if need be.

        `timeout` is in seconds, for the wait and for the file each. A link that has expired is asked for anew. Raises
        what `wait` raises, UnexpectedAnswer for what is no video or larger than `max_bytes`, OSError where it cannot be
        written.
        """
        transport = self._connection()
        place = NewFile(path, mint=transport.timing.mint_key)
        self.wait(timeout=timeout)
        until = transport.timing.monotonic() + timeout
        with place as file:
            for tries in range(1, _TRIES + 1):
                try:
                    if self._fetch(file, max_bytes=max_bytes, until=until):
                        break
                    self._snapshot = look(transport, _unended(self._snapshot))
                except ConnectionFailed:
                    if tries == _TRIES:
                        raise
                    transport.pause(float(tries))
            else:
                raise UnexpectedAnswer(f"The file of {self.model} {self.id} cannot be had: its link is refused.")
        return file.path

    def cancel(self) -> Self:
        """Stop it; nothing is charged for it. Cancelling twice is no error.

        Raises CannotCancel where the server is no onereel (none of the providers' gateways has a way), NotCancellable
        once it has ended, ApiError, ConnectionFailed.
        """
        transport = self._connection()
        if not transport.is_onereel():
            raise CannotCancel(f"This server has no way to cancel: {self.model} {self.id} goes on, and is paid.")
        record = transport.post(f"/v1/tasks/{quote(self.id, safe='')}/cancel")
        self._snapshot = self._snapshot.learn(Told(state=State.CANCELLED, raw=record))
        return self

    def _fetch(self, file: NewFile, *, max_bytes: int, until: float) -> bool:
        """Whether the link was good. Raises ConnectionFailed, UnexpectedAnswer."""
        file.clear()
        url = self._snapshot.url
        if url is None or not is_link(url):
            return False
        with self._connection().download(url, until=until) as (answer, pieces):
            if answer.status in _OUT_OF_TIME:
                return False
            if answer.status != _OK:
                raise ConnectionFailed(f"The file was answered with HTTP {answer.status}.")
            if answer.content_type.startswith(("text/", "application/json")):
                raise UnexpectedAnswer(f"The link leads to {answer.content_type}, not to a video.")
            for piece in pieces:
                if file.size + len(piece) > max_bytes:
                    raise UnexpectedAnswer(f"The file is larger than {max_bytes} bytes.")
                in_thread(partial(file.write, piece))
        if not file.size:
            raise UnexpectedAnswer("The link leads to an empty file.")
        return True

    def _connection(self) -> Transport:
        if self._transport is None:
            raise Detached("This video came out of a pickle: `client.videos.attach(video)` gives it a client.")
        return self._transport

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Video) and self._snapshot == other._snapshot

    def __hash__(self) -> int:
        return hash((self.model, self.id))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.model} {self.id} {self.state}>"

    def __reduce__(self) -> tuple[type[Self], tuple[Snapshot, None]]:
        return type(self), (self._snapshot, None)


def _unended(snapshot: Snapshot) -> Snapshot:
    """The same, to be heard of anew."""
    return Snapshot(model=snapshot.model, id=snapshot.id, seconds=snapshot.seconds, cost=snapshot.cost)
