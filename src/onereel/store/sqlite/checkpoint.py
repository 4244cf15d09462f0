"""Copies the write-ahead log into the database file in the background, so that no commit has to.

Not here: commits; see `writer.py`.
"""

import logging
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

logger = logging.getLogger(__name__)


class Checkpointer:
    """A passive checkpoint after every so many writes; it never holds up readers or the writer."""

    def __init__(self, connection: sqlite3.Connection, *, every: int) -> None:
        self._connection = connection
        self._every = every
        self._written = 0
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="onereel-store-checkpoint")
        self._running: Future[None] | None = None

    def note(self, written: int) -> None:
        """Count writes that were committed. Cheap; called by the writer's thread only."""
        self._written += written
        if self._written >= self._every and (self._running is None or self._running.done()):
            self._written = 0
            # Where no thread can be had, the log grows until one can; the writer must not end of it.
            with suppress(RuntimeError):
                self._running = self._executor.submit(self._checkpoint)

    def close(self) -> None:
        """Wait for a running checkpoint. Blocks; the connection is the caller's to close."""
        self._executor.shutdown()

    def _checkpoint(self) -> None:
        try:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error:
            # Nothing is lost: the log stays, and the next checkpoint copies it.
            logger.warning("checkpoint failed", extra={"action": "checkpoint_failed"}, exc_info=True)
