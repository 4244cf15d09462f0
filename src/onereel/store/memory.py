"""The fake home of everything that is stored: dictionaries that behave as the real homes do.

Not here: durability. What is kept here ends with the process.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from onereel.domain.account import Account, Limits
from onereel.domain.delivery import Delivery
from onereel.domain.event import Event, event_of
from onereel.domain.files import FileKind, FileRecord, inputs_of, media_of
from onereel.domain.idempotency import Claim, ClaimOutcome, Settlement, judge
from onereel.domain.ledger import Entry, EntryKind, LedgerAudit, end_for, hold_for, settle
from onereel.domain.media import Upload
from onereel.domain.tally import Span, Tally
from onereel.domain.task import State, Task
from onereel.errors import Conflict, FileGone, IdTaken, StoreError
from onereel.store.base import Key, LedgerTotals, OpenTasks, TaskFilter
from onereel.store.changes import check_change
from onereel.store.memory_deliveries import MemoryDeliveries
from onereel.store.memory_operations import MemoryOperations, Orders
from onereel.store.memory_searching import TallyName, count_end, is_wanted, sum_up


@dataclass(kw_only=True, slots=True)
class _Tables:
    """All that is kept, shared by the parts so that one change can touch several."""

    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    keys: dict[str, Key] = field(default_factory=dict[str, Key])
    uploads: dict[int, Upload] = field(default_factory=dict[int, Upload])
    events: defaultdict[str, list[Event]] = field(default_factory=lambda: defaultdict[str, list[Event]](list))
    entries: defaultdict[str, list[Entry]] = field(default_factory=lambda: defaultdict[str, list[Entry]](list))
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    claims: dict[tuple[str, str], tuple[Claim, datetime, bytes | None]] = field(
        default_factory=dict[tuple[str, str], tuple[Claim, datetime, bytes | None]]
    )
    deliveries: dict[str, Delivery] = field(default_factory=dict[str, Delivery])
    files: dict[str, FileRecord] = field(default_factory=dict[str, FileRecord])
    tallies: dict[TallyName, Tally] = field(default_factory=dict[TallyName, Tally])
    orders: Orders = field(default_factory=lambda: Orders(list))

    def account(self, key_id: str) -> Account:
        return self.accounts.get(key_id, Account(key_id=key_id))

    def note(self, task: Task, delivery: Delivery | None) -> None:
        self.events[task.id].append(event_of(task))
        if delivery is not None:
            self.deliveries[delivery.id] = delivery


class MemoryTasks:
    """A `TaskStore` in dictionaries."""

    def __init__(self, tables: _Tables | None = None) -> None:
        self._tables = tables or _Tables()
        self._public_ids: set[tuple[str, str]] = set()

    async def add(self, task: Task, *, delivery: Delivery | None = None, settlement: Settlement | None = None) -> None:
        tables = self._tables
        key = tables.keys.get(task.key_id)
        admitted = tables.account(task.key_id).admit(
            key.limits if key else Limits(), cost=task.charge.cost, at=task.created_at
        )
        public_id = (task.provider, task.public_id)
        if task.id in tables.tasks or public_id in self._public_ids:
            raise IdTaken("this task id exists already")
        used = [record for record in inputs_of(task) if record.asset_id in tables.files]
        if any(tables.files[record.asset_id].kind is FileKind.CONDEMNED for record in used):
            raise FileGone("a file that the task refers to is out of time")
        if settlement is not None:
            _settle_claim(tables, settlement)
        for record in used:
            latest = max(record.since, tables.files[record.asset_id].since)
            tables.files[record.asset_id] = replace(record, since=latest)
        tables.tasks[task.id] = task
        self._public_ids.add(public_id)
        tables.entries[task.id].append(hold_for(task))
        tables.accounts[task.key_id] = admitted
        tables.note(task, delivery)

    async def get(self, task_id: str) -> Task | None:
        return self._tables.tasks.get(task_id)

    async def standings(self, task_ids: Sequence[str]) -> Mapping[str, tuple[State, int]]:
        return {task.id: task.standing for task in map(self._tables.tasks.get, task_ids) if task}

    async def find(self, reference: str, *, key_id: str, provider: str) -> Task | None:
        own = [task for task in self._tables.tasks.values() if (task.key_id, task.provider) == (key_id, provider)]
        by_public_id = [task for task in own if task.public_id == reference]
        by_request_id = [task for task in own if task.request_id == reference]
        return max(by_public_id or by_request_id, key=_age, default=None)

    async def replace(self, old: Task, new: Task, *, delivery: Delivery | None = None) -> None:
        check_change(old, new)
        tables = self._tables
        stored = tables.tasks.get(old.id)
        if stored is None or stored.standing != old.standing:
            raise Conflict("the task has moved on since it was read")
        tables.tasks[new.id] = new
        end = end_for(new)
        if end is not None:
            tables.entries[new.id].append(end)
            tables.accounts[new.key_id] = settle(tables.account(new.key_id), end)
            count_end(tables.tallies, new)
            for record in media_of(new):
                tables.files.setdefault(record.asset_id, record)
        tables.note(new, delivery)

    async def unfinished(self) -> Sequence[Task]:
        return sorted(self._open(), key=_age)

    async def overdue(self, *, at: datetime, limit: int) -> Sequence[Task]:
        late = [(task.deadline_at, task) for task in self._open() if task.deadline_at and task.deadline_at <= at]
        return [task for _, task in sorted(late, key=lambda pair: pair[0])][:limit]

    async def page(self, wanted: TaskFilter, *, limit: int) -> Sequence[Task]:
        return _newest((task for task in self._tables.tasks.values() if is_wanted(task, wanted)), limit)

    async def events(self, task_id: str) -> Sequence[Event]:
        return list(self._tables.events[task_id])

    async def summary(self) -> Sequence[OpenTasks]:
        counts = Counter((task.lane, task.model, task.state) for task in self._open())
        oldest = {
            (task.lane, task.model, task.state): task.created_at
            for task in sorted(self._open(), key=_age, reverse=True)
        }
        return [
            OpenTasks(lane=lane, model=model, state=state, count=count, oldest=oldest[lane, model, state])
            for (lane, model, state), count in sorted(counts.items())
        ]

    async def forget(self, *, before: datetime, limit: int) -> int:
        tables = self._tables
        ended = [(task.finished_at, task.id) for task in tables.tasks.values() if task.finished_at is not None]
        old = [task_id for finished_at, task_id in sorted(ended) if finished_at < before][:limit]
        for task_id in old:
            del tables.tasks[task_id]
            tables.events.pop(task_id, None)
            tables.orders.pop(task_id, None)
            for delivery in [one for one in tables.deliveries.values() if one.task_id == task_id]:
                del tables.deliveries[delivery.id]
        return len(old)

    def _open(self) -> list[Task]:
        return [task for task in self._tables.tasks.values() if not task.state.is_terminal]


class MemoryKeys:
    """A `KeyStore` in a dictionary."""

    def __init__(self, tables: _Tables | None = None) -> None:
        self._keys = (tables or _Tables()).keys

    async def add(self, key: Key) -> None:
        if key.id in self._keys or await self.find(key.digest) is not None:
            raise IdTaken("this key exists already")
        self._keys[key.id] = key

    async def find(self, digest: str) -> Key | None:
        return next((key for key in self._keys.values() if key.digest == digest), None)

    async def get(self, key_id: str) -> Key | None:
        return self._keys.get(key_id)

    async def list(self) -> Sequence[Key]:
        return sorted(self._keys.values(), key=_age)

    async def change(self, key_id: str, *, limits: Limits, secrets: tuple[str, ...]) -> bool:
        key = self._keys.get(key_id)
        if key is None:
            return False
        self._keys[key_id] = replace(key, limits=limits, secrets=secrets)
        return True

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        key = self._keys.get(key_id)
        if key is None or key.revoked_at is not None:
            return False
        self._keys[key_id] = replace(key, revoked_at=at)
        return True


class MemoryUploads:
    """An `UploadStore` in a dictionary."""

    def __init__(self, tables: _Tables | None = None) -> None:
        self._uploads = (tables or _Tables()).uploads

    async def add(self, upload: Upload) -> None:
        if upload.id in self._uploads:
            raise IdTaken("this upload id exists already")
        self._uploads[upload.id] = upload

    async def find(self, upload_id: int, *, key_id: str) -> Upload | None:
        upload = self._uploads.get(upload_id)
        return upload if upload is not None and upload.key_id == key_id else None


class MemoryFiles:
    """A `FileStore` over what the tasks have written."""

    def __init__(self, tables: _Tables) -> None:
        self._tables = tables

    async def add(self, record: FileRecord) -> None:
        self._tables.files.setdefault(record.asset_id, record)

    async def get(self, asset_id: str) -> FileRecord | None:
        return self._tables.files.get(asset_id)

    async def condemn(self, kind: FileKind, *, before: datetime, limit: int) -> int:
        tables = self._tables
        old = [one for one in self._oldest() if one.kind is kind and one.since < before][:limit]
        for one in old:
            tables.files[one.asset_id] = replace(one, kind=FileKind.CONDEMNED)
            for upload in [upload for upload in tables.uploads.values() if upload.picture.asset_id == one.asset_id]:
                del tables.uploads[upload.id]
        return len(old)

    async def condemned(self, *, limit: int) -> Sequence[str]:
        return [one.asset_id for one in self._oldest() if one.kind is FileKind.CONDEMNED][:limit]

    async def forget(self, asset_ids: Sequence[str]) -> None:
        for asset_id in asset_ids:
            found = self._tables.files.get(asset_id)
            if found is not None and found.kind is FileKind.CONDEMNED:
                del self._tables.files[asset_id]

    def _oldest(self) -> Sequence[FileRecord]:
        return sorted(self._tables.files.values(), key=lambda one: (one.since, one.asset_id))


class MemoryLedger:
    """A `LedgerStore` over what the tasks have written."""

    def __init__(self, tables: _Tables) -> None:
        self._tables = tables

    async def entries(self, task_id: str) -> Sequence[Entry]:
        return list(self._tables.entries[task_id])

    async def account(self, key_id: str) -> Account:
        return self._tables.account(key_id)

    async def audit(self) -> LedgerAudit:
        tables = self._tables
        entries = [entry for of_task in tables.entries.values() for entry in of_task]
        tasks = list(tables.tasks.values())
        sums = {key_id: _sum_up(entries, key_id) for key_id in {entry.key_id for entry in entries}}
        return LedgerAudit(
            entries=len(entries),
            balance=sum(entry.available + entry.held + entry.spent for entry in entries),
            tasks=len(tasks),
            unheld=sum(hold_for(task) not in tables.entries[task.id] for task in tasks),
            unended=sum(task.state.is_terminal and end_for(task) not in tables.entries[task.id] for task in tasks),
            overended=sum(not task.state.is_terminal and len(tables.entries[task.id]) > 1 for task in tasks),
            misstated=sum(
                (account.held, account.spent, account.open_tasks) != sums[account.key_id]
                for account in map(tables.account, sums)
            ),
        )

    async def totals(self) -> LedgerTotals:
        accounts = self._tables.accounts.values()
        return LedgerTotals(
            held=sum(account.held for account in accounts), spent=sum(account.spent for account in accounts)
        )

    async def tallies(self, span: Span, *, since: datetime, key_id: str | None = None) -> Sequence[Tally]:
        known = self._tables.tallies.values()
        return sum_up(
            (one for one in known if one.span is span and one.start >= since and key_id in (None, one.key_id)), key_id
        )


class MemoryClaims:
    """A `ClaimStore` in a dictionary."""

    def __init__(self, tables: _Tables) -> None:
        self._claims = tables.claims

    async def claim(self, claim: Claim, *, at: datetime) -> ClaimOutcome:
        stored = self._claims.get(_name(claim))
        if stored is not None:
            held, until, reply = stored
            outcome = judge(claim, digest=held.digest, until=until, reply=reply, at=at)
            if outcome is not None:
                return outcome
        self._claims[_name(claim)] = (claim, claim.until, None)
        return ClaimOutcome.ours()

    async def let_go(self, claim: Claim) -> None:
        stored = self._claims.get(_name(claim))
        if stored is not None and stored[0].owner == claim.owner and stored[2] is None:
            del self._claims[_name(claim)]

    async def abandon(self) -> int:
        unsettled = [name for name, (_, _, reply) in self._claims.items() if reply is None]
        for name in unsettled:
            del self._claims[name]
        return len(unsettled)

    async def forget(self, *, before: datetime, limit: int) -> int:
        old = [name for name, (_, until, _) in self._claims.items() if until < before][:limit]
        for name in old:
            del self._claims[name]
        return len(old)


class MemoryStore:
    """A `Store` for tests: everything in this process's memory."""

    def __init__(self) -> None:
        tables = _Tables()
        self.tasks = MemoryTasks(tables)
        self.keys = MemoryKeys(tables)
        self.uploads = MemoryUploads(tables)
        self.files = MemoryFiles(tables)
        self.operations = MemoryOperations(tables.orders, tables.tasks)
        self.ledger = MemoryLedger(tables)
        self.claims = MemoryClaims(tables)
        self.deliveries = MemoryDeliveries(tables.deliveries)
        self._closed = False

    async def workers(self) -> None:
        """Only this process works here."""

    async def check(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")

    async def close(self) -> None:
        self._closed = True


def _age(record: Task | Key) -> tuple[datetime, str]:
    return record.created_at, record.id


def _name(claim: Claim) -> tuple[str, str]:
    return claim.key_id, claim.idempotency_key


def _newest(tasks: Iterable[Task], limit: int) -> Sequence[Task]:
    return sorted(tasks, key=lambda task: task.id, reverse=True)[:limit]


def _sum_up(entries: Iterable[Entry], key_id: str) -> tuple[int, int, int]:
    own = [entry for entry in entries if entry.key_id == key_id]
    open_tasks = sum(1 if entry.kind is EntryKind.HOLD else -1 for entry in own)
    return sum(entry.held for entry in own), sum(entry.spent for entry in own), open_tasks


def _settle_claim(tables: _Tables, settlement: Settlement) -> None:
    stored = tables.claims.get(_name(settlement.claim))
    if stored is None or stored[0].owner != settlement.claim.owner or stored[2] is not None:
        raise Conflict("the idempotency key is no longer held by this request")
    tables.claims[_name(settlement.claim)] = (stored[0], settlement.keep_until, settlement.reply)
