"""The progress board of many processes: each hears what the others have to tell.

Not here: how messages travel (`onereel.store`). One that is lost does no harm: watchers look again after a while.
"""

from typing import Protocol

from onereel.tasks.progress import ProgressBoard

_HINT = "?"
_STEP = 5
"""Percent between two messages about one task."""


class SharedSignals(Protocol):
    """Carries short messages to every process, this one too."""

    def send(self, message: str) -> None:
        """Tell everybody. Never waits."""
        ...


class SharedBoard(ProgressBoard):
    """A `ProgressBoard` that tells the other processes what is reported and announced here."""

    def __init__(self, signals: SharedSignals, *, process: str) -> None:
        """`process` is a name that no other process has; by it a process knows its own messages."""
        super().__init__()
        self._signals = signals
        self._process = process

    def report(self, task_id: str, share: float) -> None:
        before = self.share(task_id)
        super().report(task_id, share)
        if int(share * 100 / _STEP) > int(before * 100 / _STEP):
            self._signals.send(f"{self._process} {task_id} {share:.3f}")

    def announce(self, task_id: str) -> None:
        super().announce(task_id)
        self._signals.send(f"{self._process} {task_id}")

    def hint(self, task_id: str) -> None:
        super().hint(task_id)
        self._signals.send(f"{self._process} {task_id} {_HINT}")

    def hear(self, message: str) -> None:
        """Take in what another process has told."""
        process, _, news = message.partition(" ")
        if process == self._process:
            return
        task_id, _, share = news.partition(" ")
        if share == _HINT:
            super().hint(task_id)
            return
        if not share:
            self.forget(task_id)
            super().announce(task_id)
            return
        try:
            super().report(task_id, min(1.0, max(0.0, float(share))))
        except ValueError:
            return  # not one of ours
