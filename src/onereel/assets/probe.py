"""What a media file truly holds, found by reading it through and not by believing its header.

Not here: whether that is what was asked for; the callers compare.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from onereel.assets.sniff import HEAD_BYTES, MediaType, sniff
from onereel.domain.media import VideoFacts

# The reader is named and never guessed: FFmpeg's playlist formats would open further files and addresses.
_VIDEO_READERS = {MediaType.MP4: "mp4", MediaType.M4A: "mp4"}
_AUDIO_READERS = {
    MediaType.MP3: "mp3",
    MediaType.WAV: "wav",
    MediaType.M4A: "mp4",
    MediaType.MP4: "mp4",
    MediaType.OGG: "ogg",
    MediaType.FLAC: "flac",
}


def probe_video(path: Path) -> VideoFacts:
    """Size, frames, exact rate and sound of an MP4. Raises ValueError when it is no video, OSError when it is absent.

    Every packet of the file is read; the first picture is decoded, the others are counted.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file, _opened(file, readers=_VIDEO_READERS) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None:
            raise ValueError("the file has no picture")
        stream.codec_context.thread_count = 1  # threads cost more than one picture takes
        times: list[int] = []
        length = 0
        size: tuple[int, int] | None = None
        for packet in container.demux(stream):
            if packet.size == 0 or packet.pts is None:
                continue
            times.append(packet.pts)
            length += packet.duration or 0
            if size is None:
                size = next(((frame.width, frame.height) for frame in stream.decode(packet)), None)
        if size is None:
            size = next(((frame.width, frame.height) for frame in stream.decode(None)), None)
        if size is None or (time_base := _time_base(stream)) is None:
            raise ValueError("the file has no picture that can be decoded")
        return VideoFacts(
            width=size[0],
            height=size[1],
            frame_count=len(times),
            frame_rate=_frame_rate(sorted(times), length=length, time_base=time_base),
            has_audio=bool(container.streams.audio),
            size_bytes=size_bytes,
        )


def probe_audio(path: Path) -> Fraction:
    """Seconds of sound in an MP3, WAV, M4A, Ogg or FLAC file. Raises ValueError when it has none, OSError when absent.

    Every packet is read; the first is decoded, to tell sound from bytes that only look like it.
    """
    with path.open("rb") as file, _opened(file, readers=_AUDIO_READERS) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None or (time_base := _time_base(stream)) is None:
            raise ValueError("the file has no sound")
        length = 0
        is_heard = False
        for packet in container.demux(stream):
            length += packet.duration or 0
            if not is_heard:
                is_heard = any(frame.samples for frame in stream.decode(packet))
        if not is_heard or length <= 0:
            raise ValueError("the file has no sound that can be decoded")
        return length * time_base


async def probe_video_in_thread(path: Path) -> VideoFacts:
    """`probe_video` off the event loop."""
    return await asyncio.to_thread(probe_video, path)


async def probe_audio_in_thread(path: Path) -> Fraction:
    """`probe_audio` off the event loop."""
    return await asyncio.to_thread(probe_audio, path)


@contextmanager
def _opened(file: BinaryIO, *, readers: dict[MediaType, str]) -> Iterator[InputContainer]:
    """The container in an open file, for the kinds in `readers`. Every error of FFmpeg becomes a ValueError."""
    media_type = sniff(file.read(HEAD_BYTES))
    if media_type not in readers:
        raise ValueError("the file is of another kind")
    file.seek(0)
    try:
        with av.open(file, mode="r", format=readers[media_type]) as container:
            yield container
    except (av.FFmpegError, IndexError) as error:
        raise ValueError("the file is damaged or cut short") from error


def _time_base(stream: VideoStream | AudioStream) -> Fraction | None:
    """Seconds of one unit; PyAV itself answers with a Fraction before its version 19, with a class of its own since."""
    base = stream.time_base
    return Fraction(base.numerator, base.denominator) if base else None


def _frame_rate(times: list[int], *, length: int, time_base: Fraction) -> Fraction:
    """Frames a second: from the distance between frames where it is the same throughout, else the average."""
    distances = {later - earlier for earlier, later in pairwise(times)}
    if len(distances) == 1 and (distance := distances.pop()) > 0:
        return 1 / (distance * time_base)
    if length <= 0:
        raise ValueError("the frames have no duration")
    return len(times) / (length * time_base)
