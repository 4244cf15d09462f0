"""A bed of generated music: four chords in a mood, soft pads, a bass, plucked notes over them.

Not here: ambience.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.waves import RATE


@dataclass(frozen=True, kw_only=True, slots=True)
class Mood:
    """A way for music to be."""

    beats_per_minute: int
    chords: tuple[tuple[int, ...], ...]
    """Semitones above the key."""
    drum: bool = False


MOODS = {
    "happy": Mood(beats_per_minute=96, chords=((0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17))),
    "calm": Mood(beats_per_minute=66, chords=((0, 7, 12, 16), (-3, 4, 9, 12), (5, 9, 12, 19), (-5, 2, 7, 11))),
    "dark": Mood(beats_per_minute=72, chords=((0, 3, 7, 10), (-4, 3, 8, 12), (-2, 5, 10, 14), (-5, 2, 7, 10))),
    "epic": Mood(beats_per_minute=84, chords=((0, 3, 7, 12), (-4, 0, 3, 8), (3, 7, 10, 15), (-2, 2, 5, 10)), drum=True),
}
PATTERN = (0, 1, 2, 3, 2, 1, 3, 2)
KEY_HERTZ = 220.0


def _hertz(semitones: float) -> float:
    return float(KEY_HERTZ * 2 ** (semitones / 12))


class _Bed:
    """Stereo samples that notes are added to."""

    def __init__(self, count: int) -> None:
        self.samples = np.zeros((count, 2), np.float32)

    def add(self, note: Field, *, start: int, pan: float) -> None:
        """Mix in a mono note; pan 0 is left, 1 is right."""
        room = self.samples[start : start + len(note)]
        room[:, 0] += note[: len(room)] * (1 - pan)
        room[:, 1] += note[: len(room)] * pan


def _pad(pitch: float, length: int, phase: float) -> Field:
    time = np.arange(length) / RATE
    fade = np.minimum(1, time / 0.6) * np.clip((length / RATE - time) / 0.9, 0, 1)
    tone = sum(np.sin(2 * np.pi * pitch * part * time + phase * part) / part**1.9 for part in (1, 2, 3, 4))
    return np.asarray(tone * fade * 0.05, np.float32)


def _bass(pitch: float, length: int) -> Field:
    time = np.arange(length) / RATE
    fade = np.minimum(1, time / 0.05) * np.clip((length / RATE - time) / 0.9, 0, 1)
    return np.asarray(np.sin(2 * np.pi * pitch * time) * fade * 0.16, np.float32)


def _pluck(pitch: float) -> Field:
    time = np.arange(int(1.4 * RATE)) / RATE
    tone = np.sin(2 * np.pi * pitch * time) + 0.4 * np.sin(4 * np.pi * pitch * time) * np.exp(-4 * time)
    tone += 0.15 * np.sin(2 * np.pi * 3.01 * pitch * time) * np.exp(-9 * time)
    return np.asarray(tone * np.exp(-3.4 * time) * np.minimum(1, time / 0.004) * 0.12, np.float32)


def _drum() -> Field:
    time = np.arange(int(0.7 * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * (52 + 60 * np.exp(-28 * time)) * time) * np.exp(-6 * time) * 0.6, np.float32)


def compose(chance: Generator, count: int, *, mood: str, beat: float | None = None) -> Field:
    """Music of `count` samples (x 2) in one of MOODS, in its own time or with `beat` seconds to a beat."""
    chosen = MOODS[mood]
    bed = _Bed(count)
    key = int(chance.integers(-4, 4))
    beat = beat or 60 / chosen.beats_per_minute
    bar = int(beat * 4 * RATE)
    for number, start in enumerate(range(0, count, bar)):
        chord = tuple(key + tone for tone in chosen.chords[number % 4])
        _play_bar(bed, chance, chord, start=start, beat=beat, drum=chosen.drum)
    return bed.samples


def _play_bar(bed: _Bed, chance: Generator, chord: tuple[int, ...], *, start: int, beat: float, drum: bool) -> None:
    length = int((beat * 4 + 0.8) * RATE)
    for tone in chord:
        for detune, pan in ((0.9975, 0.3), (1.0028, 0.7)):
            bed.add(_pad(_hertz(tone - 12) * detune, length, tone), start=start, pan=pan)
    bed.add(_bass(_hertz(chord[0] - 24), length), start=start, pan=0.5)
    for step, voice in enumerate(PATTERN):
        if drum or chance.random() > 0.25:
            octave = 12 if chance.random() < 0.3 else 0
            when = start + int(step * beat / 2 * RATE)
            bed.add(_pluck(_hertz(chord[voice] + octave)), start=when, pan=0.3 + 0.4 * chance.random())
    if drum:
        for beats in (0, 1.5, 2, 3):
            bed.add(_drum(), start=start + int(beats * beat * RATE), pan=0.5)
