"""The sketch engine as the server sees it: it hands requests to warm child processes and passes on what they say.

Not here: any drawing; nothing in this file or its imports loads NumPy, OpenCV or PyAV into the server.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure
from onereel.engines.base import Footage, Materials, Report
from onereel.engines.pool import ChildPool
from onereel.engines.sketch.messages import Codec, Finished, Order, Progress, Refused, decode_reply, encode_order
from onereel.errors import EngineCrashed

CHILD_COMMAND = (sys.executable, "-m", "onereel.engines.sketch.child")


def patience_for(request: VideoRequest) -> float:
    """How many seconds a child may take before it is held to be stuck: far more than the slowest machine needs."""
    return 60 + 20 * request.seconds


class SketchEngine:
    """Draws videos in child processes, one request at a time in each."""

    def __init__(
        self,
        *,
        processes: int | None = None,
        codec: Codec | str = Codec.H264,
        label: bool = True,
        label_task: bool = False,
        patience: Callable[[VideoRequest], float] = patience_for,
    ) -> None:
        """Make an engine of at most `processes` children; None is one for each core. Nothing is started yet.

        `label` has the files say in their metadata that they are AI-generated, `label_task` also of which task; then
        equal requests no longer make equal files. Raises ValueError for a codec that is not in `Codec`.
        """
        self._pool = ChildPool(CHILD_COMMAND, size=processes or os.cpu_count() or 1)
        self._codec = Codec(codec)
        self._label = label
        self._label_task = label_task
        self._patience = patience

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

        def on_line(line: bytes) -> Finished | Refused | None:
            reply = decode_reply(line)
            if isinstance(reply, Progress):
                report(reply.share)
                return None
            return reply

        order = Order(
            request=request,
            materials=materials,
            workspace=workspace,
            codec=self._codec,
            label=self._label,
            task_id=task_id if self._label_task else "",
        )
        reply: Finished | Refused = await self._pool.ask(
            encode_order(order), on_line=on_line, time_limit=self._patience(request)
        )
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
