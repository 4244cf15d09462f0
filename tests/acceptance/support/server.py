"""The real server as a child process: started, killed, stopped, started again on the same data.

Not here: what is asked of it; see `client.py`.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests

from tests.acceptance.support.lines import Lines
from tests.acceptance.support.processes import children_of

COMMAND = (sys.executable, "-m", "onereel.cli.main")
_KEY = re.compile(r"Your API key, shown this once: (sk-[0-9a-f]{64})\n")
_STOP_SECONDS = 30.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningServer:
    """One server with its data directory; its working directory is the data directory's parent."""

    def __init__(
        self,
        home: Path,
        *,
        allow: Sequence[str] = (),
        processes: int | None = None,
        shutdown_grace: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`allow` are the private `host:port` pairs that may be fetched from; `settings` are environment variables."""
        self.home = home
        self.data_directory = home / "data"
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.key = ""
        self.log = ""
        """Of the runs that have ended."""
        self._allow = tuple(allow)
        self._processes = processes
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEREEL_")}
        self.settings = dict(settings or {})
        """Environment variables of the next start."""
        if shutdown_grace is not None:
            self.settings["ONEREEL_SHUTDOWN_GRACE"] = str(shutdown_grace)
        self.start()

    def start(self) -> None:
        """Start, and wait until it is ready. Nothing is asked twice: it listens before it greets."""
        self._process = subprocess.Popen(
            self.command,
            cwd=self.home,
            env=self._environment | self.settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.output, self.lines = Lines(self._process.stdout), Lines(self._process.stderr)
        try:
            self.output.wait_for(lambda line: line.startswith("curl "))
            ready = requests.get(f"{self.base_url}/readyz", timeout=30)
            assert ready.json() == {"status": "ready"}
        except Exception as error:
            self.kill()
            raise AssertionError(f"the server did not start:\n{self.log}") from error
        found = _KEY.search(self.output.text)
        self.key = found[1] if found else self.key

    @property
    def command(self) -> list[str]:
        """As an operator would type it."""
        words = [*COMMAND, "serve", "--port", str(self.port), "--data-dir", str(self.data_directory)]
        for place in self._allow:
            words += ["--allow-private", place]
        if self._processes:
            words += ["--processes", str(self._processes)]
        return words

    @property
    def process(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def whole_log(self) -> str:
        """What all runs wrote to standard error, the present one included."""
        return self.log + self.lines.text

    @property
    def children(self) -> frozenset[int]:
        """The processes that it has started and that run now."""
        return children_of(self._process.pid)

    def wait_for_action(self, action: str, *, count: int = 1) -> list[str]:
        """The log lines of the present run on this action, as soon as there are `count`."""
        return self.lines.wait_for(lambda line: f" action={action} " in line, count=count)

    def kill(self) -> None:
        """SIGKILL, and wait until every process that it had started is gone as well."""
        self._process.kill()
        self._end()

    def terminate(self) -> int:
        """SIGTERM. Answers the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._end()

    def kill_after(self, seconds: float) -> None:
        """Kill it when it has gone on for this long; that it ends before is an error."""
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        else:
            raise AssertionError(f"the server ended by itself with status {status}:\n{self.whole_log}")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def _end(self) -> int:
        status = self._process.wait(_STOP_SECONDS)
        self.output.close()
        self.lines.close()
        self.log += self.lines.text
        return status


def run_command(server: RunningServer, *words: str) -> subprocess.CompletedProcess[str]:
    """`onereel …` on the data directory of a server."""
    return subprocess.run(
        [*COMMAND, *words, "--data-dir", str(server.data_directory)],
        cwd=server.home,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
