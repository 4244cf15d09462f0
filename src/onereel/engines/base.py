"""The seam of an engine: a VideoRequest in, progress and cancellation during, media files out.

Not here: any engine. One contract suite (`tests/contracts/`) runs over every implementation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from onereel.domain.request import VideoRequest
from onereel.domain.task import Failure

Report: TypeAlias = Callable[[float], None]
"""Takes the share of the work that is done, 0.0 to 1.0, never falling. Cheap, never blocks; called on the loop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Materials:
    """The files that a request refers to, on this machine's disk, for as long as the engine works on it."""

    first_frame: Path | None = None
    last_frame: Path | None = None
    track: Path | None = None
    watermark: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Footage:
    """What an engine made, each a file inside the workspace that it was given."""

    video: Path
    """MP4."""
    cover: Path
    """JPEG, of the video's size."""
    watermarked: Path | None = None
    """MP4; the marked twin, present exactly when the request's watermark asks for one."""
    video_sha256: str = ""
    """Hex, where it was counted while the file came about, so that nobody need read the file for it; else empty."""
    watermarked_sha256: str = ""
    """As `video_sha256`."""


class Engine(Protocol):
    """Something that makes videos."""

    @property
    def name(self) -> str:
        """The word for it in settings and logs."""
        ...

    async def generate(
        self, request: VideoRequest, *, task_id: str, materials: Materials, workspace: Path, report: Report
    ) -> Footage | Failure:
        """Make the video of `request`, writing only inside `workspace`, an empty directory of its own.

        `task_id` is the same for every attempt at one task. A generation that cannot succeed answers a Failure;
        EngineCrashed is raised when the attempt broke and another may do better. When the awaiting task is cancelled,
        all work on the request ends within a second, and CancelledError goes on up.
        """
        ...

    async def close(self) -> None:
        """End all processes and connections. What is being generated is given up."""
        ...
