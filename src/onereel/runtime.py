"""The composition root: settings in, a running server's parts out.

Not here: what any part does.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

from onereel.assets.base import AssetStore
from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner, load_secret
from onereel.assets.local import LocalAssetStore
from onereel.assets.probe import probe_video_in_thread
from onereel.assets.urls import HostPort, parse_allowance
from onereel.callbacks.courier import Courier
from onereel.catalog import Catalog
from onereel.config import Settings
from onereel.domain.clock import Clock, system_clock
from onereel.engines.sketch.engine import SketchEngine
from onereel.gateway import Gateway
from onereel.linking import CallbackWriter
from onereel.materials import MaterialGatherer
from onereel.providers.registry import build_dialects
from onereel.store.base import Store
from onereel.store.sqlite.lock import DirectoryLock
from onereel.store.sqlite.store import SqliteStore
from onereel.tasks.dispatch import Dispatcher, LocalDispatcher
from onereel.tasks.execution import Execution
from onereel.tasks.janitor import Janitor
from onereel.tasks.production import Production
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.recovery import recover
from onereel.tasks.telling import Teller
from onereel.tasks.worker import Worker


@dataclass(frozen=True, kw_only=True, slots=True)
class Runtime:
    """The parts that a server is made of, up and working."""

    settings: Settings
    gateway: Gateway
    store: Store
    assets: AssetStore
    signer: LinkSigner
    clock: Clock
    random: Random


def database_path(data_directory: Path) -> Path:
    """Where the embedded home keeps its database."""
    return data_directory / "onereel.sqlite3"


@asynccontextmanager
async def open_store(data_directory: Path) -> AsyncIterator[Store]:
    """The store alone, for commands that run beside a server."""
    await asyncio.to_thread(data_directory.mkdir, parents=True, exist_ok=True)
    store = await SqliteStore.open(database_path(data_directory))
    try:
        yield store
    finally:
        await store.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """What the composition root holds while it puts a server together; nothing outside this file sees it."""

    settings: Settings
    store: Store
    assets: AssetStore
    signer: LinkSigner
    catalog: Catalog
    teller: Teller
    progress: ProgressBoard
    dispatcher: Dispatcher
    clock: Clock
    random: Random


@asynccontextmanager
async def open_runtime(
    settings: Settings, *, clock: Clock = system_clock, random: Random | None = None
) -> AsyncIterator[Runtime]:
    """Everything a server needs, with a worker, a courier and a janitor at work; on leaving, they are drained.

    Raises ConfigurationError when the settings will not do or another server has the data directory.
    """
    async with AsyncExitStack() as stack:
        parts = await _assemble(settings, stack, clock=clock, random=random or SystemRandom())
        client = GuardedClient(allow=_allowed(settings))
        stack.push_async_callback(client.aclose)
        await recover(parts.store.tasks, dispatcher=parts.dispatcher, teller=parts.teller, clock=clock)
        await stack.enter_async_context(_working(parts))
        await stack.enter_async_context(_delivering(parts))
        await stack.enter_async_context(_keeping_house(parts))
        yield Runtime(
            settings=settings,
            gateway=_build_gateway(parts, client),
            store=parts.store,
            assets=parts.assets,
            signer=parts.signer,
            clock=clock,
            random=parts.random,
        )


async def _assemble(settings: Settings, stack: AsyncExitStack, *, clock: Clock, random: Random) -> _Parts:
    data = settings.data_directory
    await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
    stack.enter_context(DirectoryLock(data))
    store = await stack.enter_async_context(open_store(data))
    signer = LinkSigner(load_secret(data / "link-secret"), base_url=settings.base_url)
    catalog = Catalog(build_dialects(clock=clock, random=random))
    return _Parts(
        settings=settings,
        store=store,
        assets=LocalAssetStore(data / "assets"),
        signer=signer,
        catalog=catalog,
        teller=Teller(body=CallbackWriter(catalog=catalog, signer=signer).write, random=random),
        progress=ProgressBoard(),
        dispatcher=LocalDispatcher(),
        clock=clock,
        random=random,
    )


def _build_gateway(parts: _Parts, client: GuardedClient) -> Gateway:
    materials = MaterialGatherer(
        assets=parts.assets,
        uploads=parts.store.uploads,
        client=client,
        image_roots=parts.settings.allowed_image_roots,
        random=parts.random,
    )
    return Gateway(
        catalog=parts.catalog,
        store=parts.store,
        materials=materials,
        allow_private=_allowed(parts.settings),
        dispatcher=parts.dispatcher,
        progress=parts.progress,
        signer=parts.signer,
        teller=parts.teller,
        clock=parts.clock,
        random=parts.random,
    )


def _allowed(settings: Settings) -> frozenset[HostPort]:
    return frozenset(parse_allowance(text) for text in settings.allow_private)


@asynccontextmanager
async def _working(parts: _Parts) -> AsyncIterator[None]:
    """A worker with the embedded engine, at work for as long as the context lasts."""
    settings = parts.settings
    engine = SketchEngine(
        processes=settings.process_count,
        codec=settings.codec,
        label=settings.content_label != "off",
        label_task=settings.content_label == "task",
    )
    workspace_root = settings.data_directory / "workspaces"
    execution = Execution(
        tasks=parts.store.tasks,
        teller=parts.teller,
        production=Production(engine=engine, assets=parts.assets, probe=probe_video_in_thread),
        progress=parts.progress,
        clock=parts.clock,
        workspace_root=workspace_root,
    )
    worker = Worker(
        execution=execution,
        dispatcher=parts.dispatcher,
        workspace_root=workspace_root,
        slots=settings.process_count,
    )
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        await worker.drain(grace=settings.shutdown_grace)
        await running
        await engine.close()


@asynccontextmanager
async def _delivering(parts: _Parts) -> AsyncIterator[None]:
    """A courier at work for as long as the context lasts, with connections of its own."""
    client = GuardedClient(allow=_allowed(parts.settings))
    courier = Courier(
        deliveries=parts.store.deliveries,
        keys=parts.store.keys,
        post=client.post,
        clock=parts.clock,
        random=parts.random,
    )
    running = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        await courier.drain(grace=parts.settings.shutdown_grace)
        await running
        await client.aclose()


@asynccontextmanager
async def _keeping_house(parts: _Parts) -> AsyncIterator[None]:
    """A janitor at work for as long as the context lasts."""
    janitor = Janitor(store=parts.store, teller=parts.teller, progress=parts.progress, clock=parts.clock)
    running = asyncio.create_task(janitor.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
