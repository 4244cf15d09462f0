"""The whole generated sound of a clip: ambiences, steps and music, echo, fades, loudness.

Not here: which ambiences and mood suit a scene; the plan says so.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.pixels import Field
from onereel.engines.sketch.sound.ambiences import ambiences
from onereel.engines.sketch.sound.loudness import normalised
from onereel.engines.sketch.sound.music import compose
from onereel.engines.sketch.sound.steps import Walker, steps
from onereel.engines.sketch.sound.waves import RATE, echoing

FADE_IN = 0.2
FADE_OUT = 0.6
MUSIC_LEVEL = 0.9


def mixed(
    chance: Chance,
    count: int,
    *,
    sounds: Iterable[str],
    mood: str,
    walkers: Sequence[Walker] = (),
    beat: float | None = None,
) -> Field:
    """Samples (x 2) of the named ambiences and of steps over music of a mood, ready to be encoded.

    `beat` is the seconds between beats where the picture sets the time.
    """
    bed = compose(chance.of("music"), count, mood=mood, beat=beat) * np.float32(MUSIC_LEVEL)
    known = ambiences()
    for name in sounds:
        ambience = known[name]
        for ear in (0, 1):
            bed[:, ear] += ambience.make(chance.of("ambience", name, ear), count) * np.float32(ambience.level)
    for number, walker in enumerate(walkers):
        bed += steps(walker, chance.of("steps", number), count)
    bed = echoing(bed, chance.of("room"))
    return normalised(_faded(bed))


def _faded(sound: Field) -> Field:
    rise = min(len(sound) // 2, int(FADE_IN * RATE))
    fall = min(len(sound) // 2, int(FADE_OUT * RATE))
    result = sound.copy()
    if rise:
        result[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    if fall:
        result[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)[:, None]
    return result
