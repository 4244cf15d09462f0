"""The two homes of tasks: one process with a file of its own, or many over one database.

Not here: the stores themselves (`onereel.store`), or what is built on top (`runtime.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from onereel.config import Settings
from onereel.domain.clock import Clock
from onereel.storage import open_store
from onereel.store.base import Store
from onereel.store.sqlite.lock import DirectoryLock
from onereel.tasks.dispatch import Dispatcher, LocalDispatcher
from onereel.tasks.progress import ProgressBoard
from onereel.tasks.recovery import recover
from onereel.tasks.shared_board import SharedBoard
from onereel.tasks.shared_dispatch import SharedDispatcher, SharedLanes
from onereel.tasks.telling import Teller


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """Where tasks are kept, and how processes hear of them."""

    store: Store
    progress: ProgressBoard
    dispatcher: Dispatcher


async def open_home(
    settings: Settings,
    stack: AsyncExitStack,
    *,
    slots: Mapping[str, int],
    teller: Teller,
    observe: Callable[[Store], Store],
    clock: Clock,
) -> Home:
    """The home that the settings name, for as long as the stack lasts. Its store is what `observe` makes of it, so
    that what recovery changes is observed, too. `slots` are the lanes that are worked on here, with how many at once.

    Raises ConfigurationError when the settings will not do or another server has the data directory.
    """
    if settings.database_url:
        return await _open_shared(settings, stack, slots, observe)
    return await _open_embedded(settings, stack, teller, observe, clock)


async def _open_embedded(
    settings: Settings, stack: AsyncExitStack, teller: Teller, observe: Callable[[Store], Store], clock: Clock
) -> Home:
    """An SQLite file of one process, which takes up again whatever the last one left."""
    stack.enter_context(DirectoryLock(settings.data_directory))
    store = observe(await stack.enter_async_context(open_store(settings)))
    dispatcher = LocalDispatcher()
    await recover(store.tasks, dispatcher=dispatcher, teller=teller, clock=clock)
    # Nobody else serves this file, so whoever was answering a submit is gone: it may be sent again at once.
    await store.claims.abandon()
    return Home(store=store, progress=ProgressBoard(), dispatcher=dispatcher)


async def _open_shared(
    settings: Settings, stack: AsyncExitStack, slots: Mapping[str, int], observe: Callable[[Store], Store]
) -> Home:
    """A database of many processes, whose job queue knows by itself what dead workers have left."""
    # Imported here: the embedded home needs no driver.
    from onereel.store.postgres.queue import JobQueue  # noqa: PLC0415
    from onereel.store.postgres.signals import Signals  # noqa: PLC0415

    store = observe(await stack.enter_async_context(open_store(settings)))
    signals = Signals(settings.database_url)
    board = SharedBoard(signals, process=uuid4().hex)
    await stack.enter_async_context(in_background(signals.run(board.hear)))
    lanes = {
        lane: SharedDispatcher(JobQueue(settings.database_url, lanes=(lane,), slots=count))
        for lane, count in slots.items()
    }
    if settings.works:
        for dispatcher in lanes.values():
            await stack.enter_async_context(_taking(dispatcher))
    return Home(store=store, progress=board, dispatcher=SharedLanes(lanes))


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
async def in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something that goes on for as long as the context lasts."""
    running = asyncio.create_task(work)
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
