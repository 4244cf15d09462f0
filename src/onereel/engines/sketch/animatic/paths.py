"""How a figure crosses the picture: along with the camera, to and fro, or in at one side and out at the other.

Not here: where it begins (`places.py`) and what it looks like.
"""

from dataclasses import dataclass
from typing import Protocol

from onereel.engines.sketch.animatic.figures import FigureKind, figure_kinds
from onereel.engines.sketch.animatic.plan import ScenePlan, Subject
from onereel.engines.sketch.camera import Move
from onereel.engines.sketch.pixels import ease

OWN, OWN_IN_COMPANY = 0.50, 0.22
"""Frame widths that one figure, and one of several, crosses by itself; beyond them the camera goes along."""
MOST_FOLLOWED = 0.80
"""Frame widths that the camera goes along at most: a set must not become endless."""
REST = 1.2
"""Seconds that somebody at play stays before turning round."""
ROAMING = 0.13
"""Frame widths to each side of where it began that somebody at play runs."""
FASTEST = 0.36


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure is on its way."""

    across: float
    facing_left: bool
    going: bool


class Path(Protocol):
    """A way across the picture."""

    def at(self, seconds: float) -> Place:
        """The place on it at a moment of the shot."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Crossing:
    """Straight on; halfway through the shot it is in the middle of its way."""

    middle: float
    speed: float
    """Frame widths in a second, to the right."""
    seconds: float
    left: bool

    def at(self, seconds: float) -> Place:
        """The place on it at a moment of the shot."""
        return Place(self.middle + self.speed * (seconds - self.seconds / 2), self.left, self.speed != 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Roaming:
    """To and fro around a place, with a rest at each end."""

    middle: float
    speed: float
    lead: float

    def at(self, seconds: float) -> Place:
        """The place on it at a moment of the shot."""
        leg = max(0.4, 2 * ROAMING / max(0.02, self.speed))
        round_trip = 2 * (leg + REST)
        passed = (seconds + self.lead) % round_trip
        back = passed >= leg + REST
        within = passed - (leg + REST) * back
        share = _gliding(min(1.0, within / leg))
        along = ROAMING * (2 * share - 1) * (-1 if back else 1)
        return Place(self.middle + along, back, within < leg)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passing:
    """Through the picture and, once out of it, in again on the other side."""

    start: float
    speed: float
    edge: float
    """How far outside the frame it turns up and vanishes, in frame widths."""

    def at(self, seconds: float) -> Place:
        """The place on it at a moment of the shot."""
        span = 1.0 + 2 * self.edge
        gone = self.start + self.speed * seconds
        return Place((gone + self.edge) % span - self.edge, self.speed < 0, self.speed != 0)


def _gliding(share: float) -> float:
    """Even going with a soft start and end."""
    return 0.6 * share + 0.4 * ease(share)


def natural_speed(kind: FigureKind, action: str, *, size: float, ratio: float) -> float:
    """Frame widths in a second at which feet do not slide; `size` is frame heights for one figure unit."""
    return min(FASTEST, kind.speeds.get(action, 0.0) * size / ratio)


def travels(subject: Subject, kind: FigureKind) -> bool:
    """Whether it goes somewhere, so that the camera should go along."""
    return kind.medium == "ground" and subject.action in ("walk", "run") and kind.speeds.get(subject.action, 0) > 0


def own_way(plan: ScenePlan) -> float:
    """Frame widths that whoever travels crosses by itself: companions are to stay in the picture together."""
    ground = [subject for subject in plan.subjects if figure_kinds()[subject.kind].medium == "ground"]
    return OWN if sum(subject.count for subject in ground) < 2 else OWN_IN_COMPANY


def followed(plan: ScenePlan, speed: float, seconds: float) -> float:
    """Frame widths that the camera goes along with whoever goes at this speed; 0 when another move was asked for."""
    if plan.camera.asked and plan.camera.move is not Move.RIGHT:
        return 0.0
    return min(MOST_FOLLOWED, max(0.0, speed * seconds - own_way(plan)))
