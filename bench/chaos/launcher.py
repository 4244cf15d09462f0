"""`onereel …` with a stand-in for the embedded engine, so that thousands of tasks fit into minutes.

Not here: anything but the engine. The stand-in's files are real MP4s of the size and length asked for, which the
program probes, stores and charges like any others. Run `python -m bench.chaos.launcher serve …`.
"""

import asyncio
from pathlib import Path
from random import Random
from unittest.mock import patch

import onereel.runtime
from onereel.cli.main import app
from onereel.domain.request import VideoRequest
from onereel.engines.base import Footage, Materials, Report
from onereel.engines.fake import write_tiny_footage

SLOWEST_SECONDS = 1.5


class StandIn:
    """Takes a moment for each request, and films a flat colour."""

    name = "stand-in"

    def __init__(self, **_options: object) -> None:
        self._random = Random()

    async def generate(
        self, request: VideoRequest, *, task_id: str, materials: Materials, workspace: Path, report: Report
    ) -> Footage:
        """See `Engine.generate`."""
        report(0.1)
        await asyncio.sleep(self._random.uniform(0, SLOWEST_SECONDS))
        report(0.9)
        return await asyncio.to_thread(write_tiny_footage, request, workspace=workspace)

    async def close(self) -> None:
        """Nothing is open."""


if __name__ == "__main__":
    with patch.object(onereel.runtime, "SketchEngine", StandIn):
        app()
