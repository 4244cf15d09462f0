"""The composition root: settings in, a running server's parts out.

Not here: what any part does.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import uuid4

from onereel.assets.base import AssetStore
from onereel.assets.fetch import FetchLimits, GuardedClient
from onereel.assets.links import LinkSigner
from onereel.assets.probe import probe_video_in_thread
from onereel.assets.room import Room
from onereel.assets.urls import HostPort, parse_allowance
from onereel.callbacks.courier import Courier
from onereel.callbacks.schedule import Policy
from onereel.catalog import Catalog
from onereel.config import Settings
from onereel.domain.chance import SystemChance
from onereel.domain.clock import Clock, system_clock
from onereel.domain.passage import name_home
from onereel.domain.task import SKETCH_LANE, UPSTREAM_LANE
from onereel.engines.base import Engine
from onereel.engines.sketch.engine import SketchEngine
from onereel.engines.upstream.accounts import Caller
from onereel.engines.upstream.breakers import Avoidance
from onereel.engines.upstream.engine import UpstreamEngine
from onereel.engines.upstream.orders import Origin
from onereel.errors import ConfigurationError
from onereel.gateway import Gateway
from onereel.hints import Hints
from onereel.homes import in_background, open_home
from onereel.linking import VIDEO_LINK_LIFE, CallbackWriter
from onereel.materials import MaterialGatherer
from onereel.metrics.meters import Meters
from onereel.providers.registry import build_dialects
from onereel.routes import load_routing
from onereel.routing import Routing
from onereel.storage import WORKSPACES, open_assets, open_signer, sweep
from onereel.store.base import Store
from onereel.store.observed import ObservedStore
from onereel.tasks.dispatch import Dispatcher
from onereel.tasks.execution import Execution
from onereel.tasks.janitor import Janitor
from onereel.tasks.production import Production
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.sweeper import Sweeper
from onereel.tasks.telling import Teller
from onereel.tasks.worker import Worker
from onereel.tracing.base import Tracing
from onereel.tracing.opening import open_tracing

_RESULT_SECONDS: Final = 900.0
"""For bringing home what a vendor has made; two gigabytes then need 2.3 MB/s."""


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
    hints: Hints | None
    """Who takes the callbacks of vendors; None where no account has any."""
    lanes: tuple[str, ...]
    """Which tasks are worked on here, if any are."""
    accounts: tuple[str, ...]
    """The operator's accounts with vendors, by name."""
    avoided: Callable[[], Sequence[Avoidance]]
    """Which of them this process leaves alone at the moment; none, where it puts no orders to them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """What the composition root holds while it puts a server together; nothing outside this file sees it."""

    settings: Settings
    store: Store
    assets: AssetStore
    room: Room
    signer: LinkSigner
    catalog: Catalog
    routing: Routing
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
        parts = await _assemble(settings, stack, clock=clock, random=random or SystemChance())
        upstream = await stack.enter_async_context(_working(parts)) if settings.works else None
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
            hints=_build_hints(parts),
            lanes=tuple(_slots(settings, parts.routing)),
            accounts=tuple(parts.routing.accounts),
            avoided=upstream.avoided if upstream else tuple,
        )


async def _assemble(settings: Settings, stack: AsyncExitStack, *, clock: Clock, random: Random) -> _Parts:
    data = settings.data_directory
    await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
    signer = await open_signer(settings)
    routing = await asyncio.to_thread(load_routing, settings)
    catalog = Catalog(
        build_dialects(clock=clock, random=random),
        lane_of=lambda model: UPSTREAM_LANE if routing.goes_out(model) else SKETCH_LANE,
    )
    teller = Teller(body=CallbackWriter(catalog=catalog, signer=signer).write, random=random)
    meters = Meters()
    tracing = stack.enter_context(open_tracing(wanted=settings.traces, clock=clock))
    home = await open_home(
        settings,
        stack,
        slots=_slots(settings, routing),
        teller=teller,
        observe=lambda store: ObservedStore(store, meters, *tracing.observers),
        clock=clock,
    )
    await sweep(settings, clock)  # the directory is ours by now
    return _Parts(
        settings=settings,
        store=home.store,
        assets=open_assets(settings),
        room=Room(data, reserve_bytes=settings.disk_reserve),
        signer=signer,
        catalog=catalog,
        routing=routing,
        teller=teller,
        progress=home.progress,
        meters=meters,
        tracing=tracing,
        dispatcher=home.dispatcher,
        clock=clock,
        random=random,
    )


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


def _build_hints(parts: _Parts) -> Hints | None:
    accounts = {name: account for name, account in parts.routing.accounts.items() if account.callback_url}
    if not accounts:
        return None
    return Hints(accounts=accounts, operations=parts.store.operations, progress=parts.progress, clock=parts.clock)


def _allowed(settings: Settings) -> frozenset[HostPort]:
    return frozenset(parse_allowance(text) for text in settings.allow_private)


def _slots(settings: Settings, routing: Routing) -> dict[str, int]:
    """The lanes that are worked on here, with how many tasks at once."""
    possible = {SKETCH_LANE: settings.process_count}
    if routing.accounts:
        possible[UPSTREAM_LANE] = routing.slots
    wanted = settings.lanes or tuple(possible)
    missing = [lane for lane in wanted if lane not in possible]
    if missing:
        raise ConfigurationError(
            f"ONEREEL_LANES: nothing here works on the lane {missing[0]!r}. There are: {', '.join(possible)}."
        )
    return {lane: possible[lane] for lane in wanted}


@asynccontextmanager
async def _working(parts: _Parts) -> AsyncIterator[UpstreamEngine | None]:
    """A worker for each lane, at work for as long as the context lasts; answers the engine over accounts, if any."""
    settings = parts.settings
    engine = SketchEngine(
        processes=settings.process_count,
        codec=settings.codec,
        label=settings.content_label != "off",
        label_task=settings.content_label == "task",
    )
    slots = _slots(settings, parts.routing)
    upstream = None
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.close)
        if SKETCH_LANE in slots:
            await stack.enter_async_context(_worker(parts, engine, lane=SKETCH_LANE, slots=slots[SKETCH_LANE]))
        if UPSTREAM_LANE in slots:
            upstream = await stack.enter_async_context(_upstream(parts, drawing=engine))
            count = slots[UPSTREAM_LANE]
            await stack.enter_async_context(_worker(parts, upstream, lane=UPSTREAM_LANE, slots=count))
        yield upstream


@asynccontextmanager
async def _upstream(parts: _Parts, *, drawing: Engine) -> AsyncIterator[UpstreamEngine]:
    """The engine over the operator's accounts, with connections of its own."""
    allow = _allowed(parts.settings) | parts.routing.places
    client = GuardedClient(allow=allow, limits=FetchLimits(total_seconds=_RESULT_SECONDS))
    engine = UpstreamEngine(
        routes=parts.routing.routes,
        accounts=parts.routing.accounts,
        store=parts.store,
        caller=Caller(client.exchange, clock=parts.clock, random=parts.random),
        download=client.download,
        drawing=drawing,
        origin=Origin(name=name_home(parts.signer.derive), link=_link(parts) if parts.settings.public_url else None),
        clock=parts.clock,
        random=parts.random,
    )
    parts.progress.listen(engine.hint)
    try:
        async with in_background(engine.tidy()):
            yield engine
    finally:
        await engine.close()
        await client.aclose()


def _link(parts: _Parts) -> Callable[[str], str]:
    """Makes addresses by which vendors can fetch what is kept here."""
    return lambda asset_id: parts.signer.sign(asset_id, expires_at=parts.clock() + VIDEO_LINK_LIFE)


@asynccontextmanager
async def _worker(parts: _Parts, engine: Engine, *, lane: str, slots: int) -> AsyncIterator[None]:
    """A worker of one lane, at work for as long as the context lasts."""
    workspace_root = parts.settings.data_directory / WORKSPACES
    if parts.settings.database_url:
        workspace_root /= uuid4().hex  # other processes may work in the same directory
    elif lane != SKETCH_LANE:
        workspace_root /= lane
    execution = Execution(
        tasks=parts.store.tasks,
        teller=parts.teller,
        production=Production(
            engine=engine, assets=parts.assets, probe=probe_video_in_thread, exact=lane == SKETCH_LANE
        ),
        progress=parts.progress,
        clock=parts.clock,
        workspace_root=workspace_root,
        is_full=parts.room.is_full,
    )
    worker = Worker(
        execution=execution, dispatcher=parts.dispatcher, workspace_root=workspace_root, slots=slots, lane=lane
    )
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        await worker.drain(grace=parts.settings.shutdown_grace)
        await running


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
    async with in_background(janitor.run()):
        yield
