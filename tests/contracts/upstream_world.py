"""The real engine, client and store, put against the process of a fake.

Not here: what must come of it (`test_upstreams.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from time import monotonic

from PIL import Image
from tests.builders import build_picture, build_request, build_task
from tests.fakes.running import RunningFake

from onereel.assets.fetch import GuardedClient
from onereel.assets.urls import parse_allowance
from onereel.domain.clock import system_clock
from onereel.domain.task import Task
from onereel.engines.base import Materials
from onereel.engines.fake import FakeEngine
from onereel.engines.upstream.accounts import Account, Caller
from onereel.engines.upstream.dealings import Pauses
from onereel.engines.upstream.engine import UpstreamEngine
from onereel.engines.upstream.orders import Origin
from onereel.engines.upstream.route import SKETCH, Route
from onereel.routing import UPSTREAMS
from onereel.store.sqlite.store import SqliteStore
from onereel.upstreams.base import Media, Order, Secret, Upstream

ACCOUNT = "main"
LONGEST_PAUSE = 0.005
"""Seconds that are really waited where minutes are asked for."""
SPEED = 200
"""How much faster time passes for those who ask how an order stands."""
MODELS = {"kling": "kling-v2-6-text2video", "dashscope": "wan2.6-t2v", "pixverse": "paiwo-v5.6-itv2"}
PICTURE = Media(content_type="image/png", content=b"", reference="1")


def model_for(vendor: str, frames: int) -> str:
    """What a client would have asked for, for a vendor to be given such an order."""
    if vendor in MODELS:
        return MODELS[vendor]
    return "viduq2-pro" if frames else "kling-v2-6-text2video"


def build_order(vendor: str, frames: int) -> Order:
    """An order with so many frames of its own, to ask a client what it can do."""
    return Order(
        task_id=build_task().id,
        model=model_for(vendor, frames),
        request=build_request(),
        first_frame=PICTURE if frames > 0 else None,
        last_frame=PICTURE if frames > 1 else None,
    )


def takes(vendor: str, frames: int) -> bool:
    """Whether such an order can be put to the vendor."""
    return not any(loss.essential for loss in UPSTREAMS[vendor].losses(build_order(vendor, frames)))


def can_be_asked(vendor: str) -> bool:
    """Whether the vendor can be asked for an order that it has not answered."""
    return UPSTREAMS[vendor].find(build_order(vendor, 0)) is not None


def can_be_stopped(vendor: str) -> bool:
    return UPSTREAMS[vendor].cancel("1") is not None


def build_engine(world: "World", upstream: Upstream) -> UpstreamEngine:
    """The engine over one account with the fake, and an engine that draws behind it."""
    account = Account(
        name=ACCOUNT,
        upstream=upstream,
        base_url=world.fake.url,
        secret=Secret(key=world.key, second=world.fake.second_key if upstream.name == "kling" else ""),
        concurrency=100,
    )
    models = {model_for(upstream.name, frames) for frames in (0, 1, 2)}
    return UpstreamEngine(
        routes=dict.fromkeys(models, Route(engines=(ACCOUNT, SKETCH))),
        accounts={ACCOUNT: account},
        store=world.store,
        caller=Caller(world.exchange, clock=system_clock, random=Random(str(world.folder)), wait=world.wait),
        download=world.client.download,
        drawing=world.drawing,
        origin=Origin(name="ab" * 16),
        clock=system_clock,
        random=Random(1),
        pauses=Pauses(wait=world.wait, tick=lambda: monotonic() * SPEED),
    )


class World:
    """One home with a few tasks, and all that it says to the fake."""

    def __init__(self, fake: RunningFake, store: SqliteStore, folder: Path) -> None:
        self.fake = fake
        self.store = store
        self.folder = folder
        self.key = fake.key
        self.client = GuardedClient(allow={parse_allowance(fake.place)})
        self.drawing = FakeEngine()
        self.patience = 30.0
        """Seconds that an answer may take."""
        self.waits: list[float] = []
        self.shares: list[float] = []
        self._moved = asyncio.Event()
        self._submitted = 0
        self._engine: UpstreamEngine | None = None

    @property
    def engine(self) -> UpstreamEngine:
        if self._engine is None:
            self._engine = build_engine(self, UPSTREAMS[self.fake.vendor])
        return self._engine

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self._moved.set()
        await asyncio.sleep(min(seconds, LONGEST_PAUSE))

    async def exchange(self, method, url, *, seconds, **rest):
        return await self.client.exchange(method, url, seconds=min(seconds, self.patience), **rest)

    async def submit(self, *, frames: int = 0) -> Task:
        """A task that nobody has begun, with so many pictures."""
        self._submitted += 1
        pictures = [build_picture(asset_id=f"{name}.png") for name in ("first", "last")][:frames]
        first, last = (*pictures, None, None)[:2]
        request = build_request(
            prompt=f"Boat {self._submitted} of {self.fake.vendor} crosses a puddle.",
            width=1280,
            height=720,
            first_frame=first,
            last_frame=last,
        )
        now = system_clock()
        model = model_for(self.fake.vendor, frames)
        task = build_task(self._submitted, model=model, request=request, created_at=now, updated_at=now)
        await self.store.tasks.add(task)
        return task

    async def carry_out(self, task: Task):
        """What the engine makes of it."""
        workspace = self.folder / task.id
        await asyncio.to_thread(workspace.mkdir, exist_ok=True)
        names = [picture and picture.asset_id for picture in (task.request.first_frame, task.request.last_frame)]
        first, last = [await asyncio.to_thread(self._draw, name) if name else None for name in names]
        return await self.engine.generate(
            task.request,
            task_id=task.id,
            materials=Materials(first_frame=first, last_frame=last),
            workspace=workspace,
            report=self.shares.append,
        )

    async def generate(self, *, frames: int = 0):
        """A task from its submit to its end."""
        return await self.carry_out(await self.submit(frames=frames))

    def begin(self, task: Task) -> asyncio.Task:
        """The task on its way."""
        running = asyncio.create_task(self.carry_out(task))
        running.add_done_callback(lambda _running: self._moved.set())
        return running

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Until this is so; it is looked at whenever the engine begins to wait, or a task has ended."""
        while not await holds():
            self._moved.clear()
            await self._moved.wait()

    async def until_unclear(self, task: Task) -> asyncio.Task:
        """The task on its way, once its order is unclear."""
        running = self.begin(task)

        async def is_unclear() -> bool:
            assert not running.done(), f"it ended with {running.result()}; its orders: {await self.states(task.id)}"
            return await self.states(task.id) == ["unclear"]

        await self.until(is_unclear)
        return running

    async def states(self, task_id: str = build_task().id) -> list[str]:
        """Of the orders of a task."""
        return [order.state.value for order in await self.store.operations.of_task(task_id)]

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.close()
        await self.client.aclose()
        await self.store.close()

    def _draw(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            Image.new("RGB", (640, 360), (40, 90, 160)).save(path)
        return path
