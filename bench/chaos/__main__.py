"""`make chaos`: prints one table, and exits with 1 when anything happened that must not.

Not here: the run itself (`run.py`). `python -m bench.chaos [seconds a home] [submits] [seed]`.
"""

import asyncio
import os
import platform
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chaos.run import Outcome, Plan, run_embedded, run_shared
from bench.chaos.vendors import Misbehaviour
from tests.support.postgres import running_server

_WIDTH = 68
"""Of the names in the table."""


def show(outcomes: list[Outcome]) -> None:
    """What was done in each home, then what must be 0."""
    print(f"{'':<{_WIDTH}}" + "".join(f"{outcome.home:>22}" for outcome in outcomes))
    for part in ("counts", "zeros"):
        if part == "zeros":
            print("must be 0")
        names = dict.fromkeys(name for outcome in outcomes for name in getattr(outcome, part))
        for name in names:
            values = (getattr(outcome, part).get(name, "–") for outcome in outcomes)
            print(f"{name:<{_WIDTH}}" + "".join(f"{value:>22}" for value in values))
    for outcome in outcomes:
        for surprise in outcome.surprises[:10]:
            print(f"{outcome.home}: surprising answer {surprise}")


def main(seconds: float, submits: int, seed: int) -> int:
    """Both homes, one after the other."""
    folder = TemporaryDirectory(prefix="onereel-chaos-")
    with folder, running_server() as database:
        shared, embedded = Path(folder.name) / "shared", Path(folder.name) / "embedded"
        for home in (shared, embedded):
            home.mkdir()
        plan = Plan(submits=submits, seconds=seconds, mean_pause=2.0, seed=seed, misbehaviour=Misbehaviour())
        outcomes = [
            asyncio.run(run_shared(plan, shared, database, draws=True)),
            asyncio.run(run_embedded(plan, embedded)),
        ]
    print(
        f"chaos for {seconds:g} s a home, seed {seed}; Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    show(outcomes)
    return 0 if all(outcome.clean for outcome in outcomes) else 1


if __name__ == "__main__":
    # As Ctrl-C does, so that no process is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(
        main(
            seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 90.0,
            submits=int(sys.argv[2]) if len(sys.argv) > 2 else 1500,
            seed=int(sys.argv[3]) if len(sys.argv) > 3 else 1,
        )
    )
