"""What is heard: present exactly when asked for, as long as the picture, as loud as programmes are, never clipped."""

import wave

import numpy as np
import pytest
from tests.engines.sketch.workbench import draw, small_request, sound_of, streams_of

from onereel.domain.request import Sound
from onereel.engines.base import Materials
from onereel.engines.sketch.messages import Order, Refused
from onereel.engines.sketch.sound.ambiences import ambiences
from onereel.engines.sketch.sound.loudness import loudness, normalised
from onereel.engines.sketch.sound.music import MOODS, compose
from onereel.engines.sketch.studio import carry_out

SECOND = 48_000


def write_wave(path, *, seconds, rate=22_050, hertz=440.0, level=0.5):
    time = np.arange(int(rate * seconds)) / rate
    samples = (np.sin(2 * np.pi * hertz * time) * level * 32_767).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def test_a_silent_video_has_no_audio_track_at_all(tmp_path):
    assert streams_of(draw(tmp_path, sound=Sound.SILENT).video).audio is None


@pytest.mark.parametrize("sound", [Sound.GENERATED, Sound.MUSIC])
def test_generated_sound_is_stereo_aac_as_long_as_the_picture(tmp_path, sound):
    streams = streams_of(draw(tmp_path, sound=sound, frame_rate=24, frame_count=37).video)

    assert streams.audio == ("aac", 48_000, 2)
    assert float(streams.audio_seconds) == pytest.approx(37 / 24, abs=0.001)


def test_generated_sound_is_at_programme_loudness_and_never_clips(tmp_path):
    samples = sound_of(draw(tmp_path, sound=Sound.GENERATED, prompt="waves on a beach", frame_count=36).video)

    assert loudness(samples.T) == pytest.approx(-16, abs=1)
    assert np.abs(samples).max() < 1.0


def test_the_callers_track_is_heard_and_followed_by_silence(tmp_path):
    track = write_wave(tmp_path / "tone.wav", seconds=0.5)

    made = draw(tmp_path, sound=Sound.TRACK, track="tone", materials=Materials(track=track), frame_count=12)

    samples = sound_of(made.video)[0]
    assert np.abs(samples[4_000:20_000]).mean() > 0.2
    assert np.abs(samples[30_000:46_000]).max() < 0.01
    spectrum = np.abs(np.fft.rfft(samples[4_000:20_000]))
    assert np.argmax(spectrum) * SECOND / 16_000 == pytest.approx(440, abs=5)


def test_a_track_that_is_too_long_is_cut(tmp_path):
    track = write_wave(tmp_path / "tone.wav", seconds=3.0)

    made = draw(tmp_path, sound=Sound.TRACK, track="tone", materials=Materials(track=track), frame_count=12)

    assert float(streams_of(made.video).audio_seconds) == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_a_track_that_cannot_be_decoded_is_refused_in_words(tmp_path, content):
    track = tmp_path / "noise.mp3"
    track.write_bytes(content)
    order = Order(
        request=small_request(sound=Sound.TRACK, track="noise"),
        materials=Materials(track=track),
        workspace=tmp_path,
    )

    reply = carry_out(order, report=lambda share: None)

    assert isinstance(reply, Refused)
    assert reply.code == "media_invalid"


def test_loudness_of_a_full_scale_tone_is_what_the_standard_says():
    time = np.arange(5 * SECOND) / SECOND
    tone = np.sin(2 * np.pi * 997 * time)
    assert loudness(np.stack([tone, np.zeros_like(tone)], axis=1)) == pytest.approx(-3.01, abs=0.1)


def test_silence_stays_silence():
    assert not np.any(normalised(np.zeros((SECOND, 2), np.float32)))


@pytest.mark.parametrize("name", sorted(ambiences()))
def test_every_ambience_is_heard_all_through_and_is_finite(name):
    sound = ambiences()[name].make(np.random.default_rng(1), 2 * SECOND)

    assert sound.shape == (2 * SECOND,)
    assert np.all(np.isfinite(sound))
    assert sound.std() > 0.001


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_music_of_every_mood_starts_at_once_and_does_not_stop(mood):
    music = compose(np.random.default_rng(2), 3 * SECOND, mood=mood)

    levels = np.abs(music).reshape(6, -1).mean(axis=1)
    assert levels.min() > 0.005
