"""What a media file truly holds."""

import wave
from fractions import Fraction

import av
import numpy as np
import pytest
from tests.assets.hostile import encoded, quartered

from onereel.assets.probe import probe_audio, probe_audio_in_thread, probe_video, probe_video_in_thread


def make_video(path, *, rate=30, count=45, sound=False, options=None):
    with av.open(str(path), "w", format="mp4", options=options or {}) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        voice = container.add_stream("aac", rate=44_100, layout="mono") if sound else None
        for index in range(count):
            picture = np.full((48, 64, 3), index * 5 % 256, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
        if voice is not None:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 44_100), np.float32), format="fltp", layout="mono")
            frame.rate = 44_100
            container.mux(voice.encode(frame))
            container.mux(voice.encode(None))


def make_audio(path, *, container_format, codec, seconds=2):
    with av.open(str(path), "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo")
        noise = np.random.default_rng(1).uniform(-0.1, 0.1, (2, 48_000 * seconds)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(noise, format="fltp", layout="stereo")
        frame.rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("rate", [30, 24, Fraction(30000, 1001), 60])
@pytest.mark.parametrize("sound", [True, False])
async def test_a_video_is_measured_exactly(tmp_path, rate, sound):
    path = tmp_path / "a.mp4"
    make_video(path, rate=rate, sound=sound)
    facts = await probe_video_in_thread(path)
    assert (facts.width, facts.height, facts.frame_count) == (64, 48, 45)
    assert facts.frame_rate == rate
    assert facts.seconds == 45 / Fraction(rate)
    assert facts.has_audio is sound
    assert facts.size_bytes == path.stat().st_size


def test_a_single_frame_is_a_video(tmp_path):
    path = tmp_path / "a.mp4"
    make_video(path, count=1, rate=25)
    facts = probe_video(path)
    assert (facts.frame_count, facts.frame_rate) == (1, 25)


def test_of_a_video_cut_short_only_what_is_there_counts(tmp_path):
    path = tmp_path / "a.mp4"
    make_video(path, options={"movflags": "faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) - 300])
    assert 1 <= probe_video(path).frame_count < 45


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2",
        b"\x00\x00\x00\x18ftypisom" + b"\xff" * 500,
        encoded(quartered(), "PNG"),
    ],
)
def test_what_is_no_video_or_sound_is_a_value_error(tmp_path, content):
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="the file"):
        probe_video(path)
    with pytest.raises(ValueError, match="the file"):
        probe_audio(path)


def test_a_video_without_its_beginning_or_picture_is_a_value_error(tmp_path):
    path = tmp_path / "a.m4a"
    make_audio(path, container_format="mp4", codec="aac")
    with pytest.raises(ValueError, match="no picture"):
        probe_video(path)
    make_video(path, options={"movflags": "faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 4])
    with pytest.raises(ValueError, match="no picture"):
        probe_video(path)
    with pytest.raises(ValueError, match="no sound"):
        probe_audio(path)


@pytest.mark.parametrize("probe", [probe_video, probe_audio])
def test_a_missing_file_is_an_ordinary_error(tmp_path, probe):
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "none")


@pytest.mark.parametrize(
    ("container_format", "codec"),
    [("wav", "pcm_s16le"), ("mp3", "libmp3lame"), ("mp4", "aac"), ("ogg", "libopus"), ("flac", "flac")],
)
async def test_sound_is_measured(tmp_path, container_format, codec):
    path = tmp_path / "a"
    make_audio(path, container_format=container_format, codec=codec)
    assert abs(await probe_audio_in_thread(path) - 2) < Fraction(1, 10)


def test_a_plain_wave_file_is_measured_exactly(tmp_path):
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 3))
    assert probe_audio(path) == 3
