"""How far each running task is, and a way to wait for the next change of any one task.

Not here: states, which live in the store; a watcher is only told that it is worth looking again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias


class ProgressBoard:
    """Shares of work done, by task id, within this process."""

    def __init__(self) -> None:
        self._shares: dict[str, float] = {}
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._state_watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._listeners: list[Callable[[str], None]] = []

    def report(self, task_id: str, share: float) -> None:
        """Set how much is done, 0.0 to 1.0, and wake whoever watches at each whole percent. A fall is ignored."""
        before = self._shares.get(task_id, -1.0)
        if share > before:
            self._shares[task_id] = share
            if int(share * 100) > int(before * 100):
                _wake(self._watchers, task_id)

    def announce(self, task_id: str) -> None:
        """Wake whoever watches this task: its state has changed."""
        _wake(self._watchers, task_id)
        _wake(self._state_watchers, task_id)

    def hint(self, task_id: str) -> None:
        """Tell whoever listens that this task may have moved on at its vendor."""
        for listener in self._listeners:
            listener(task_id)

    def listen(self, listener: Callable[[str], None]) -> None:
        """Have a function called with the id of every task that is hinted at."""
        self._listeners.append(listener)

    def forget(self, task_id: str) -> None:
        """Drop the share of a task that is no longer running."""
        self._shares.pop(task_id, None)

    def share(self, task_id: str) -> float:
        """How much is done; 0.0 when nothing is known."""
        return self._shares.get(task_id, 0.0)

    def watch(self, task_id: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set at each change from now on; whoever waits on it clears it."""
        return _watching(self._watchers, task_id)

    def watch_state(self, task_id: str) -> AbstractContextManager[asyncio.Event]:
        """As `watch`, but set at changes of state only."""
        return _watching(self._state_watchers, task_id)


_Watchers: TypeAlias = defaultdict[str, set[asyncio.Event]]


def _wake(watchers: _Watchers, task_id: str) -> None:
    for watcher in watchers.get(task_id, ()):
        watcher.set()


@contextmanager
def _watching(watchers: _Watchers, task_id: str) -> Iterator[asyncio.Event]:
    watcher = asyncio.Event()
    watchers[task_id].add(watcher)
    try:
        yield watcher
    finally:
        watchers[task_id].discard(watcher)
        if not watchers[task_id]:
            del watchers[task_id]
