"""Processes of onereel that can be killed, frozen and started again.

Not here: when that happens to them (`monkey.py`).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
STAND_IN = (sys.executable, "-m", "bench.chaos.launcher")
REAL = (sys.executable, "-m", "onereel.cli.main")
_END_SECONDS = 30.0


class Member:
    """One process, over all its lives. What it writes goes to one file."""

    def __init__(
        self, name: str, words: Sequence[str], *, home: Path, settings: Mapping[str, str], program: Sequence[str]
    ) -> None:
        self.name = name
        self.lives = 0
        self.log = home / f"{name}.log"
        self.draws = program == REAL
        """Whether its engine is the real one."""
        self._command = [*program, *words]
        self._home = home
        self._environment = environment(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._frozen = False

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Begin a new life, unless it has one."""
        if self.is_running:
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._home, env=self._environment, stdout=log, stderr=log
            )
        self.lives += 1

    def kill(self) -> None:
        """SIGKILL."""
        self._send(signal.SIGKILL)
        self._wait()

    def terminate(self) -> None:
        """SIGTERM, and wait until it has given back what it was at."""
        self.thaw()
        self._send(signal.SIGTERM)
        self._wait()

    def freeze(self) -> None:
        """SIGSTOP."""
        self._send(signal.SIGSTOP)
        self._frozen = True

    def thaw(self) -> None:
        """SIGCONT; nothing happens when it is not frozen."""
        if self._frozen:
            self._send(signal.SIGCONT)
            self._frozen = False

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def _wait(self) -> None:
        self._frozen = False
        if self._process is not None:
            try:
                self._process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(_END_SECONDS)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables of a process: ours without any setting of onereel, and these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ONEREEL_")}
    ours = os.pathsep.join(str(folder) for folder in (REPOSITORY / "src", REPOSITORY))
    return inherited | {"PYTHONPATH": ours, "PYTHONWARNINGS": "ignore"} | dict(settings)


def run_command(home: Path, settings: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """`onereel …` as an operator runs it."""
    return subprocess.run(
        [*REAL, *words],
        cwd=home,
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
