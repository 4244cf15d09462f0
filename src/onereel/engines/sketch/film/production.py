"""Making the files of one video out of a drawing, a sound track and a mark.

Not here: drawing and composing; see `studio.py` for who decides what is to be filmed.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import av
import cv2

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.film.boxes import with_packet
from onereel.engines.sketch.film.drawing import Drawing
from onereel.engines.sketch.film.label import Label
from onereel.engines.sketch.film.movie import MovieFile
from onereel.engines.sketch.film.overlap import in_order
from onereel.engines.sketch.film.planes import Overlay, copied, to_colours, to_planes
from onereel.engines.sketch.messages import Codec
from onereel.engines.sketch.pixels import Field, Pixels

DRAWING_THREADS = 2
COVER_QUALITY = 88


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """Where the files of one video go."""

    video: Path
    cover: Path
    watermarked: Path | None


@dataclass(frozen=True, slots=True)
class _Take:
    """One frame, ready to be encoded."""

    video: av.VideoFrame
    twin: av.VideoFrame | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Production:
    """All that is needed to write the files of one request."""

    request: VideoRequest
    drawing: Drawing
    sound: Field | None
    """Samples x 2 at 48 kHz, exactly as long as the picture."""
    mark: Overlay | None
    """Made for the frame's size."""
    codec: Codec = Codec.H264
    label: Label | None = None

    def write(self, files: Files, *, report: Callable[[float], None]) -> None:
        """Draw and encode everything; `report` takes the share of frames written, 0 to 1."""
        count = self.request.frame_count
        with ExitStack() as stack:
            video = stack.enter_context(self._open(files.video))
            twin = stack.enter_context(self._open(files.watermarked)) if files.watermarked else None
            for index, take in enumerate(in_order(self._take, count=count, threads=DRAWING_THREADS)):
                if index == count // 3:
                    write_jpeg(files.cover, to_colours(take.video), label=self.label)
                video.add(take.video)
                if twin is not None and take.twin is not None:
                    twin.add(take.twin)
                report((index + 1) / count)

    def _open(self, path: Path) -> MovieFile:
        request = self.request
        return MovieFile(
            path,
            width=request.width,
            height=request.height,
            frame_rate=request.frame_rate,
            sound=self.sound,
            codec=self.codec,
            label=self.label,
        )

    def _take(self, index: int) -> _Take:
        request = self.request
        video = to_planes(self.drawing.frame(index), width=request.width, height=request.height)
        if self.mark is None or request.watermark is None:
            return _Take(video, None)
        if not request.watermark.twin:
            self.mark.apply(video)
            return _Take(video, None)
        twin = copied(video)
        self.mark.apply(twin)
        return _Take(video, twin)


def write_jpeg(path: Path, picture: Pixels, *, label: Label | None) -> None:
    """Write a BGR picture as a JPEG file."""
    content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, COVER_QUALITY])[1].tobytes()
    path.write_bytes(content if label is None else with_packet(content, label.packet))
