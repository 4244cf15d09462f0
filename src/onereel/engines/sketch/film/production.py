"""Making the files of one video out of a drawing, a sound track and a mark.

Not here: drawing and composing; see `studio.py` for who decides what is to be filmed.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.film.drawing import Drawing
from onereel.engines.sketch.film.movie import MovieFile, to_video_frame
from onereel.engines.sketch.film.overlap import in_order
from onereel.engines.sketch.film.watermark import Mark
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

    clean: av.VideoFrame
    marked: av.VideoFrame | None
    cover: Pixels | None


class Production:
    """All that is needed to write the files of one request."""

    def __init__(self, request: VideoRequest, *, drawing: Drawing, sound: Field | None, mark: Mark | None) -> None:
        """Prepare. `sound` is samples x 2 at 48 kHz, exactly as long as the picture; `mark` fits the frame size."""
        self._request = request
        self._drawing = drawing
        self._sound = sound
        self._mark = mark
        self._twin = request.watermark is not None and request.watermark.twin
        self._cover_index = request.frame_count // 3

    def write(self, files: Files, *, report: Callable[[float], None]) -> None:
        """Draw and encode everything; `report` takes the share of frames written, 0 to 1."""
        count = self._request.frame_count
        with ExitStack() as stack:
            video = stack.enter_context(self._open(files.video))
            twin = stack.enter_context(self._open(files.watermarked)) if files.watermarked else None
            for index, take in enumerate(in_order(self._take, count=count, threads=DRAWING_THREADS)):
                video.add(take.clean)
                if twin is not None and take.marked is not None:
                    twin.add(take.marked)
                if take.cover is not None:
                    write_jpeg(files.cover, take.cover)
                report((index + 1) / count)

    def _open(self, path: Path) -> MovieFile:
        request = self._request
        return MovieFile(
            path, width=request.width, height=request.height, frame_rate=request.frame_rate, sound=self._sound
        )

    def _take(self, index: int) -> _Take:
        frame = self._full_size(self._drawing.frame(index))
        marked = None
        if self._mark is not None:
            marked_frame = self._mark.on(frame)
            if self._twin:
                marked = self._convert(marked_frame, index=index)
            else:
                frame = marked_frame
        cover = frame.copy() if index == self._cover_index else None
        return _Take(self._convert(frame, index=index), marked, cover)

    def _full_size(self, frame: Pixels) -> Pixels:
        size = (self._request.width, self._request.height)
        if (frame.shape[1], frame.shape[0]) == size:
            return frame
        return cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR)

    def _convert(self, frame: Pixels, *, index: int) -> av.VideoFrame:
        request = self._request
        return to_video_frame(
            frame, index=index, frame_rate=request.frame_rate, width=request.width, height=request.height
        )


def write_jpeg(path: Path, picture: Pixels) -> None:
    """Write a BGRA picture as a JPEG file."""
    colours = np.ascontiguousarray(picture[..., :3])
    path.write_bytes(cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, COVER_QUALITY])[1].tobytes())
