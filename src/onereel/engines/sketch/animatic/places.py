"""Where on the stage a figure begins, by what it moves on: the ground, a road, water, the air.

Not here: how it moves from there (`cast.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from numpy.random import Generator

from onereel.engines.sketch.animatic.scenes import Scene


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place to begin at."""

    across: float
    down: float
    depth: float
    shrink: float
    """How much smaller than usual the figure is there, because it is farther away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rank:
    """Which of the figures it is."""

    number: int
    """Of the subject, in the plan."""
    index: int
    """Among its likes."""
    of: int

    @property
    def spread(self) -> float:
        """From -0.5 to 0.5: its place among its likes, the middle one at 0."""
        return (self.index - (self.of - 1) / 2) / max(1, self.of)

    def across(self, wander: float) -> float:
        """Where it stands across the frame."""
        return (0.42, 0.64, 0.28)[self.number % 3] + self.spread * 0.72 + wander * 0.06


BELOW_A_LEDGE = 1.4
"""How large those look who are at the foot of a cliff, near the viewer: an army is to be seen."""


def _on_ground(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    if scene.ledge is not None:
        return _at_a_cliff(scene, scene.ledge, rank, dice)
    back = abs(rank.spread) * 0.9 + 0.15 * rank.number
    down = scene.ground - back * (scene.ground - scene.horizon) * 0.35
    shrink = (down - scene.horizon) / (scene.ground - scene.horizon)
    return Spot(
        across=rank.across(float(dice.random()) - 0.5), down=down, depth=0.9 - 0.4 * (1 - shrink), shrink=shrink
    )


def _at_a_cliff(scene: Scene, ledge: float, rank: Rank, dice: Generator) -> Spot:
    if rank.number == 0:
        return Spot(across=0.27 + 0.25 * rank.spread, down=ledge, depth=0.95, shrink=1.0)
    row = rank.index % 4
    across = 0.56 + 0.44 * (rank.index + 0.5) / rank.of + 0.02 * float(dice.random())
    return Spot(across=across, down=scene.ground - 0.048 * row, depth=0.5, shrink=BELOW_A_LEDGE * (1 - 0.14 * row))


def _on_water(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    back = abs(rank.spread) * 0.9 + 0.15 * rank.number
    across = rank.across(float(dice.random()) - 0.5)
    return Spot(across=across, down=scene.sailing - 0.08 * back, depth=0.7, shrink=1.0 - 0.5 * back)


def _on_road(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    lane = rank.index % 2
    across = (rank.index * 0.43 + 0.1 + 0.1 * float(dice.random())) % 1.2
    return Spot(across=across, down=scene.road - 0.035 * lane, depth=0.85, shrink=1 - 0.2 * lane)


def _in_air(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    wander = float(dice.random()) - 0.5
    away = abs(rank.spread)
    return Spot(
        across=rank.across(wander),
        down=scene.horizon * (0.36 + 0.2 * away + 0.12 * wander),
        depth=0.25,
        shrink=1 - 0.3 * away,
    )


def _high_up(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    lift = 0.04 * (float(dice.random()) - 0.5) + 0.62 - scene.horizon
    slot = rank.index % 4
    return Spot(
        across=(0.36, 0.68, 0.82, 0.18)[slot],
        down=(0.62, 0.40, 0.52, 0.34)[slot] - max(0.0, lift),
        depth=0.35,
        shrink=(1.0, 0.52, 0.34, 0.42)[slot],
    )


def _bursting(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    slot = rank.index % 5
    across = (0.34, 0.66, 0.50, 0.16, 0.84)[slot] + 0.06 * (float(dice.random()) - 0.5)
    down = scene.horizon * ((0.34, 0.26, 0.50, 0.42, 0.46)[slot])
    return Spot(across=across, down=down, depth=0.12, shrink=(1.0, 0.8, 0.6, 0.65, 0.55)[slot])


def _rising(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    near = float(dice.random()) ** 2
    across = (rank.index + float(dice.random())) / max(1, rank.of)
    return Spot(
        across=across,
        down=(0.05 + 0.9 * float(dice.random())) * scene.horizon,
        depth=0.2 + 0.5 * near,
        shrink=0.4 + 0.9 * near,
    )


def _in_the_deep(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    del scene, rank
    near = float(dice.random())
    return Spot(
        across=float(dice.random()),
        down=0.22 + 0.5 * float(dice.random()),
        depth=0.4 + 0.5 * near,
        shrink=0.55 + 0.9 * near,
    )


def _fluttering(scene: Scene, rank: Rank, dice: Generator) -> Spot:
    wander = float(dice.random()) - 0.5
    return Spot(across=rank.across(wander), down=scene.ground - 0.17 + 0.14 * wander, depth=0.9, shrink=1.0)


_SPOTS: Mapping[str, Callable[[Scene, Rank, Generator], Spot]] = {
    "ground": _on_ground,
    "water": _on_water,
    "road": _on_road,
    "air": _in_air,
    "high": _high_up,
    "burst": _bursting,
    "rising": _rising,
    "deep": _in_the_deep,
    "flutter": _fluttering,
}


def find_spot(scene: Scene, medium: str, rank: Rank, dice: Generator) -> Spot:
    """The spot of one figure in a scene. `medium` is its kind's; see `FigureKind`."""
    return _SPOTS[medium](scene, rank, dice)
