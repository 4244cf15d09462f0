"""The composition root: settings in, a running server's parts out.

Not here: what any part does.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

from onereel.assets.base import AssetStore
from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner, load_secret
from onereel.assets.local import LocalAssetStore
from onereel.assets.probe import probe_video_in_thread
from onereel.assets.urls import HostPort, parse_allowance
from onereel.catalog import Catalog
from onereel.config import Settings
from onereel.domain.clock import Clock, system_clock
from onereel.engines.sketch.engine import SketchEngine
from onereel.gateway import Gateway
from onereel.materials import MaterialGatherer
from onereel.providers.registry import build_dialects
from onereel.store.base import Store
from onereel.store.sqlite.lock import DirectoryLock
from onereel.store.sqlite.store import SqliteStore
from onereel.tasks.dispatch import Dispatcher, LocalDispatcher
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.recovery import recover
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


@asynccontextmanager
async def open_runtime(
    settings: Settings, *, clock: Clock = system_clock, random: Random | None = None
) -> AsyncIterator[Runtime]:
    """Everything a server needs, with a worker that works; on leaving, the worker is drained.

    Raises ConfigurationError when the settings will not do or another server has the data directory.
    """
    random = random or SystemRandom()
    data = settings.data_directory
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
        stack.enter_context(DirectoryLock(data))
        store = await stack.enter_async_context(open_store(data))
        assets = LocalAssetStore(data / "assets")
        client = GuardedClient(allow=_allowed(settings))
        stack.push_async_callback(client.aclose)
        signer = LinkSigner(load_secret(data / "link-secret"), base_url=settings.base_url)
        progress, dispatcher = ProgressBoard(), LocalDispatcher()
        await recover(store.tasks, dispatcher=dispatcher, clock=clock)
        await stack.enter_async_context(
            _working(settings, store=store, assets=assets, progress=progress, dispatcher=dispatcher, clock=clock)
        )
        gateway = _build_gateway(
            settings,
            store=store,
            assets=assets,
            client=client,
            dispatcher=dispatcher,
            progress=progress,
            signer=signer,
            clock=clock,
            random=random,
        )
        yield Runtime(
            settings=settings,
            gateway=gateway,
            store=store,
            assets=assets,
            signer=signer,
            clock=clock,
            random=random,
        )


def _build_gateway(
    settings: Settings,
    *,
    store: Store,
    assets: AssetStore,
    client: GuardedClient,
    dispatcher: Dispatcher,
    progress: ProgressBoard,
    signer: LinkSigner,
    clock: Clock,
    random: Random,
) -> Gateway:
    materials = MaterialGatherer(
        assets=assets, uploads=store.uploads, client=client, image_roots=settings.allowed_image_roots, random=random
    )
    return Gateway(
        catalog=Catalog(build_dialects(clock=clock, random=random)),
        store=store,
        materials=materials,
        allow_private=_allowed(settings),
        dispatcher=dispatcher,
        progress=progress,
        signer=signer,
        clock=clock,
        random=random,
    )


def _allowed(settings: Settings) -> frozenset[HostPort]:
    return frozenset(parse_allowance(text) for text in settings.allow_private)


@asynccontextmanager
async def _working(
    settings: Settings,
    *,
    store: Store,
    assets: AssetStore,
    progress: ProgressBoard,
    dispatcher: Dispatcher,
    clock: Clock,
) -> AsyncIterator[None]:
    """A worker with the embedded engine, at work for as long as the context lasts."""
    engine = SketchEngine(
        processes=settings.process_count,
        codec=settings.codec,
        label=settings.content_label != "off",
        label_task=settings.content_label == "task",
    )
    worker = Worker(
        tasks=store.tasks,
        dispatcher=dispatcher,
        engine=engine,
        assets=assets,
        progress=progress,
        clock=clock,
        probe=probe_video_in_thread,
        workspace_root=settings.data_directory / "workspaces",
        slots=settings.process_count,
    )
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        await worker.drain(grace=settings.shutdown_grace)
        await running
        await engine.close()
