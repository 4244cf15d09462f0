"""What is heard: present exactly when asked for, as long as the picture, as loud as programmes are, never clipped."""

import wave

import av
import numpy as np
import pytest
from tests.engines.sketch.workbench import draw, small_request, sound_of, streams_of

from onereel.domain.request import Sound
from onereel.engines.base import Materials
from onereel.engines.sketch.animatic.figures.person import RUN, WALK
from onereel.engines.sketch.animatic.reading import read_plan
from onereel.engines.sketch.messages import Order, Refused
from onereel.engines.sketch.sound.ambiences import ambiences
from onereel.engines.sketch.sound.loudness import loudness, normalised, true_peaks
from onereel.engines.sketch.sound.music import MOODS, compose
from onereel.engines.sketch.sound.steps import beat_of, footfalls, steps, voices_of, walkers_of
from onereel.engines.sketch.sound.track import load_track
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


def measured(path):
    """Integrated loudness and highest true peak of a file's sound, by FFmpeg's own meter (EBU R 128)."""
    graph = av.filter.Graph()
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        source = graph.add_abuffer(template=stream)
        meter = graph.add("ebur128", "peak=true:metadata=1")
        sink = graph.add("abuffersink")
        graph.link_nodes(source, meter, sink).configure()
        facts = {}
        for frame in container.decode(stream):
            graph.push(frame)
            facts = read_out(graph, facts)
        graph.push(None)
        facts = read_out(graph, facts)
    peaks = [float(value) for key, value in facts.items() if key.startswith("lavfi.r128.true_peaks_ch")]
    return float(facts["lavfi.r128.I"]), max(peaks)


def read_out(graph, facts):
    while True:
        try:
            facts = {**facts, **graph.pull().metadata}
        except (av.BlockingIOError, av.EOFError):
            return facts


@pytest.mark.parametrize(
    "prompt",
    [
        "waves on a beach",
        "a dancer in the street at night",
        "暴风雨中的海",
        "people run in the snow",
        "epic battle",
        "",
    ],
)
def test_generated_sound_is_at_programme_loudness_and_never_clips(tmp_path, prompt):
    video = draw(tmp_path, sound=Sound.GENERATED, prompt=prompt, width=64, height=64, frame_count=60).video

    integrated, peak = measured(video)
    assert integrated == pytest.approx(-16, abs=1)
    assert 20 * np.log10(peak) <= -1
    assert np.abs(sound_of(video)).max() < 1.0


def test_our_loudness_agrees_with_an_independent_meter(tmp_path):
    video = draw(tmp_path, sound=Sound.MUSIC, prompt="rain", width=64, height=64, frame_count=60).video

    assert loudness(sound_of(video).T) == pytest.approx(measured(video)[0], abs=0.2)


def test_generated_sound_begins_and_ends_without_a_click(tmp_path):
    samples = sound_of(draw(tmp_path, sound=Sound.GENERATED, prompt="rain", frame_count=24).video)

    assert np.abs(samples[:, :240]).max() < 0.02
    assert np.abs(samples[:, 2 * SECOND - 240 :]).max() < 0.02
    assert np.abs(samples[:, SECOND // 2 : SECOND]).max() > 0.05


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


def test_a_track_that_is_cut_does_not_end_in_a_click(tmp_path):
    track = write_wave(tmp_path / "tone.wav", seconds=3.0)

    sound = load_track(track, count=SECOND)

    assert np.abs(sound[-1]).max() == 0
    assert np.abs(sound[-2_000:-1_000]).max() > 0.3


def test_a_track_is_never_looped(tmp_path):
    track = write_wave(tmp_path / "tone.wav", seconds=0.25)

    sound = load_track(track, count=3 * SECOND)

    assert np.abs(sound[SECOND // 2 :]).max() == 0


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


MAJOR = {0, 2, 4, 5, 7, 9, 11}


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_the_chords_of_every_mood_are_of_one_key(mood):
    tones = {tone % 12 for chord in MOODS[mood].chords for tone in chord}

    assert any({(tone + turn) % 12 for tone in tones} <= MAJOR for turn in range(12))


def brightness(sound):
    """The middle of the spectrum's power, in hertz."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    return np.average(np.arange(power.size), weights=power) * SECOND / len(sound)


def test_ambiences_lie_where_their_models_do():
    made = {name: kind.make(np.random.default_rng(3), 4 * SECOND) for name, kind in ambiences().items()}
    heights = {name: brightness(sound) for name, sound in made.items()}

    assert heights["thunder"] < heights["traffic"] < heights["crowd"] < heights["rain"]
    assert heights["wind"] < heights["rain"]
    assert 2_000 < heights["birds"] < 6_500
    assert heights["crickets"] > 3_000


def walker_in(prompt, seed=1):
    plan = read_plan(small_request(prompt=prompt))
    return walkers_of(plan, np.random.default_rng(seed))


@pytest.mark.parametrize(("prompt", "gait"), [("a man walks on the street", WALK), ("a woman runs in the city", RUN)])
def test_steps_are_heard_as_often_as_they_are_seen(prompt, gait):
    (walker,) = walker_in(prompt)

    sound = steps(walker, np.random.default_rng(2), 6 * SECOND).sum(axis=1)

    apart = np.diff(footfalls(walker, 6 * SECOND)) / SECOND
    assert apart == pytest.approx(gait.period / 2, abs=0.001)
    for start in footfalls(walker, 6 * SECOND)[1:-1]:
        assert np.abs(sound[start : start + 1_500]).max() > 5 * np.abs(sound[start - 1_500 : start]).max()


@pytest.mark.parametrize("prompt", ["a person sits in a room", "a cat walks on a meadow", "a person walks in space"])
def test_who_stays_or_goes_without_a_sound_is_not_heard(prompt):
    assert walker_in(prompt) == []


def test_steps_in_snow_are_brighter_and_longer_than_on_grass():
    snow, grass = (
        steps(walker_in(prompt)[0], np.random.default_rng(2), 3 * SECOND).sum(axis=1)
        for prompt in ("a man walks in the snow field", "a man walks on a meadow")
    )
    assert brightness(snow) > 2 * brightness(grass)


def test_music_keeps_the_time_of_who_dances():
    assert beat_of(read_plan(small_request(prompt="a woman dances on the beach"))) == 0.75
    assert beat_of(read_plan(small_request(prompt="a woman sits on the beach"))) is None

    music = compose(np.random.default_rng(2), 12 * SECOND, mood="epic", beat=0.75)
    envelope = np.abs(music).sum(axis=1).reshape(-1, 480).max(axis=1)
    attacks = np.maximum(np.diff(envelope), 0)
    again = [float(np.dot(attacks[lag:], attacks[:-lag])) for lag in range(20, 100)]
    assert (20 + int(np.argmax(again))) * 0.01 == pytest.approx(0.75, abs=0.02)


def test_people_in_number_are_heard_talking():
    assert voices_of(read_plan(small_request(prompt="a crowd of people in the street"))) == ("crowd",)
    assert voices_of(read_plan(small_request(prompt="a man in the street"))) == ()


def test_the_limiter_leaves_what_is_low_as_it_is():
    sound = np.zeros((SECOND, 2), np.float32)
    sound[:, 0] = 0.2 * np.sin(np.arange(SECOND) * 0.05)
    sound[20_000:20_040] = 1.8

    limited = normalised(sound)

    assert true_peaks(limited).max() <= 0.8
    ratio = limited[2_000:18_000, 0] / sound[2_000:18_000, 0]
    assert np.nanstd(ratio) < 0.01


def test_true_peaks_find_what_lies_between_the_samples():
    # a tone at a quarter of the sampling rate, sampled 45 degrees beside its crests
    tone = np.sin(np.pi / 2 * np.arange(SECOND) + np.pi / 4).astype(np.float32)
    assert np.abs(tone).max() == pytest.approx(0.707, abs=0.001)
    assert true_peaks(np.stack([tone, tone], axis=1))[100:-100].max() == pytest.approx(1.0, abs=0.02)
