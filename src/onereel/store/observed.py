"""A store that tells: whoever observes it hears of each change once it is stored, whoever changed it.

Not here: storing; everything is passed on to the store beneath.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from onereel.domain.delivery import Delivery
from onereel.domain.event import Event
from onereel.domain.idempotency import Settlement
from onereel.domain.task import State, Task
from onereel.domain.tries import TryTally
from onereel.domain.workers import WorkerSign
from onereel.store.base import (
    ClaimStore,
    DeliveryFilter,
    DeliveryStore,
    FileStore,
    KeyStore,
    LedgerStore,
    OpenTasks,
    OperationStore,
    Store,
    TaskFilter,
    TaskStore,
    UploadStore,
)
from onereel.store.known_keys import KnownKeys


class Observer:
    """Is told what was stored. Each method returns at once and raises nothing."""

    def accepted(self, task: Task) -> None:
        """A new task."""

    def changed(self, old: Task, new: Task) -> None:
        """A change of a task."""

    def tried(self, old: Delivery, new: Delivery) -> None:
        """A try of a callback, or its being put back into the queue."""


class ObservedTasks:
    """A `TaskStore` that tells of new tasks and changes."""

    def __init__(self, tasks: TaskStore, observers: Sequence[Observer]) -> None:
        self._tasks = tasks
        self._observers = observers

    async def add(self, task: Task, *, delivery: Delivery | None = None, settlement: Settlement | None = None) -> None:
        await self._tasks.add(task, delivery=delivery, settlement=settlement)
        for observer in self._observers:
            observer.accepted(task)

    async def get(self, task_id: str) -> Task | None:
        return await self._tasks.get(task_id)

    async def standings(self, task_ids: Sequence[str]) -> Mapping[str, tuple[State, int]]:
        return await self._tasks.standings(task_ids)

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        return await self._tasks.find(reference, key_id=key_id, provider=provider)

    async def replace(self, old: Task, new: Task, *, delivery: Delivery | None = None) -> None:
        await self._tasks.replace(old, new, delivery=delivery)
        for observer in self._observers:
            observer.changed(old, new)

    async def unfinished(self) -> Sequence[Task]:
        return await self._tasks.unfinished()

    async def overdue(self, *, at: datetime, limit: int) -> Sequence[Task]:
        return await self._tasks.overdue(at=at, limit=limit)

    async def page(self, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        return await self._tasks.page(wanted, limit=limit)

    async def events(self, task_id: str) -> Sequence[Event]:
        return await self._tasks.events(task_id)

    async def summary(self) -> Sequence[OpenTasks]:
        return await self._tasks.summary()

    async def forget(self, *, before: datetime, limit: int) -> int:
        return await self._tasks.forget(before=before, limit=limit)


class ObservedDeliveries:
    """A `DeliveryStore` that tells of tries."""

    def __init__(self, deliveries: DeliveryStore, observers: Sequence[Observer]) -> None:
        self._deliveries = deliveries
        self._observers = observers

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        return await self._deliveries.claim(now=now, until=until, limit=limit)

    async def record(self, old: Delivery, new: Delivery, *, tally: TryTally | None = None) -> None:
        await self._deliveries.record(old, new, tally=tally)
        for observer in self._observers:
            observer.tried(old, new)

    async def tries(self, *, since: datetime, key_id: str | None = None) -> Sequence[TryTally]:
        return await self._deliveries.tries(since=since, key_id=key_id)

    async def get(self, delivery_id: str) -> Delivery | None:
        return await self._deliveries.get(delivery_id)

    async def page(self, wanted: DeliveryFilter, *, limit: int) -> Sequence[Delivery]:
        return await self._deliveries.page(wanted, limit=limit)


class ObservedStore:
    """A `Store` over another one, as a server uses it: tasks and callbacks are observed, busy keys remembered."""

    def __init__(self, store: Store, *observers: Observer) -> None:
        self._store = store
        self.keys: KeyStore = KnownKeys(store.keys)
        self.tasks: TaskStore = ObservedTasks(store.tasks, observers)
        self.deliveries: DeliveryStore = ObservedDeliveries(store.deliveries, observers)

    @property
    def uploads(self) -> UploadStore:
        return self._store.uploads

    @property
    def files(self) -> FileStore:
        return self._store.files

    @property
    def operations(self) -> OperationStore:
        return self._store.operations

    @property
    def ledger(self) -> LedgerStore:
        return self._store.ledger

    @property
    def claims(self) -> ClaimStore:
        return self._store.claims

    async def workers(self) -> Sequence[WorkerSign] | None:
        return await self._store.workers()

    async def check(self) -> None:
        await self._store.check()

    async def close(self) -> None:
        await self._store.close()
