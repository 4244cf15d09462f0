"""Group commit: one thread writes, and everything that waits shares one transaction and one wait for the disk.

Not here: what is written, or reading.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeAlias, TypeVar

from onereel.errors import StorageFull, StoreError

T = TypeVar("T")
Operation: TypeAlias = Callable[[sqlite3.Connection], T]
"""Changes the database inside a transaction that others may share. It may run twice, the first time undone."""


class _Write(Generic[T]):
    """One operation, and who waits for it."""

    def __init__(self, operation: Operation[T], future: "asyncio.Future[T]") -> None:
        self._operation = operation
        self._future = future
        self._value: T
        self._error: Exception | None = None

    def run(self, connection: sqlite3.Connection) -> None:
        self._value = self._operation(connection)

    def refuse(self, error: Exception) -> None:
        self._error = error if not isinstance(error, sqlite3.Error) else _store_error(error)

    def settle(self) -> None:
        """Tell the outcome; on the event loop."""
        if self._future.done():
            return  # whoever waited was cancelled
        if self._error is None:
            self._future.set_result(self._value)
        else:
            self._future.set_exception(self._error)


class GroupWriter:
    """Commits whatever waits, together. Made on the event loop that will wait for it."""

    def __init__(self, connection: sqlite3.Connection, *, limit: int, committed: Callable[[int], None]) -> None:
        """`limit` is the most writes in one transaction; `committed` is told how many after each, in the thread."""
        self._connection = connection
        self._limit = limit
        self._committed = committed
        self._loop = asyncio.get_running_loop()
        self._waiting: SimpleQueue[_Write[Any] | None] = SimpleQueue()
        # A daemon, so that a store nobody closed cannot keep the process alive; what was answered is on disk.
        self._thread = Thread(target=self._work, name="onereel-store-writer", daemon=True)
        self._thread.start()

    def submit(self, operation: Operation[T]) -> "asyncio.Future[T]":
        """Have it done. The future is resolved after COMMIT; cancelling it does not take the write back."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting.put(_Write(operation, future))
        return future

    def close(self) -> None:
        """Commit what waits, then end the thread. Blocks; nothing may be submitted any more."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        last = False
        while not last:
            group, last = self._gather()
            if group:
                self._commit(group)
                # A closed loop has nobody left who waits.
                with suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(_settle, group)

    def _gather(self) -> "tuple[list[_Write[Any]], bool]":
        """What waits now, in order, at least one; and whether it is the last."""
        group: list[_Write[Any]] = []
        write = self._waiting.get()
        while write is not None:
            group.append(write)
            if len(group) == self._limit:
                return group, False
            try:
                write = self._waiting.get_nowait()
            except Empty:
                return group, False
        return group, True

    def _commit(self, group: "Sequence[_Write[Any]]") -> None:
        try:
            self._begin()
        except sqlite3.Error as error:
            _refuse(group, error)
            return
        try:
            for write in group:
                write.run(self._connection)
        except Exception as error:  # noqa: BLE001 - it goes to whoever waits for the write
            self._rollback()
            self._apart(group, error)
            return
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._rollback()
            _refuse(group, error)
        else:
            self._committed(len(group))

    def _apart(self, group: "Sequence[_Write[Any]]", error: Exception) -> None:
        """One of the group is bad: give each its own transaction, so that it harms no neighbour."""
        if len(group) == 1:
            group[0].refuse(error)
            return
        for write in group:
            self._commit([write])

    def _begin(self) -> None:
        self._rollback()  # only after a rollback that itself failed is there anything to roll back
        self._connection.execute("BEGIN IMMEDIATE")

    def _rollback(self) -> None:
        # SQLite has ended the transaction by itself after some errors, such as a full disk.
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")


def _settle(group: "Sequence[_Write[Any]]") -> None:
    for write in group:
        write.settle()


def _refuse(group: "Sequence[_Write[Any]]", error: sqlite3.Error) -> None:
    for write in group:
        write.refuse(error)


def _store_error(error: sqlite3.Error) -> StoreError:
    full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    refused = (StorageFull if full else StoreError)(f"the change could not be stored: {error}")
    refused.__cause__ = error
    return refused
