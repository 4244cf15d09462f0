"""Both clients behind one face, so that every test is written once: the async one is run by a loop of its own.

Not here: what a client is asked, or by whom it is answered.
"""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from onereel import AsyncClient, AsyncVideo, Client
from onereel.client.aio.images import AsyncImages
from onereel.client.aio.tasks import AsyncTasks
from onereel.client.aio.videos import AsyncVideos

KINDS = ("waiting", "async")
_ASYNC = (AsyncClient, AsyncVideo, AsyncVideos, AsyncImages, AsyncTasks)


class Waited:
    """Something of the async client, called as its waiting twin is."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self.inner = inner
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        return self._wrap(getattr(self.inner, name))

    def _wrap(self, found: Any) -> Any:
        if isinstance(found, _ASYNC):
            return Waited(found, self._runner)
        if inspect.ismethod(found):
            return self._calling(found)
        return found

    def _calling(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **named: Any) -> Any:
            words = tuple(word.inner if isinstance(word, Waited) else word for word in words)
            answer = method(*words, **named)
            if inspect.iscoroutine(answer):
                answer = self._runner.run(answer)
            if inspect.isasyncgen(answer):
                return self._each(answer)
            return self._wrap(answer)

        return call

    def _each(self, events: Any) -> Any:
        async def following() -> Any:
            return await anext(events, None)

        async def close() -> None:
            await events.aclose()

        try:
            while (event := self._runner.run(following())) is not None:
                yield event
        finally:
            self._runner.run(close())


def open_client(kind: str, runner: asyncio.Runner, **options: Any) -> Any:
    """A client of a kind, with what both take."""
    return Client(**options) if kind == "waiting" else Waited(AsyncClient(**options), runner)


def close_client(client: Any) -> None:
    """Close it, whichever it is."""
    if isinstance(client, Waited):
        client.aclose()
    else:
        client.close()


def bare(video: Any) -> Any:
    """The handle itself."""
    return video.inner if isinstance(video, Waited) else video
