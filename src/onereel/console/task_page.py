"""One task: `/console/tasks/{id}`, live while it is open.

Not here: the log (`task_list.py`), or what is told line by line (`story.py`).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.responses import Response, StreamingResponse

from onereel.console.desk import Desk, Visit, go_to
from onereel.console.story import as_accepted, cost_of, explain_cost, explain_price, running_time, tell
from onereel.domain.files import FileKind
from onereel.domain.task import Task
from onereel.errors import ErrorKind, RequestError
from onereel.gateway import Snapshot
from onereel.server.records import describe_task
from onereel.server.sse import HEADERS, KEEP_ALIVE, with_keep_alive
from onereel.server.task_routes import read_details

_VIEWS: Final = {"article": "task_article.html", "clip": "clip_panel.html"}
"""What is shown live, by the name that the stream is asked with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskPage:
    """The handlers, with what they use."""

    desk: Desk

    async def show(self, visit: Visit) -> Response:
        """`GET /console/tasks/{id}`."""
        task = await self.desk.find_task(visit, visit.request.path_params["id"])
        return self.desk.page(visit, "task.html", **await self.values(visit, task))

    async def live(self, visit: Visit) -> Response:
        """`GET /console/tasks/{id}/live`: progress, then what has become of the task, as server-sent events."""
        task = await self.desk.find_task(visit, visit.request.path_params["id"])
        view = visit.request.query_params.get("view", "")
        if view not in _VIEWS:
            raise RequestError(ErrorKind.NOT_FOUND, "There is no such view.")
        seen = visit.request.query_params.get("state", ""), visit.request.query_params.get("attempt", "")
        return StreamingResponse(
            self._tell(visit, task, view=view, seen=seen), media_type="text/event-stream", headers=HEADERS
        )

    async def cancel(self, visit: Visit) -> Response:
        """`POST /console/tasks/{id}/cancel`."""
        task = await self.desk.find_task(visit, visit.request.path_params["id"])
        await self.desk.gateway.cancel(task.id, key_id=visit.reach)
        if visit.is_partial:
            return Response(status_code=204)  # whoever watches is told by the stream
        return go_to(visit, f"/console/tasks/{task.id}")

    async def values(self, visit: Visit, task: Task) -> dict[str, Any]:
        """Everything that the templates of a task use."""
        details = await read_details(self.desk.store, task)
        gateway = self.desk.gateway
        links, dialect = gateway.links(task), gateway.catalog.dialect(task.provider)
        record = describe_task(
            task,
            links=links,
            share=self.desk.share(task.id),
            shows_owner=visit.key.is_operator,
            details=details,
        )
        owner = await self.desk.store.keys.get(task.key_id) if visit.key.is_operator else None
        return {
            "task": task,
            "share": self.desk.share(task.id),
            "clip": self.desk.clip(task),
            "cover": self.desk.cover(task),
            "marked": self.desk.media(task.result.watermarked.asset_id)
            if task.result and task.result.watermarked
            else "",
            "first_frame": self.desk.frame(task.request.first_frame),
            "last_frame": self.desk.frame(task.request.last_frame),
            "is_kept": await self._is_kept(task),
            "moments": tell(details),
            "cost": cost_of(task),
            "price": explain_price(task),
            "costs": explain_cost(details.entries),
            "deliveries": details.deliveries,
            "took": running_time(task, now=self.desk.now()),
            "owner": owner,
            "record": msgspec.json.format(msgspec.json.encode(record), indent=2).decode(),
            "reply": msgspec.to_builtins(dialect.write_accepted(as_accepted(task), links=links)),
            "ending": msgspec.to_builtins(dialect.write_task(task, links=links, request_id=task.request_id)),
        }

    async def _is_kept(self, task: Task) -> bool:
        if task.result is None:
            return False
        record = await self.desk.store.files.get(task.result.video.asset_id)
        return record is not None and record.kind is not FileKind.CONDEMNED

    async def _tell(self, visit: Visit, task: Task, *, view: str, seen: tuple[str, str]) -> AsyncIterator[bytes]:
        said = -1
        async for snapshot in with_keep_alive(self.desk.gateway.watch(task.id)):
            if snapshot is None:
                yield KEEP_ALIVE
            elif (snapshot.task.state.value, str(snapshot.task.attempt)) != seen:
                values = await self.values(visit, snapshot.task)
                yield _event("changed", self._render(visit, _VIEWS[view], **values))
                return
            elif int(snapshot.share * 100) > said:
                said = int(snapshot.share * 100)
                yield _event("progress", self._progress(visit, snapshot))

    def _progress(self, visit: Visit, snapshot: Snapshot) -> str:
        took = running_time(snapshot.task, now=self.desk.now())
        return self._render(visit, "task_progress.html", task=snapshot.task, share=snapshot.share, took=took)

    def _render(self, visit: Visit, template: str, **values: object) -> str:
        return self.desk.renderer.render(template, words=visit.words, key=visit.key, request=visit.request, **values)


def _event(name: str, text: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in text.splitlines() if line.strip())
    return f"event: {name}\n{lines}\n".encode()
