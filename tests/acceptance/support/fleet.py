"""One server that works on nothing, and workers beside it, as processes over one PostgreSQL database.

Not here: what is asked of them.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.support.lines import Lines
from tests.acceptance.support.server import COMMAND, RunningServer

_END_SECONDS = 30.0


class RunningWorker:
    """One `onereel worker`."""

    def __init__(self, home: Path, settings: dict[str, str], options: Sequence[str]) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEREEL_")}
        words = [*COMMAND, "worker", "--data-dir", str(home / "data"), "--processes", "1", *options]
        self._process = subprocess.Popen(
            words,
            cwd=home,
            env=environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._output, self.lines = Lines(self._process.stdout), Lines(self._process.stderr)
        self._output.wait_for(lambda line: line.startswith("working on "))

    def wait_for_action(self, action: str, *, count: int = 1) -> list[str]:
        """The log lines on this action, as soon as there are `count`."""
        return self.lines.wait_for(lambda line: f" action={action} " in line, count=count)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._end()

    def terminate(self) -> int:
        """SIGTERM. Answers the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._end()

    def freeze(self) -> None:
        """SIGSTOP, as a machine does that hangs."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Whatever became of it, it is gone afterwards."""
        if self._process.poll() is None:
            self.thaw()
            self.kill()

    def _end(self) -> int:
        status = self._process.wait(_END_SECONDS)
        self._output.close()
        self.lines.close()
        return status


class Fleet:
    """Processes that share a database and a data directory."""

    def __init__(self, home: Path, url: str) -> None:
        self._home = home
        self._settings = {"ONEREEL_DATABASE_URL": url, "ONEREEL_WORK": "off"}
        self.server = RunningServer(home, settings=self._settings)
        self._settings["ONEREEL_PUBLIC_URL"] = self.server.base_url
        self._workers: list[RunningWorker] = []

    def add_worker(self, *options: str) -> RunningWorker:
        """One more process that draws one clip at a time."""
        worker = RunningWorker(self._home, self._settings, options)
        self._workers.append(worker)
        return worker

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of an operator on the same database."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEREEL_")}
        return subprocess.run(
            [sys.executable, "-m", "onereel.cli.main", *words],
            cwd=self._home,
            env=environment | self._settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def end(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.end()
        self.server.kill()
