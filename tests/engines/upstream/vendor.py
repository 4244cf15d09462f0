"""A vendor in memory that speaks Kling's API, and does at each call what it is told to.

Not here: a real process (`tests/acceptance`).
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.builders import NOON, build_request, build_task

from onereel.assets.fetch import Downloaded, Exchanged
from onereel.assets.sniff import MediaType
from onereel.domain.task import Task
from onereel.engines.base import Footage, Materials
from onereel.engines.fake import FakeEngine, write_tiny_footage
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.dealings import Pauses
from onereel.engines.upstream.engine import UpstreamEngine
from onereel.engines.upstream.orders import Origin
from onereel.engines.upstream.route import Route
from onereel.errors import FetchFailed, FetchUnsent
from onereel.store.memory import MemoryStore
from onereel.upstreams.base import Secret, Upstream
from onereel.upstreams.kling import Kling

HOME = "ab" * 16
SILENT, UNREACHED = "takes it and says nothing", "cannot be reached"


def reply(status, **body):
    return Exchanged(status=status, content=json.dumps(body).encode(), retry_after=None)


@dataclass
class Vendor:
    """Takes every order under its external_task_id, and has it ready after so many looks."""

    looks: int = 1
    starts: deque = field(default_factory=deque)
    """What becomes of the next beginnings: a reply, SILENT, UNREACHED, or `lost` (neither taken nor answered)."""
    checks: deque = field(default_factory=deque)
    """As `starts`, of the next looks."""
    jobs: dict = field(default_factory=dict)
    """By external_task_id, how often it was looked at."""
    begun: list = field(default_factory=list)
    """Every order that was taken, in order."""
    calls: list = field(default_factory=list)

    async def exchange(self, method, url, *, headers, body, seconds, max_bytes):
        self.calls.append((method, url.removeprefix("https://vendor.example")))
        assert headers["Authorization"] == "Bearer key"
        return self._start(json.loads(body)) if method == "POST" else self._look(url.rpartition("/")[2])

    def _start(self, body):
        fate = self.starts.popleft() if self.starts else None
        if fate == UNREACHED:
            raise FetchUnsent("nobody there")
        if fate == "lost":
            raise FetchFailed("silence")
        if isinstance(fate, Exchanged):
            return fate
        name = body["external_task_id"]
        assert name not in self.jobs, "paid twice"
        self.jobs[name] = 0
        self.begun.append(name)
        if fate == SILENT:
            raise FetchFailed("silence")
        return reply(200, code=0, data={"task_id": f"k-{name}", "task_status": "submitted"})

    def _look(self, reference):
        fate = self.checks.popleft() if self.checks else None
        if fate == SILENT:
            raise FetchFailed("silence")
        if isinstance(fate, Exchanged):
            return fate
        name = reference.removeprefix("k-")
        if name not in self.jobs:
            return reply(404, code=1203, message="not found")
        self.jobs[name] += 1
        data = {"task_id": f"k-{name}", "task_status": "processing"}
        if self.jobs[name] > self.looks:
            video = {"url": "https://vendor.example/clip.mp4", "duration": "5.0"}
            data |= {"task_status": "succeed", "task_result": {"videos": [video]}, "final_unit_deduction": "9"}
        return reply(200, code=0, data=data)


class World:
    """An engine over accounts `main` and `spare`, with one task that is routed to both and then drawn."""

    def __init__(
        self,
        *,
        upstream: Upstream | None = None,
        route=("main", "spare", "sketch"),
        goes_on_after_moderation=False,
        **account: Any,
    ):
        """`account` is what is special about the accounts."""
        self.now = NOON
        self.waits: list[float] = []
        self.store = MemoryStore()
        self.vendors = {"main": Vendor(), "spare": Vendor()}
        self.upstream = upstream or Kling()
        self.route = Route(engines=route, goes_on_after_moderation=goes_on_after_moderation)
        self.account = account
        self.drawing = FakeEngine()
        self.downloads: deque = deque()
        self.fetched: list = []
        self.shares: list[float] = []
        self.on_wait = None
        self.others = 0
        self.link = None
        """How vendors can fetch what is kept here."""

    def tick(self):
        return self.now.timestamp()

    async def wait(self, seconds):
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)
        if self.on_wait is not None:
            await self.on_wait()
        await asyncio.sleep(0)

    async def exchange(self, method, url, **rest):
        name = url.split("//")[1].split(".")[0]
        return await self.vendors[name].exchange(method, url, **rest)

    async def download(self, url, *, target, max_bytes, headers=None):
        self.fetched.append((url, dict(headers or {})))
        fate = self.downloads.popleft() if self.downloads else None
        if fate is not None:
            raise fate
        made = write_tiny_footage(build_request(), workspace=target.parent)
        if made.video != target:
            made.video.rename(target)
        return Downloaded(size_bytes=target.stat().st_size, media_type=MediaType.MP4, sha256="ab" * 32)

    def engine(self) -> UpstreamEngine:
        accounts = {
            name: Account(
                name=name,
                upstream=self.upstream,
                base_url=f"https://{name}.example",
                secret=Secret(key="key"),
                **self.account,
            )
            for name in self.vendors
        }
        return UpstreamEngine(
            routes={build_task().model: self.route},
            accounts=accounts,
            store=self.store,
            caller=Caller(self.exchange, clock=lambda: self.now, random=Random(1), wait=self.wait),
            download=self.download,
            drawing=self.drawing,
            clock=lambda: self.now,
            random=Random(1),
            origin=Origin(name=HOME, link=self.link),
            pauses=Pauses(wait=self.wait, tick=self.tick),
        )

    async def submit(self, number=1, *, request=None) -> Task:
        task = build_task(
            number, request=request or build_request(frame_count=121), deadline_at=NOON + timedelta(hours=24)
        )
        await self.store.tasks.add(task)
        return task

    async def generate(self, workspace: Path, *, engine=None, number=1, request=None) -> Footage:
        task = await self.store.tasks.get(build_task(number).id) or await self.submit(number, request=request)
        return await (engine or self.engine()).generate(
            task.request, task_id=task.id, materials=Materials(), workspace=workspace, report=self.shares.append
        )

    async def orders_of_another(self, workspace: Path, engine):
        """What is written down of one more task."""
        self.others += 1
        folder = workspace / str(self.others)
        folder.mkdir()
        await self.generate(folder, engine=engine, number=1 + self.others)
        return await self.orders(1 + self.others)

    async def orders(self, number=1):
        """What is written down: account, state, reference and note of each."""
        history = await self.store.operations.of_task(build_task(number).id)
        return [(one.account, one.state.value, one.reference, one.note) for one in history]
