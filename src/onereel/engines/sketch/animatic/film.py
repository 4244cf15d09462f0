"""The film of a request without pictures: its plan, its shots, the dissolves between them, spoken words below.

Not here: a shot (`shot.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock

import cv2

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.animatic.palette import choose_palette
from onereel.engines.sketch.animatic.plan import ScenePlan
from onereel.engines.sketch.animatic.shot import Shot, with_company
from onereel.engines.sketch.animatic.stage import Stage
from onereel.engines.sketch.animatic.style import Look
from onereel.engines.sketch.animatic.subtitles import Subtitles
from onereel.engines.sketch.camera import Move
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.pixels import Pixels, ease

DISSOLVE = 0.5
"""Seconds."""
MOST_PIXELS = 1280 * 736
"""Scenes are drawn at this size at most and enlarged for more: twice the pixels would show no more detail."""
LARGE_DETAIL = 1.5
"""How much more there is to see in a clip of a class that is enlarged: Kling's pro, 1080p."""
FRAMINGS = ((1.0, None), (1.5, Move.PUSH_IN), (0.8, Move.LEFT))


class AnimaticFilm:
    """The moving picture of a plan."""

    def __init__(self, request: VideoRequest, *, plan: ScenePlan) -> None:
        """Shots are built when their first frame is asked for, which takes some tenths of a second."""
        self._rate = request.frame_rate
        self._width, self._height = _drawn_size(request.width, request.height)
        self._detail = LARGE_DETAIL if request.width * request.height > MOST_PIXELS else 1.0
        chance = Chance(request.seed, request.prompt, "animatic")
        count = plan.shots
        self._cuts = [request.seconds * number / count for number in range(count)]
        self._shots = Reels(partial(self._shot, plan, chance, seconds=request.seconds / count))
        self._look = Look(plan, width=self._width, height=self._height)
        self._subtitles = Subtitles(plan.subtitle, width=self._width, height=self._height, seconds=request.seconds)

    def _shot(self, plan: ScenePlan, chance: Chance, number: int, *, seconds: float) -> Shot:
        dice = chance.of("light")  # the same in every shot: one place, one hour
        move = FRAMINGS[number % 3][1]
        camera = plan.camera if move is None else replace(plan.camera, move=move)
        lasting = seconds + DISSOLVE
        stage = Stage(
            width=self._width,
            height=self._height,
            plan=plan,
            palette=choose_palette(plan, variety=float(dice.random()), across=float(dice.random())),
            chance=chance.under("shot", number),
            identity=chance.under("identity"),
            seconds=lasting,
            detail=self._detail,
            closeness=FRAMINGS[number % 3][0],
        )
        return Shot(with_company(stage), camera=camera, seconds=lasting)

    def frame(self, index: int) -> Pixels:
        """Frame number `index`."""
        seconds = index / self._rate
        number = max(position for position, start in enumerate(self._cuts) if seconds >= start)
        since = seconds - self._cuts[number]
        picture = self._shots.get(number).at(since)
        if number and since < DISSOLVE:
            share = ease(since / DISSOLVE)
            before = self._shots.get(number - 1).at(seconds - self._cuts[number - 1])
            picture = cv2.addWeighted(before, 1 - share, picture, share, 0)
        picture = self._look.applied(picture)
        self._subtitles.draw(picture, seconds)
        return picture


class Reels:
    """The shots of a film, each built once it is needed and let go once the film is past it, for any thread."""

    def __init__(self, build: Callable[[int], Shot]) -> None:
        self._build = build
        self._lock = Lock()
        self._reels: dict[int, _Reel] = {}

    def get(self, number: int) -> Shot:
        """The shot with that number. One that was let go is built again, the same."""
        with self._lock:
            reel = self._reels.setdefault(number, _Reel())
            for past in [other for other in self._reels if other < number - 1]:
                del self._reels[past]
        with reel.lock:
            if reel.shot is None:
                reel.shot = self._build(number)
            return reel.shot


@dataclass(kw_only=True, slots=True)
class _Reel:
    """A shot, once it is built, by the first thread that asks."""

    lock: Lock = field(default_factory=Lock)
    shot: Shot | None = None


def _drawn_size(width: int, height: int) -> tuple[int, int]:
    if width * height <= MOST_PIXELS:
        return width, height
    scale = (MOST_PIXELS / (width * height)) ** 0.5
    return round(width * scale / 2) * 2, round(height * scale / 2) * 2
