"""A fake as a child process: started, told what to do, asked what it has seen, ended by its number.

Not here: what it does (`application.py`).
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, build_opener

from tests.fakes.base import KEY, SECOND_KEY, WEBHOOK_SECRET

_ROOT = Path(__file__).parents[2]
_SECONDS = 60.0
_open = build_opener().open


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningFake:
    """One fake, from outside."""

    vendor: str
    url: str
    process: int
    """Its number."""

    @property
    def place(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    key = KEY
    second_key = SECOND_KEY
    webhook_secret = WEBHOOK_SECRET

    def script(self, *fates: Mapping[str, Any]) -> None:
        """The fates of the next orders; see `fates.Fate`."""
        self._tell("fates", list(fates))

    def change(self, **settings: Any) -> None:
        """Settings that are to be others from now on; see `control.Change`."""
        self._tell("settings", settings)

    def finish(self) -> None:
        """End everything that is under way."""
        self._tell("finish", {})

    def clear(self) -> None:
        """Forget all jobs, counts and scripts."""
        self._tell("clear", {})

    @property
    def ledger(self) -> dict[str, Any]:
        """Everything that it has taken."""
        return self._get("ledger")

    @property
    def counts(self) -> dict[str, int]:
        """How often each kind of thing was asked for."""
        return self.ledger["counts"]

    def wait(self, **counts: int) -> dict[str, int]:
        """Until so many were counted, as `orders=1` or `check=3`; answers all counts."""
        return self._get("wait?" + "&".join(f"{kind}={count}" for kind, count in counts.items()))

    def times_taken(self) -> Sequence[int]:
        """How often each order was taken: anything but ones was paid twice."""
        return list(self.ledger["orders"].values())

    def _tell(self, what: str, content: object) -> None:
        request = Request(f"{self.url}/_control/{what}", data=json.dumps(content).encode())
        with _open(request, timeout=_SECONDS) as response:
            assert response.status == 200

    def _get(self, what: str) -> dict[str, Any]:
        with _open(f"{self.url}/_control/{what}", timeout=_SECONDS) as response:
            found: dict[str, Any] = json.load(response)
            return found


@contextmanager
def running_fake(vendor: str, **options: object) -> Iterator[RunningFake]:
    """A fake for as long as the context lasts; the options are those of the command line."""
    words = [vendor, "--until-input-ends"]
    for name, value in options.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            words += [f"--{name.replace('_', '-')}", str(one)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes", *words],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        greeting = process.stdout.readline().split()
        assert greeting[:1] == ["ready"], f"the fake of {vendor} did not start"
        yield RunningFake(vendor=vendor, url=greeting[1], process=process.pid)
    finally:
        process.kill()
        process.wait(_SECONDS)
        process.stdin.close()
        process.stdout.close()
