"""A worker with everything around it made up: memory for a store, a scripted engine, time and waiting by hand.

Not here: tests.
"""

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.builders import NOON, build_facts, build_teller

from onereel.assets.memory import MemoryAssetStore
from onereel.engines.base import Footage
from onereel.store.memory import MemoryTasks
from onereel.tasks.dispatch import LocalDispatcher
from onereel.tasks.execution import Execution
from onereel.tasks.production import Production
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.worker import Worker

VIDEO, COVER, MARKED = b"a video", b"a cover", b"a marked video"


def film(workspace, *, twin=False):
    """The files that an engine leaves."""
    footage = Footage(
        video=workspace / "out.mp4",
        cover=workspace / "cover.jpg",
        watermarked=workspace / "marked.mp4" if twin else None,
    )
    footage.video.write_bytes(VIDEO)
    footage.cover.write_bytes(COVER)
    if footage.watermarked:
        footage.watermarked.write_bytes(MARKED)
    return footage


class ScriptedEngine:
    """Does the next step of its script at each attempt, and films once the script is over.

    A step is an exception to raise, a Failure to answer, or an async function of the workspace and the report.
    """

    name = "scripted"

    def __init__(self, *script):
        self.script = list(script)
        self.calls = []
        self.workspaces = []

    async def generate(self, request, *, task_id, materials, workspace, report):
        self.calls.append((task_id, request, materials))
        self.workspaces.append(workspace)
        assert list(workspace.iterdir()) == []
        step = self.script.pop(0) if self.script else None
        if step is None:
            return film(workspace, twin=request.watermark is not None and request.watermark.twin)
        if isinstance(step, Exception):
            raise step
        return await step(workspace, report) if callable(step) else step

    async def close(self):
        pass


class Halt:
    """A step of the script that waits until it is let go, then films."""

    def __init__(self):
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.cancelled = False

    async def __call__(self, workspace, report):
        self.reached.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return film(workspace)


@dataclass
class Workshop:
    workspace_root: Path
    engine: ScriptedEngine = field(default_factory=ScriptedEngine)
    tasks: MemoryTasks = field(default_factory=MemoryTasks)
    assets: MemoryAssetStore = field(default_factory=MemoryAssetStore)
    dispatcher: LocalDispatcher = field(default_factory=LocalDispatcher)
    progress: ProgressBoard = field(default_factory=ProgressBoard)
    slots: int = 1
    facts: dict = field(default_factory=dict)
    """What the probe finds otherwise than asked for."""
    seconds: int = 0
    waits: list = field(default_factory=list)
    disk: list = field(default_factory=list)
    """What each look at the disk finds, whether it is full; afterwards it is not."""

    def clock(self):
        """Each look at the clock takes a second."""
        self.seconds += 1
        return NOON + timedelta(seconds=self.seconds)

    async def probe(self, path):
        return build_facts(size_bytes=path.stat().st_size, **self.facts)

    async def wait(self, seconds):
        self.waits.append(seconds)

    def execution(self):
        return Execution(
            tasks=self.tasks,
            teller=build_teller(),
            production=Production(engine=self.engine, assets=self.assets, probe=self.probe, wait=self.wait),
            progress=self.progress,
            clock=self.clock,
            workspace_root=self.workspace_root,
            is_full=lambda: bool(self.disk) and self.disk.pop(0),
            wait=self.wait,
        )

    def worker(self):
        return Worker(
            execution=self.execution(),
            dispatcher=self.dispatcher,
            workspace_root=self.workspace_root,
            slots=self.slots,
        )

    async def submit(self, *tasks):
        for task in tasks:
            await self.tasks.add(task)
            await self.dispatcher.offer(task.id)

    @asynccontextmanager
    async def running(self):
        """A worker at work; cancelled when the context ends."""
        worker = self.worker()
        run = asyncio.create_task(worker.run())
        try:
            async with asyncio.timeout(10):
                yield worker
        finally:
            run.cancel()
            with suppress(asyncio.CancelledError):
                await run

    async def ended(self, task_id):
        """Waits for the end of a task; answers the task."""
        with self.progress.watch(task_id) as changed:
            while True:
                changed.clear()
                # What is truly stored, whatever a made-up store answers when the worker asks.
                task = await MemoryTasks.get(self.tasks, task_id)
                if task is not None and task.state.is_terminal:
                    return task
                await changed.wait()

    async def work_through(self, task):
        """Submits a task, works until it has ended, answers the task."""
        await self.submit(task)
        async with self.running():
            return await self.ended(task.id)

    async def stored(self, asset_id):
        """What the asset store holds under that name, or None."""
        found = await self.assets.find(asset_id)
        return None if found is None else found.path.read_bytes()

    def left_behind(self):
        """What lies in the workspaces."""
        return list(self.workspace_root.iterdir())
