"""One MP4 file being written: H.264 High or AV1 in tagged BT.709, and AAC when there is sound.

Not here: drawing, and the order in which frames arrive; they come one by one, so memory does not grow with the length.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from onereel.engines.sketch.film.boxes import append_packet
from onereel.engines.sketch.film.label import TOOL, Label
from onereel.engines.sketch.messages import Codec
from onereel.engines.sketch.pixels import Field

SAMPLE_RATE = 48_000
AUDIO_BLOCK = 1024
AUDIO_BITS_A_SECOND = 160_000
BT709 = 1
LIMITED_RANGE = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Encoder:
    name: str
    options: dict[str, str]


ENCODERS = MappingProxyType(
    {
        # No macroblock tree: with it and B-frames, x264 writes other bytes from run to run at widths such as 960 (seen
        # with asm, not without). Without it, looking ahead changes no byte and only costs time and memory.
        # superfast at crf 24 against veryfast at crf 23: a third less time, 2 to 7 % more bytes, 0.1 dB less.
        Codec.H264: _Encoder(
            name="libx264",
            options={
                "preset": "superfast",
                "crf": "24",
                "profile": "high",
                "x264-params": "mbtree=0:rc-lookahead=0",
            },
        ),
        Codec.AV1: _Encoder(name="libsvtav1", options={"preset": "10", "crf": "30", "svtav1-params": "lp=1"}),
    }
)


class MovieFile:
    """An MP4 in the making. Use it as a context manager; only a file that was left without an error is whole."""

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        frame_rate: int,
        sound: Field | None,
        codec: Codec = Codec.H264,
        label: Label | None = None,
    ) -> None:
        """Open `path`. `sound` is the whole track, samples x 2 at 48 kHz, or None for a file without one."""
        self._path = path
        self._label = label
        # use_metadata_tags: without it the muxer drops every entry that iTunes does not know, AIGC among them
        options = {"movflags": "+faststart+use_metadata_tags"}
        self._container = av.open(str(path), "w", format="mp4", options=options)
        self._container.metadata["encoding_tool"] = TOOL
        if label is not None:
            self._container.metadata.update(label.tags)
        self._video = self._picture_stream(codec, width=width, height=height, frame_rate=frame_rate)
        self._audio: AudioStream | None = None
        self._sound = sound
        self._sound_written = 0
        self._frame_rate = frame_rate
        self._frames_written = 0
        if sound is not None:
            self._audio = self._container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
            self._audio.bit_rate = AUDIO_BITS_A_SECOND

    def _picture_stream(self, codec: Codec, *, width: int, height: int, frame_rate: int) -> VideoStream:
        encoder = ENCODERS[codec]
        stream = self._container.add_stream(encoder.name, rate=frame_rate, options=dict(encoder.options))
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{encoder.name} is no encoder of pictures")
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context: VideoCodecContext = stream.codec_context
        context.thread_count = 1  # the bytes depend on the number of threads
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED_RANGE
        return stream

    def add(self, frame: av.VideoFrame) -> None:
        """Write the next frame, yuv420p of the file's size, and the sound that belongs to it."""
        frame.pts = self._frames_written
        frame.time_base = Fraction(1, self._frame_rate)
        self._container.mux(self._video.encode(frame))
        self._frames_written += 1
        self._write_sound(until=Fraction(self._frames_written, self._frame_rate))

    def _write_sound(self, *, until: Fraction) -> None:
        if self._audio is None or self._sound is None:
            return
        end = min(len(self._sound), round(until * SAMPLE_RATE))
        while self._sound_written + AUDIO_BLOCK <= end:
            self._write_block(self._audio, self._sound[self._sound_written : self._sound_written + AUDIO_BLOCK])

    def _write_block(self, stream: AudioStream, block: Field) -> None:
        samples = np.ascontiguousarray(block.T, np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        frame.pts = self._sound_written
        self._container.mux(stream.encode(frame))
        self._sound_written += len(block)

    def _finish(self) -> None:
        self._container.mux(self._video.encode(None))
        if self._audio is not None and self._sound is not None:
            if self._sound_written < len(self._sound):
                self._write_block(self._audio, self._sound[self._sound_written :])
            self._container.mux(self._audio.encode(None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._container.close()
        if error is None and self._label is not None:
            append_packet(self._path, self._label.packet)
