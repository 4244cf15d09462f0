"""The composition root: settings in, a running server's parts out.

Not here: what any part does.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, Final
from uuid import uuid4

from onereel.assets.base import AssetStore
from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner, load_secret
from onereel.assets.local import LocalAssetStore
from onereel.assets.probe import probe_video_in_thread
from onereel.assets.room import Room
from onereel.assets.urls import HostPort, parse_allowance
from onereel.callbacks.courier import Courier
from onereel.callbacks.schedule import Policy
from onereel.catalog import Catalog
from onereel.config import Settings
from onereel.domain.clock import Clock, system_clock
from onereel.engines.sketch.engine import SketchEngine
from onereel.errors import ConfigurationError
from onereel.gateway import Gateway
from onereel.linking import CallbackWriter
from onereel.materials import MaterialGatherer
from onereel.metrics.meters import Meters
from onereel.providers.registry import build_dialects
from onereel.store.base import Store
from onereel.store.observed import ObservedStore
from onereel.store.sqlite.lock import DirectoryLock
from onereel.store.sqlite.store import SqliteStore
from onereel.tasks.dispatch import Dispatcher, LocalDispatcher
from onereel.tasks.execution import Execution
from onereel.tasks.janitor import Janitor
from onereel.tasks.production import Production
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.recovery import recover
from onereel.tasks.shared_board import SharedBoard
from onereel.tasks.shared_dispatch import SharedDispatcher
from onereel.tasks.sweeper import Sweeper
from onereel.tasks.telling import Teller
from onereel.tasks.worker import Worker
from onereel.tracing.base import Tracing
from onereel.tracing.opening import open_tracing

SHARED_LINKS: Final = "links"
"""Under which name processes share the secret that links are signed with."""


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
    meters: Meters
    progress: ProgressBoard
    tracing: Tracing


def database_path(data_directory: Path) -> Path:
    """Where the embedded home keeps its database."""
    return data_directory / "onereel.sqlite3"


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store alone, for commands that run beside a server.

    Raises ConfigurationError when the settings will not do.
    """
    store = await (_open_postgres(settings) if settings.database_url else _open_sqlite(settings))
    try:
        yield store
    finally:
        await store.close()


async def _open_sqlite(settings: Settings) -> Store:
    await asyncio.to_thread(settings.data_directory.mkdir, parents=True, exist_ok=True)
    return await SqliteStore.open(database_path(settings.data_directory))


async def _open_postgres(settings: Settings) -> Store:
    try:
        from onereel.store.postgres.store import PostgresStore  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "ONEREEL_DATABASE_URL needs the extra `postgres`: install onereel[postgres]."
        ) from error
    return await PostgresStore.open(settings.database_url)


async def open_signer(settings: Settings) -> LinkSigner:
    """Who signs the links to media, with the secret of the data directory, or the one that all processes share.

    Raises ConfigurationError and StoreError.
    """
    await asyncio.to_thread(settings.data_directory.mkdir, parents=True, exist_ok=True)
    secret = await asyncio.to_thread(load_secret, settings.data_directory / "link-secret")
    if settings.database_url:
        from onereel.store.postgres.secrets import share_secret  # noqa: PLC0415 - as in `_open_postgres`

        secret = await share_secret(settings.database_url, SHARED_LINKS, secret)
    return LinkSigner(secret, base_url=settings.base_url)


def _open_assets(settings: Settings) -> AssetStore:
    data = settings.data_directory
    if not settings.assets_url:
        return LocalAssetStore(data / "assets", shared=bool(settings.database_url))
    try:
        from onereel.assets.s3 import Bucket, S3AssetStore  # noqa: PLC0415 - as in `_open_postgres`
    except ImportError as error:
        raise ConfigurationError("ONEREEL_ASSETS_URL needs the extra `s3`: install onereel[s3].") from error
    name, _, prefix = settings.assets_url.removeprefix("s3://").partition("/")
    bucket = Bucket(
        name=name,
        prefix=prefix.strip("/"),
        region=settings.s3_region,
        endpoint=settings.s3_endpoint,
        public_endpoint=settings.s3_public_endpoint,
        virtual_hosted=settings.s3_virtual_hosted,
    )
    return S3AssetStore(bucket, scratch=data / "scratch")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """What the composition root holds while it puts a server together; nothing outside this file sees it."""

    settings: Settings
    store: Store
    assets: AssetStore
    room: Room
    signer: LinkSigner
    catalog: Catalog
    teller: Teller
    progress: ProgressBoard
    meters: Meters
    tracing: Tracing
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
        client = GuardedClient(allow=_allowed(settings))
        stack.push_async_callback(client.aclose)
        parts = await _assemble(settings, stack, clock=clock, random=random or SystemRandom())
        if settings.works:
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
            meters=parts.meters,
            progress=parts.progress,
            tracing=parts.tracing,
        )


async def _assemble(settings: Settings, stack: AsyncExitStack, *, clock: Clock, random: Random) -> _Parts:
    data = settings.data_directory
    await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
    signer = await open_signer(settings)
    catalog = Catalog(build_dialects(clock=clock, random=random))
    teller = Teller(body=CallbackWriter(catalog=catalog, signer=signer).write, random=random)
    home = await (_shared_home if settings.database_url else _embedded_home)(settings, stack, teller, clock)
    meters = Meters()
    tracing = stack.enter_context(open_tracing(wanted=settings.traces, clock=clock))
    return _Parts(
        settings=settings,
        store=ObservedStore(home.store, meters, *tracing.observers),
        assets=_open_assets(settings),
        room=Room(data, reserve_bytes=settings.disk_reserve),
        signer=signer,
        catalog=catalog,
        teller=teller,
        progress=home.progress,
        meters=meters,
        tracing=tracing,
        dispatcher=home.dispatcher,
        clock=clock,
        random=random,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Home:
    """Where tasks are kept, and how processes hear of them."""

    store: Store
    progress: ProgressBoard
    dispatcher: Dispatcher


async def _embedded_home(settings: Settings, stack: AsyncExitStack, teller: Teller, clock: Clock) -> _Home:
    """An SQLite file of one process, which takes up again whatever the last one left."""
    stack.enter_context(DirectoryLock(settings.data_directory))
    store = await stack.enter_async_context(open_store(settings))
    dispatcher = LocalDispatcher()
    await recover(store.tasks, dispatcher=dispatcher, teller=teller, clock=clock)
    return _Home(store=store, progress=ProgressBoard(), dispatcher=dispatcher)


async def _shared_home(settings: Settings, stack: AsyncExitStack, _teller: Teller, _clock: Clock) -> _Home:
    """A database of many processes, whose job queue knows by itself what dead workers have left."""
    # Imported here: the embedded home needs no driver.
    from onereel.store.postgres.queue import JobQueue  # noqa: PLC0415
    from onereel.store.postgres.signals import Signals  # noqa: PLC0415

    store = await stack.enter_async_context(open_store(settings))
    signals = Signals(settings.database_url)
    board = SharedBoard(signals, process=uuid4().hex)
    await stack.enter_async_context(_in_background(signals.run(board.hear)))
    queue = JobQueue(settings.database_url, lanes=settings.lanes, slots=settings.process_count)
    dispatcher = SharedDispatcher(queue)
    if settings.works:
        await stack.enter_async_context(_taking(dispatcher))
    return _Home(store=store, progress=board, dispatcher=dispatcher)


@asynccontextmanager
async def _taking(dispatcher: SharedDispatcher) -> AsyncIterator[None]:
    """Jobs come in for as long as the context lasts; on leaving, every turn has been finished by its worker."""
    running = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        dispatcher.stop()
        await running


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something that goes on for as long as the context lasts."""
    running = asyncio.create_task(work)
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def _build_gateway(parts: _Parts, client: GuardedClient) -> Gateway:
    materials = MaterialGatherer(
        assets=parts.assets,
        uploads=parts.store.uploads,
        files=parts.store.files,
        client=client,
        room=parts.room,
        image_roots=parts.settings.allowed_image_roots,
        closed=(parts.settings.data_directory,),
        clock=parts.clock,
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
    if settings.database_url:
        workspace_root /= uuid4().hex  # other processes may work in the same directory
    execution = Execution(
        tasks=parts.store.tasks,
        teller=parts.teller,
        production=Production(engine=engine, assets=parts.assets, probe=probe_video_in_thread),
        progress=parts.progress,
        clock=parts.clock,
        workspace_root=workspace_root,
        is_full=parts.room.is_full,
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
    settings = parts.settings
    client = GuardedClient(allow=_allowed(settings))
    policy = Policy(
        first_pause=settings.callback_first_pause,
        longest_pause=settings.callback_longest_pause,
        give_up_after=settings.callback_give_up_after,
    )
    courier = Courier(
        deliveries=parts.store.deliveries,
        keys=parts.store.keys,
        post=client.post,
        clock=parts.clock,
        random=parts.random,
        policy=policy,
    )
    running = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        await courier.drain(grace=settings.shutdown_grace)
        await running
        await client.aclose()


@asynccontextmanager
async def _keeping_house(parts: _Parts) -> AsyncIterator[None]:
    """A janitor at work for as long as the context lasts."""
    sweeper = Sweeper(store=parts.store, assets=parts.assets, retention=parts.settings.retention, clock=parts.clock)
    janitor = Janitor(
        store=parts.store, sweeper=sweeper, teller=parts.teller, progress=parts.progress, clock=parts.clock
    )
    async with _in_background(janitor.run()):
        yield
