"""Writes a group of tasks in one transaction: decides over each with the domain's rules, then stores all by few
statements, whose number does not grow with the group.

Where the connection is lost while COMMIT is under way, nobody can say whether the group was stored; its writes are
answered with StoreError.

Not here: the rules themselves (`onereel.domain`), or who waits for the verdicts (`writer.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from onereel.domain.account import Account, Limits
from onereel.domain.event import event_of
from onereel.domain.files import FileKind, inputs_of, media_of
from onereel.domain.ledger import Entry, end_for, hold_for, settle
from onereel.domain.tally import Tally, tallies_of
from onereel.domain.task import State, Task
from onereel.errors import Conflict, FileGone, IdTaken, LimitReached
from onereel.store.postgres.claims import settlement_values
from onereel.store.postgres.connections import Connection
from onereel.store.postgres.database import Database
from onereel.store.postgres.deliveries import delivery_values
from onereel.store.postgres.failures import blames_the_server, store_error
from onereel.store.postgres.files import file_values
from onereel.store.postgres.jobs import enqueue
from onereel.store.postgres.ledger import account_values, entry_values, read_account, tally_values
from onereel.store.postgres.queries import load_queries
from onereel.store.postgres.task_rows import Values, accepted_values, life_values
from onereel.store.postgres.writer import Verdict
from onereel.store.postgres.writes import Addition, Change, Write
from onereel.store.sqlite.codec import from_json

_CLAIM_LOST = "the idempotency key is no longer held by this request"
_FILE_GONE = "a file that the task refers to is out of time"
_MOVED_ON = "the task has moved on since it was read"
_TAKEN = "this task id exists already"


class _DecideAgain(Exception):
    """The transaction is to be undone, and the rest decided over without those that are refused for good."""

    def __init__(self, refused: dict[int, Exception]) -> None:
        super().__init__()
        self.refused = refused


@dataclass(kw_only=True, slots=True)
class _Books:
    """What the changes of one group add up to."""

    accounts: dict[str, Account]
    limits: dict[str, Limits]
    changed: set[str] = field(default_factory=set[str])
    entries: list[Entry] = field(default_factory=list[Entry])
    moved: list[Write] = field(default_factory=list[Write])
    """Whatever goes through, in order."""

    def admit(self, addition: Addition) -> None:
        """Count a new task in. Raises LimitReached."""
        task = addition.task
        admitted = self.accounts[task.key_id].admit(self.limits[task.key_id], cost=task.charge.cost, at=task.created_at)
        self._enter(admitted, hold_for(task))
        self.moved.append(addition)

    def change(self, change: Change) -> None:
        """Count the change of a task in."""
        end = end_for(change.task)
        if end is not None:
            self._enter(settle(self.accounts[end.key_id], end), end)
        self.moved.append(change)

    def _enter(self, account: Account, entry: Entry) -> None:
        self.accounts[account.key_id] = account
        self.changed.add(account.key_id)
        self.entries.append(entry)


class TaskCommitter:
    """Stores groups of writes. Its `commit` is what a `GroupWriter` calls."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queries = load_queries()
        self._with_account: set[str] = set()
        """Keys known to have a row in the table of accounts, whence none is ever removed."""

    async def commit(self, writes: Sequence[Write]) -> Sequence[Verdict]:
        """One verdict for each write, in order; those without an error are on disk. Raises nothing."""
        try:
            async with self._database.lease() as connection:
                return await self._together(connection, writes)
        except Exception as error:  # noqa: BLE001 - it goes to whoever waits for the write
            if len(writes) == 1 or blames_the_server(error):
                return [store_error(error) for _ in writes]
        # One of the group is bad, or it met another process's in a deadlock: give each its own transaction.
        return [verdict for write in writes for verdict in await self.commit([write])]

    async def _together(self, connection: Connection, writes: Sequence[Write]) -> Sequence[Verdict]:
        refused: dict[int, Exception] = {}
        while True:
            keys = sorted({write.task.key_id for write in writes})
            await self._open_accounts(connection, keys)
            remaining = {number: write for number, write in enumerate(writes) if number not in refused}
            try:
                async with connection.transaction(isolation="read_committed"):
                    verdicts = await self._write(connection, keys, remaining)
            except _DecideAgain as found:
                refused |= found.refused
            else:
                return [(refused | verdicts).get(number) for number in range(len(writes))]

    async def _open_accounts(self, connection: Connection, keys: Sequence[str]) -> None:
        """Outside of the group's transaction, which would lock what it inserts before what it finds: out of order."""
        unknown = [key_id for key_id in keys if key_id not in self._with_account]
        if unknown:
            await connection.execute(self._queries["open_accounts"], unknown)
            self._with_account.update(unknown)

    async def _write(
        self, connection: Connection, keys: Sequence[str], writes: dict[int, Write]
    ) -> dict[int, Exception]:
        """Store what can be stored; answers why the others cannot. Raises _DecideAgain."""
        books = await self._lock(connection, keys)
        refused = await self._change(connection, books, writes)
        for number, write in writes.items():
            if isinstance(write, Addition):
                try:
                    books.admit(write)
                except LimitReached as refusal:
                    refused[number] = refusal
        admitted = {
            number: write for number, write in writes.items() if isinstance(write, Addition) and number not in refused
        }
        await self._use_files(connection, admitted)
        await self._settle_claims(connection, admitted)
        await self._add(connection, admitted)
        await self._follow(connection, books)
        queued = [write.task for write in admitted.values() if write.task.state is State.QUEUED]
        if queued:
            await enqueue(connection, queued)
        return refused

    async def _lock(self, connection: Connection, keys: Sequence[str]) -> _Books:
        rows = await connection.fetch(self._queries["lock_accounts"], keys)
        if len(rows) < len(keys):  # the database was emptied or put back under our feet
            self._with_account.difference_update(keys)
            raise _DecideAgain({})
        return _Books(
            accounts={row["key_id"]: read_account(row) for row in rows},
            limits={
                row["key_id"]: Limits() if row["limits"] is None else from_json(row["limits"], Limits) for row in rows
            },
        )

    async def _change(self, connection: Connection, books: _Books, writes: dict[int, Write]) -> dict[int, Exception]:
        changes = {number: write for number, write in writes.items() if isinstance(write, Change)}
        if not changes:
            return {}
        values = [
            (change.old.id, change.old.state.value, change.old.attempt, *life_values(change.task))
            for change in changes.values()
        ]
        rows = await connection.fetch(self._queries["replace_tasks"], *_arrays(values, 11))
        changed = {row["id"] for row in rows}
        for change in changes.values():
            if change.task.id in changed:
                books.change(change)
        return {number: Conflict(_MOVED_ON) for number, change in changes.items() if change.task.id not in changed}

    async def _use_files(self, connection: Connection, additions: dict[int, Addition]) -> None:
        inputs = {number: inputs_of(addition.task) for number, addition in additions.items()}
        latest = {
            record.asset_id: record
            for record in sorted((one for many in inputs.values() for one in many), key=lambda one: one.since)
        }
        if not latest:
            return
        rows = await connection.fetch(self._queries["lock_files"], sorted(latest))
        condemned = {row["asset_id"] for row in rows if row["kind"] == FileKind.CONDEMNED}
        refused = {
            number: FileGone(_FILE_GONE)
            for number, records in inputs.items()
            if any(record.asset_id in condemned for record in records)
        }
        if refused:
            raise _DecideAgain(dict(refused))
        await connection.execute(self._queries["use_files"], *_arrays(map(file_values, latest.values()), 3))

    async def _settle_claims(self, connection: Connection, additions: dict[int, Addition]) -> None:
        values = [
            settlement_values(addition.settlement, task_id=addition.task.id)
            for addition in additions.values()
            if addition.settlement is not None
        ]
        if values:
            rows = await connection.fetch(self._queries["settle_claims"], *_arrays(values, 6))
            settled = {row["task_id"] for row in rows}
            lost = {
                number: Conflict(_CLAIM_LOST)
                for number, addition in additions.items()
                if addition.settlement is not None and addition.task.id not in settled
            }
            if lost:
                raise _DecideAgain(dict(lost))

    async def _add(self, connection: Connection, additions: dict[int, Addition]) -> None:
        if not additions:
            return
        # In order, so that two processes that add the same ids wait for each other and not in a circle.
        tasks = sorted((addition.task for addition in additions.values()), key=_id)
        values = [accepted_values(task) + life_values(task) for task in tasks]
        rows = await connection.fetch(self._queries["add_tasks"], *_arrays(values, 22))
        added = {row["id"] for row in rows}
        if len(added) < len(additions):
            raise _DecideAgain(
                {number: IdTaken(_TAKEN) for number, one in additions.items() if one.task.id not in added}
            )

    async def _follow(self, connection: Connection, books: _Books) -> None:
        if not books.moved:
            return
        events = map(event_of, (write.task for write in books.moved))
        noted = [(event.task_id, event.state.value, event.attempt, event.at, event.note) for event in events]
        accounts = [account_values(books.accounts[key_id]) for key_id in sorted(books.changed)]
        await connection.execute(
            self._queries["write_consequences"],
            *_arrays([entry_values(entry) for entry in books.entries], 8),
            *_arrays(noted, 5),
            *_arrays(accounts, 5),
        )
        tallies = _add_up(tally for write in books.moved for tally in tallies_of(write.task))
        if tallies:
            await connection.execute(self._queries["add_tallies"], *_arrays(map(tally_values, tallies), 7))
        media = [file_values(record) for write in books.moved for record in media_of(write.task)]
        if media:
            await connection.execute(self._queries["add_files"], *_arrays(media, 3))
        deliveries = [delivery_values(write.delivery) for write in books.moved if write.delivery is not None]
        if deliveries:
            await connection.execute(self._queries["add_deliveries"], *_arrays(deliveries, 15))


def _add_up(tallies: Iterable[Tally]) -> Sequence[Tally]:
    """One tally for each row that they change, in one order for all, so that nobody waits in a circle."""
    sums: dict[tuple[str, datetime, str, str, str], Tally] = {}
    for tally in tallies:
        name = (tally.span.value, tally.start, tally.key_id or "", tally.model, tally.state.value)
        sums[name] = sums[name].add(tally) if name in sums else tally
    return [sums[name] for name in sorted(sums)]


def _arrays(rows: Iterable[Values], width: int) -> list[list[object]]:
    """The rows as `unnest` wants them: one list for each column."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _id(task: Task) -> str:
    return task.id
