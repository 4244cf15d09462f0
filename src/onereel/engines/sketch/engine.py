"""The sketch engine as the server sees it: it hands requests to warm child processes and passes on what they say.

Not here: any drawing; nothing in this file or its imports loads NumPy, OpenCV or PyAV into the server.
"""

import os
import sys
from pathlib import Path

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure
from onereel.engines.base import Footage, Materials, Report
from onereel.engines.pool import ChildPool
from onereel.engines.sketch.messages import Finished, Order, Progress, Refused, decode_reply, encode_order
from onereel.errors import EngineCrashed

CHILD_COMMAND = (sys.executable, "-m", "onereel.engines.sketch.child")


class SketchEngine:
    """Draws videos in child processes, one request at a time in each."""

    def __init__(self, *, processes: int | None = None) -> None:
        """Make an engine of at most `processes` children; None is one for each core. Nothing is started yet."""
        self._pool = ChildPool(CHILD_COMMAND, size=processes or os.cpu_count() or 1)

    @property
    def name(self) -> str:
        """The word for it in settings and logs."""
        return "sketch"

    @property
    def process_ids(self) -> frozenset[int]:
        """The numbers of the children that run now."""
        return self._pool.process_ids

    async def generate(
        self, request: VideoRequest, *, task_id: str, materials: Materials, workspace: Path, report: Report
    ) -> Footage | Failure:
        """Draw the video of `request` in a child. See `Engine.generate`."""
        del task_id  # equal requests make equal files, so nothing of the task may enter them

        def on_line(line: bytes) -> Finished | Refused | None:
            reply = decode_reply(line)
            if isinstance(reply, Progress):
                report(reply.share)
                return None
            return reply

        order = Order(request=request, materials=materials, workspace=workspace)
        reply: Finished | Refused = await self._pool.ask(encode_order(order), on_line=on_line)
        if isinstance(reply, Refused):
            return Failure(code=reply.code, message=reply.message)
        return _footage(reply)

    async def close(self) -> None:
        """End all children. What is being drawn is given up."""
        await self._pool.close()


def _footage(reply: Finished) -> Footage:
    if not reply.video.is_file():
        raise EngineCrashed("the drawing process answered, but its file is not there")
    return Footage(video=reply.video, cover=reply.cover, watermarked=reply.watermarked)
