"""The seams between the life of a task and where it is kept.

Not here: SQL. One contract suite (`tests/contracts/`) runs over every implementation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from onereel.domain.account import Account, Limits
from onereel.domain.delivery import Delivery, DeliveryState
from onereel.domain.event import Event
from onereel.domain.files import FileKind, FileRecord
from onereel.domain.idempotency import Claim, ClaimOutcome, Settlement
from onereel.domain.ledger import Entry, LedgerAudit
from onereel.domain.media import Upload
from onereel.domain.operation import Operation, OperationState
from onereel.domain.tally import Span, Tally
from onereel.domain.task import State, Task
from onereel.domain.tries import TryTally
from onereel.domain.workers import WorkerSign


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """An API key as it is kept: never the key itself, only what recognises it."""

    id: str
    name: str
    """What the operator calls it."""
    hint: str
    """The first characters of the key, so that people can tell keys apart."""
    digest: str
    """SHA-256 of the key, hex. A key holds 256 random bits, so a plain digest cannot be searched."""
    created_at: datetime
    revoked_at: datetime | None = None
    is_operator: bool = False
    """Whether it sees and may do everything, for every key."""
    limits: Limits = field(default_factory=Limits)
    secrets: tuple[str, ...] = ()
    """What its callbacks are signed with, `whsec_…`; the newest first, two while one is being exchanged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskFilter:
    """Which tasks of a list are meant; None means that it does not matter."""

    key_id: str | None = None
    model: str | None = None
    state: State | None = None
    since: datetime | None = None
    """Created at this moment or later."""
    until: datetime | None = None
    """Created before this moment."""
    before: str | None = None
    """Older than the task with this id, which is how the next page is asked for."""
    after: str | None = None
    """Not older than a task with this id would be: lets a home stop looking where `since` alone would not."""
    reference: str | None = None
    """Called so by us, by its provider, or in the reply to its submit."""
    words: str | None = None
    """With all of these in its prompt; what stands together must stand together there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryFilter:
    """Which deliveries of a list are meant; None means that it does not matter."""

    key_id: str | None = None
    task_id: str | None = None
    state: DeliveryState | None = None
    before: str | None = None
    """Older than the delivery with this id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTasks:
    """How many tasks of one kind are open, and since when the oldest of them."""

    lane: str
    model: str
    state: State
    count: int
    oldest: datetime
    """When the first of them was accepted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerTotals:
    """The running totals of all keys together, in millionths of one CNY."""

    held: int
    spent: int


class TaskStore(Protocol):
    """Tasks, durable: when a call that writes has returned, its change survives a crash and a power cut."""

    async def add(self, task: Task, *, delivery: Delivery | None = None, settlement: Settlement | None = None) -> None:
        """Keep a new task, with its hold in the ledger, its first event, a callback and the reply to an idempotency
        key: all of them or none. The files it refers to are marked as its inputs, where they have a record.

        Raises IdTaken when its id, or its public id at that provider, exists already; LimitReached when the limits of
        its key stand against it; Conflict when the claim of the settlement is no longer its owner's; FileGone when a
        file it refers to is condemned.
        """
        ...

    async def get(self, task_id: str) -> Task | None:
        """The task with our own id, or None."""
        ...

    async def standings(self, task_ids: Sequence[str]) -> Mapping[str, tuple[State, int]]:
        """The state and the attempt of each of these tasks that there is, by our own id."""
        ...

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        """The key's task at that provider whose public id or request id is `reference`, or None."""
        ...

    async def replace(self, old: Task, new: Task, *, delivery: Delivery | None = None) -> None:
        """Change a task from `old` to `new`, which share their id, with its event, its end in the ledger, a callback,
        and the records of the files that were made for it.

        Raises Conflict when what is stored is no longer in the state and attempt of `old` (so a worker whose task
        was taken over can store nothing), and when `domain.task.TRANSITIONS` does not allow the change.
        """
        ...

    async def unfinished(self) -> Sequence[Task]:
        """All tasks in no terminal state, oldest first."""
        ...

    async def overdue(self, *, at: datetime, limit: int) -> Sequence[Task]:
        """Open tasks whose deadline has passed, at most `limit`."""
        ...

    async def page(self, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        """The newest `limit` tasks that are wanted, newest first, by id."""
        ...

    async def events(self, task_id: str) -> Sequence[Event]:
        """What has happened to a task, oldest first."""
        ...

    async def summary(self) -> Sequence[OpenTasks]:
        """The open tasks counted by lane, model and state, in that order; what has ended is not looked at.

        For metrics, so it must stay cheap while the number of ended tasks grows.
        """
        ...

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Remove at most `limit` tasks that ended before that moment, with their events, callbacks and orders; says
        how many.

        The ledger keeps its entries.
        """
        ...


class KeyStore(Protocol):
    """API keys, by digest."""

    async def add(self, key: Key) -> None:
        """Keep a new key. Raises IdTaken when its id or digest exists already."""
        ...

    async def find(self, digest: str) -> Key | None:
        """The key with that digest, revoked or not, or None."""
        ...

    async def get(self, key_id: str) -> Key | None:
        """The key with that id, revoked or not, or None."""
        ...

    async def list(self) -> Sequence[Key]:
        """All keys, oldest first, revoked ones too."""
        ...

    async def change(self, key_id: str, *, limits: Limits, secrets: tuple[str, ...]) -> bool:
        """Set what an operator may set of a key. False when there is no such key."""
        ...

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        """Mark a key as revoked. False when there is no such key or it was revoked before."""
        ...


class UploadStore(Protocol):
    """Pictures that clients sent ahead."""

    async def add(self, upload: Upload) -> None:
        """Keep a new upload. Raises IdTaken when its id exists already."""
        ...

    async def find(self, upload_id: int, *, key_id: str) -> Upload | None:
        """The key's upload with that id, or None."""
        ...


class FileStore(Protocol):
    """Records of the files in the asset store. Those of media come only together with the end of their task."""

    async def add(self, record: FileRecord) -> None:
        """Keep the record of a file that is about to be written. One that exists stays as it is."""
        ...

    async def get(self, asset_id: str) -> FileRecord | None:
        """The record of that file, or None."""
        ...

    async def condemn(self, kind: FileKind, *, before: datetime, limit: int) -> int:
        """Condemn at most `limit` files of that kind whose time began before that moment; says how many.

        An upload that stands for such a file is removed in the same step.
        """
        ...

    async def condemned(self, *, limit: int) -> Sequence[str]:
        """The asset ids of at most `limit` condemned files."""
        ...

    async def forget(self, asset_ids: Sequence[str]) -> None:
        """Remove the records of condemned files that have been removed themselves."""
        ...


class OperationStore(Protocol):
    """Orders that were put to vendors, durable before the vendor hears of them."""

    async def add(self, operation: Operation) -> None:
        """Keep a new order. Raises Conflict when the task has an open one, or one with this number."""
        ...

    async def change(self, old: Operation, new: Operation) -> None:
        """Change an order from `old` to `new`. Raises Conflict when what is stored is no longer `old`'s state."""
        ...

    async def of_task(self, task_id: str) -> Sequence[Operation]:
        """The orders of a task, oldest first."""
        ...

    async def known(self, account: str, *, since: datetime) -> frozenset[str]:
        """What the vendor calls the orders that were put to an account since that moment, where it has said so."""
        ...

    async def counts(self, account: str, *, since: datetime) -> Mapping[OperationState, int]:
        """How many of the orders that were put to an account since that moment stand how; states without one are
        left out.
        """
        ...

    async def find(self, account: str, reference: str) -> Operation | None:
        """The newest order to an account that the vendor calls so."""
        ...

    async def abandoned(self, *, limit: int) -> Sequence[Operation]:
        """Some of the open orders of tasks that are over: nobody waits for them any more."""
        ...

    async def unanswered(self, account: str, *, since: datetime) -> frozenset[str]:
        """The tasks whose order to an account was without an answer at some time since that moment, and still is."""
        ...


class LedgerStore(Protocol):
    """What is owed. Written only together with tasks."""

    async def entries(self, task_id: str) -> Sequence[Entry]:
        """The entries of a task, its hold first."""
        ...

    async def account(self, key_id: str) -> Account:
        """The running totals of a key; empty ones when it has never had a task."""
        ...

    async def audit(self) -> LedgerAudit:
        """Add everything up and compare it with the tasks."""
        ...

    async def totals(self) -> LedgerTotals:
        """The sums over the running totals of all keys; zeros when there are none. For metrics: no entry is read."""
        ...

    async def tallies(self, span: Span, *, since: datetime, key_id: str | None = None) -> Sequence[Tally]:
        """What has ended within each such span that began at that moment or later, by its start, model and state.

        That of all keys together where none is named. For charts: neither tasks nor entries are read.
        """
        ...


class ClaimStore(Protocol):
    """Who works on which idempotency key, and what was answered."""

    async def claim(self, claim: Claim, *, at: datetime) -> ClaimOutcome:
        """Try to make the claim: possible when nobody has made it, or its owner or its answer is out of time."""
        ...

    async def let_go(self, claim: Claim) -> None:
        """Take an unsettled claim back, so that the key is as if it had not been used. No error when it is gone."""
        ...

    async def abandon(self) -> int:
        """Take back every claim that is not settled, and say how many: whoever made them is known to be gone."""
        ...

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Remove at most `limit` claims and answers that ran out before that moment; says how many."""
        ...


class DeliveryStore(Protocol):
    """Callbacks on their way. New ones come only together with a change of their task."""

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Pending deliveries that are due, each the first unfinished of its task, oldest first, at most `limit`.

        Their `due_at` is moved to `until`, stored, so that nobody else takes them before then.
        """
        ...

    async def record(self, old: Delivery, new: Delivery, *, tally: TryTally | None = None) -> None:
        """Write down what became of a try, and count it. Raises Conflict when the delivery is no longer as `old`."""
        ...

    async def tries(self, *, since: datetime, key_id: str | None = None) -> Sequence[TryTally]:
        """How tries went within each hour that began at that moment or later, by hour, outcome and time.

        Those of all keys together where none is named. For charts: no delivery is read. Nothing older than TRIES_KEPT.
        """
        ...

    async def get(self, delivery_id: str) -> Delivery | None:
        """The delivery with that id, or None."""
        ...

    async def page(self, wanted: DeliveryFilter, *, limit: int) -> Sequence[Delivery]:
        """The newest `limit` deliveries that are wanted, newest first, by id."""
        ...


class Store(Protocol):
    """One home for all of it, so that one transaction can span several of its parts."""

    @property
    def tasks(self) -> TaskStore: ...

    @property
    def keys(self) -> KeyStore: ...

    @property
    def uploads(self) -> UploadStore: ...

    @property
    def files(self) -> FileStore: ...

    @property
    def operations(self) -> OperationStore: ...

    @property
    def ledger(self) -> LedgerStore: ...

    @property
    def claims(self) -> ClaimStore: ...

    @property
    def deliveries(self) -> DeliveryStore: ...

    async def workers(self) -> Sequence[WorkerSign] | None:
        """The workers of all processes that hold tasks now, by lane and name; None where there is only one process.

        A worker without a task leaves no sign.
        """
        ...

    async def check(self) -> None:
        """Answers when the home can be read and written; raises StoreError when not."""
        ...

    async def close(self) -> None:
        """Finish what is waiting to be written, then let go of everything."""
        ...
