"""What is heard of those who are in the picture: feet in the time of their gait, voices, the beat they dance to.

Not here: animals on soft paws, which are not heard, and how a gait looks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.plan import ScenePlan, Subject
from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.waves import RATE, noise

LEVEL = 0.5
MOST = 3
"""Of a group, so many are told apart by ear."""
A_CROWD = 3
"""People of whom one hears that they talk."""
DANCE_SECONDS = 1.5
"""One sway of a dancer to and fro; music that somebody dances to has a beat for every half of it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What feet fall on."""

    low: float
    high: float
    """Hertz; between them lies the sound of a foot."""
    fade: float
    """Seconds until it has died away."""
    thud: float
    """How much of the weight is heard."""


HARD = Ground(900, 5200, 0.045, 0.5)
SOFT = Ground(180, 1400, 0.09, 0.8)
GRAIN = Ground(1500, 9000, 0.16, 0.35)
"""Snow and sand, which go on giving way."""
GROUNDS = {"street": HARD, "city": HARD, "room": HARD, "stage": HARD, "snow": GRAIN, "beach": GRAIN, "desert": GRAIN}
SILENT = ("underwater", "space", "sky")


@dataclass(frozen=True, slots=True)
class Gait:
    """When feet come down."""

    period: float
    """Seconds until the same foot comes down again."""
    falls: tuple[float, ...]
    """The shares of the period at which one comes down."""
    weight: float = 1.0


GAITS = {
    ("person", "walk"): Gait(1.05, (0.0, 0.5)),
    ("person", "run"): Gait(0.66, (0.0, 0.5), 1.3),
    ("person", "dance"): Gait(DANCE_SECONDS, (0.0, 0.25, 0.5, 0.75), 0.8),
    ("robot", "walk"): Gait(1.05, (0.0, 0.5), 1.6),
    ("horse", "walk"): Gait(1.15, (0.0, 0.25, 0.5, 0.75), 1.2),
    ("horse", "run"): Gait(0.56, (0.0, 0.16, 0.34), 1.8),
    ("rider", "run"): Gait(0.56, (0.0, 0.16, 0.34), 1.8),
    ("deer", "run"): Gait(0.52, (0.0, 0.2), 0.8),
}


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody who is heard going."""

    gait: Gait
    ground: Ground
    start: float
    """Share of the period at which the clip begins."""
    side: float
    """0 is left, 1 is right."""


def walkers_of(plan: ScenePlan, chance: Generator) -> list[Walker]:
    """Who is heard going in a plan, MOST of them at most."""
    if plan.place in SILENT:
        return []
    ground = GROUNDS.get(plan.place, SOFT)
    going = [subject for subject in plan.subjects if (subject.kind, subject.action) in GAITS]
    gaits = [_gait(subject) for subject in going for _ in range(subject.count)][:MOST]
    return [Walker(gait, ground, float(chance.random()), 0.35 + 0.3 * float(chance.random())) for gait in gaits]


def _gait(subject: Subject) -> Gait:
    return GAITS[subject.kind, subject.action]


def voices_of(plan: ScenePlan) -> tuple[str, ...]:
    """The ambience of people talking, where so many are together that they are heard."""
    people = sum(subject.count for subject in plan.subjects if subject.kind == "person")
    return ("crowd",) if people >= A_CROWD and plan.place not in SILENT else ()


def beat_of(plan: ScenePlan) -> float | None:
    """Seconds between the beats of music that somebody in the plan dances to; None where nobody dances."""
    return DANCE_SECONDS / 2 if any(subject.action == "dance" for subject in plan.subjects) else None


def footfalls(walker: Walker, count: int) -> list[int]:
    """The samples at which a foot of the walker comes down in a sound of `count` samples."""
    gait = walker.gait
    turns = range(int(count / RATE / gait.period) + 2)
    starts = (round((turn + fall - walker.start) * gait.period * RATE) for turn in turns for fall in gait.falls)
    return sorted(start for start in starts if 0 <= start < count)


def steps(walker: Walker, chance: Generator, count: int) -> Field:
    """All of a walker's steps, samples x 2; no two of them are alike."""
    sound = np.zeros((count, 2), np.float32)
    for start in footfalls(walker, count):
        step = _step(walker, chance)
        room = sound[start : start + len(step)]
        room[:, 0] += step[: len(room)] * (1 - walker.side)
        room[:, 1] += step[: len(room)] * walker.side
    return sound


def _step(walker: Walker, chance: Generator) -> Field:
    ground = walker.ground
    length = int((ground.fade * 4 + 0.05) * RATE)
    time = np.arange(length) / RATE
    scuff = noise(chance, length, low=ground.low, high=ground.high, slope=-0.3)
    scuff *= np.exp(-time / ground.fade) * np.minimum(1, time / 0.004)
    pitch = 70 + 25 * chance.random()
    thud = np.sin(2 * np.pi * pitch * time) * np.exp(-time / 0.05) * np.minimum(1, time / 0.003)
    weight = walker.gait.weight * (0.8 + 0.4 * chance.random())
    ending = np.minimum(1, (length - np.arange(length)) / (0.01 * RATE))
    return np.asarray((scuff * 0.5 + thud * ground.thud) * weight * ending * LEVEL, np.float32)
