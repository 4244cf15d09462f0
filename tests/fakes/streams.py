"""The events of `vidu-get`: progress while the job runs, then its files, in the form of OpenAI's Responses.

Sources: the page viduq2-pro for the text, a captured stream of another model for the order of events. Inferred: how
often progress is told, and what follows on a failure.

Not here: who may ask.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import web

from tests.fakes.desk import Desk
from tests.fakes.jobs import ENDED, Job
from tests.fakes.replies import Answer, Reply

_PAUSE_SECONDS = 0.25
_USAGE = {
    "input_tokens": 0,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 0,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 0,
}


async def tell_progress(
    request: web.Request, job: Job, desk: Desk, describe: Callable[[Job], Mapping[str, Any]], *, stream: bool
) -> Answer:
    """All events until the job has ended; or, without a stream, the last one's response alone."""
    telling = _Telling(job, desk, describe)
    if not stream:
        while not telling.ended:
            await telling.wait()
        telling.conclude()
        return Reply(body=telling.response())
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    await response.prepare(request)
    await response.write(telling.begin())
    while not telling.ended:
        await response.write(telling.delta(f"\r当前进度: {telling.percent}%"))
        await telling.wait()
    await response.write(telling.conclude())
    await response.write_eof()
    return response


class _Telling:
    """One response, as it grows."""

    def __init__(self, job: Job, desk: Desk, describe: Callable[[Job], Mapping[str, Any]]) -> None:
        self._job = job
        self._desk = desk
        self._describe = describe
        self._number = 0
        self._text = ""
        self._status = "in_progress"
        code = desk.mint_uuid().replace("-", "")
        self._ids = {"response": f"resp_{code}", "message": f"msg_{code}"}

    @property
    def ended(self) -> bool:
        return self._job.state(self._desk.now()) in ENDED

    @property
    def percent(self) -> int:
        return self._describe(self._job)["progress"]

    async def wait(self) -> None:
        """A while, or until the job's times change."""
        self._job.changed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._job.changed.wait(), _PAUSE_SECONDS)

    def begin(self) -> bytes:
        message = self._message()
        return b"".join(
            (
                self._event("response.created", response=self.response()),
                self._event("response.in_progress", response=self.response()),
                self._event("response.output_item.added", output_index=0, item=message | {"content": []}),
                self._part("response.content_part.added", part={"type": "output_text", "text": ""}),
            )
        )

    def delta(self, text: str) -> bytes:
        self._text += text
        return self._part("response.output_text.delta", delta=text)

    def conclude(self) -> bytes:
        """What became of it; the whole text stands in the last event again."""
        found = self._describe(self._job)
        if found["state"] != "success":
            self._status = "failed"
            return self._event("response.failed", response=self.response())
        told = self.delta(_describe_files(found))
        self._status = "completed"
        content = self._message()["content"][0]
        return b"".join(
            (
                told,
                self._part("response.output_text.done", text=self._text),
                self._part("response.content_part.done", part=content),
                self._event("response.output_item.done", output_index=0, item=self._message()),
                self._event("response.completed", response=self.response()),
            )
        )

    def response(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": self._ids["response"],
            "object": "response",
            "created_at": int(self._job.taken_at),
            "model": "vidu-get",
            "output": [],
            "status": self._status,
        }
        if self._status == "completed":
            found |= {"output": [self._message()], "completed_at": int(self._job.ends_at), "usage": _USAGE}
        if self._status == "failed":
            code = self._describe(self._job)["err_code"]
            found["error"] = {"code": code, "message": code}
        return found

    def _message(self) -> dict[str, Any]:
        return {
            "id": self._ids["message"],
            "type": "message",
            "role": "assistant",
            "status": self._status,
            "content": [{"type": "output_text", "text": self._text}],
        }

    def _part(self, kind: str, **more: Any) -> bytes:
        return self._event(kind, output_index=0, content_index=0, item_id=self._ids["message"], **more)

    def _event(self, kind: str, **more: Any) -> bytes:
        body = msgspec.json.encode({"type": kind, "sequence_number": self._number} | more)
        self._number += 1
        return b"event: %b\ndata: %b\n\n" % (kind.encode(), body)


def _describe_files(found: Mapping[str, Any]) -> str:
    lines = ["\n\n✅ 视频生成完成！\n", f"任务ID: {found['id']}\n"]
    for number, creation in enumerate(found["creations"], start=1):
        lines += [f"--- 创作 {number} ---", f"视频URL: {creation['url']}", f"封面URL: {creation['cover_url']}"]
        if creation["watermarked_url"]:
            lines.append(f"水印视频: {creation['watermarked_url']}")
    return "\n".join(lines) + "\n"
