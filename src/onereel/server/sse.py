"""The stream of a query: progress, then the result, as the server-sent events of OpenAI's Responses API.

Not here: the words in it, which the dialect writes.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec

from onereel.domain.task import Task
from onereel.gateway import Gateway, Snapshot
from onereel.providers.base import QueryModel, Reply
from onereel.providers.responses import Part, start_response, write_item, write_response
from onereel.providers.writing import write_progress

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""What keeps proxies from holding events back."""
_KEEP_ALIVE_SECONDS = 15.0
KEEP_ALIVE = b": keep-alive\n\n"


class ResponseStream:
    """The events of one stream, numbered."""

    def __init__(self, task: Task, *, model: str, response_id: str) -> None:
        self._started = start_response(task, model=model, response_id=response_id)
        self._model = model
        self._response_id = response_id
        self._item_id = write_item(response_id, status="in_progress", content=[]).id
        self._number = 0
        self._text = ""

    def open(self) -> bytes:
        """The events before any text."""
        item = write_item(self._response_id, status="in_progress", content=[])
        return b"".join(
            (
                self._event("response.created", {"response": self._started}),
                self._event("response.in_progress", {"response": self._started}),
                self._event("response.output_item.added", {"output_index": 0, "item": item}),
                self._event("response.content_part.added", {**self._place(), "part": Part(text="")}),
            )
        )

    def say(self, text: str) -> bytes:
        """One piece of text."""
        self._text += text
        return self._event("response.output_text.delta", {**self._place(), "delta": text, "logprobs": []})

    def close(self, ended: Snapshot) -> bytes:
        """The events after the last text; the whole text comes again in the last one."""
        part = Part(text=self._text)
        response = write_response(ended.task, model=self._model, text=self._text, response_id=self._response_id)
        last = "response.failed" if response.status == "failed" else "response.completed"
        item = write_item(self._response_id, status="completed", content=[part])
        return b"".join(
            (
                self._event("response.output_text.done", {**self._place(), "text": self._text, "logprobs": []}),
                self._event("response.content_part.done", {**self._place(), "part": part}),
                self._event("response.output_item.done", {"output_index": 0, "item": item}),
                self._event(last, {"response": response}),
            )
        )

    def _place(self) -> Reply:
        return {"output_index": 0, "content_index": 0, "item_id": self._item_id}

    def _event(self, name: str, fields: Reply) -> bytes:
        content = msgspec.json.encode({"type": name, "sequence_number": self._number, **fields})
        self._number += 1
        return b"event: " + name.encode() + b"\ndata: " + content + b"\n\n"


async def stream_task(gateway: Gateway, model: QueryModel, task: Task, *, response_id: str) -> AsyncIterator[bytes]:
    """The whole stream of one query, ending with the task."""
    dialect = gateway.catalog.dialect(model.provider)
    stream = ResponseStream(task, model=model.id, response_id=response_id)
    yield stream.open()
    said = ""
    async for snapshot in with_keep_alive(gateway.watch(task.id)):
        if snapshot is None:
            yield KEEP_ALIVE
        elif snapshot.task.state.is_terminal:
            yield stream.say(dialect.write_text(snapshot.task, links=gateway.links(snapshot.task)))
            yield stream.close(snapshot)
        else:
            progress = write_progress(snapshot.share)
            if progress != said:
                said = progress
                yield stream.say(progress)


async def with_keep_alive(snapshots: AsyncIterator[Snapshot]) -> AsyncIterator[Snapshot | None]:
    """The snapshots, and None whenever none has come for a while."""
    upcoming = asyncio.ensure_future(anext(snapshots, None))
    try:
        while True:
            done, _ = await asyncio.wait({upcoming}, timeout=_KEEP_ALIVE_SECONDS)
            if not done:
                yield None
                continue
            snapshot = upcoming.result()
            if snapshot is None:
                return
            yield snapshot
            upcoming = asyncio.ensure_future(anext(snapshots, None))
    finally:
        upcoming.cancel()
