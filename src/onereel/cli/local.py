"""The gateway over the local store, without a worker: for commands that do what a client can do, for every key.

Not here: the commands, or a server's parts (`onereel.runtime`). A server that runs on the same data directory notices
what was changed here within five seconds.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import TypeVar

from onereel.assets.fetch import GuardedClient
from onereel.assets.links import LinkSigner
from onereel.assets.memory import MemoryAssetStore
from onereel.assets.room import Room
from onereel.catalog import Catalog
from onereel.cli.ending import refuse
from onereel.cli.options import read_settings, work_on_store
from onereel.config import Settings
from onereel.domain.clock import system_clock
from onereel.domain.task import Task
from onereel.errors import RequestError
from onereel.gateway import Gateway
from onereel.linking import CallbackWriter
from onereel.materials import MaterialGatherer
from onereel.providers.registry import build_dialects
from onereel.storage import open_signer
from onereel.store.base import Store
from onereel.tasks.dispatch import LocalDispatcher
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.telling import Teller

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What such commands work with."""

    store: Store
    gateway: Gateway


def work_on_desk(data_dir: Path | None, work: Callable[[Desk], Awaitable[T]]) -> T:
    """What `work` answers on the store in the data directory."""

    async def run(store: Store) -> T:
        settings = read_settings(data_dir)
        signer = await open_signer(settings)
        client = GuardedClient()
        try:
            return await work(Desk(store=store, gateway=_build_gateway(settings, store, signer, client)))
        finally:
            await client.aclose()

    return work_on_store(data_dir, run)


async def find_task(desk: Desk, reference: str) -> Task:
    """The task with our own id or this id of its provider, whosever it is. Ends the command when there is none."""
    keys = await desk.store.keys.list()
    for key_id in (None, *(key.id for key in keys)):
        with suppress(RequestError):
            return (await desk.gateway.find_own(reference, key_id=key_id)).task
    return refuse(f"there is no task {reference}.")


def _build_gateway(settings: Settings, store: Store, signer: LinkSigner, client: GuardedClient) -> Gateway:
    random: Random = SystemRandom()
    catalog = Catalog(build_dialects(clock=system_clock, random=random))
    return Gateway(
        catalog=catalog,
        store=store,
        materials=MaterialGatherer(
            assets=MemoryAssetStore(),  # nothing is ever gathered here, and the files are a server's
            uploads=store.uploads,
            files=store.files,
            client=client,
            room=Room(settings.data_directory, reserve_bytes=0),
            image_roots=(),
            clock=system_clock,
            random=random,
        ),
        allow_private=frozenset(),
        dispatcher=LocalDispatcher(),
        progress=ProgressBoard(),
        signer=signer,
        teller=Teller(body=CallbackWriter(catalog=catalog, signer=signer).write, random=random),
        clock=system_clock,
        random=random,
    )
