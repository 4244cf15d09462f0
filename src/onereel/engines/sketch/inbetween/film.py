"""The film between the pictures of a request: which way of getting from one to the other suits them.

Not here: the ways themselves (`pair.py`, `transition.py`, `still.py`).
"""

import math
from typing import Protocol

import numpy as np

from onereel.domain.request import VideoRequest
from onereel.engines.sketch.camera import Move, plan_camera
from onereel.engines.sketch.chance import Chance
from onereel.engines.sketch.inbetween.decision import Way, choose_way, compare
from onereel.engines.sketch.inbetween.enlarge import Enlarger
from onereel.engines.sketch.inbetween.motion import FlatCamera
from onereel.engines.sketch.inbetween.pair import FlowPair
from onereel.engines.sketch.inbetween.still import Still
from onereel.engines.sketch.inbetween.transition import Transition
from onereel.engines.sketch.pictures import Fitted
from onereel.engines.sketch.pixels import Pixels, ease


class Passage(Protocol):
    """A way through the clip."""

    def at(self, share: float) -> Pixels:
        """The picture `share` (0 to 1) of the way."""
        ...


class InbetweenFilm:
    """The moving picture of a request that brings a first frame, and perhaps a last one."""

    def __init__(self, request: VideoRequest, *, first: Fitted, last: Fitted | None) -> None:
        """Look for motion and prepare; takes some tens of milliseconds."""
        self._count = request.frame_count
        self._first = first
        self._last = last or first
        self._window = first.window if self._last.window == first.window else None
        chance = Chance(request.seed, request.prompt)
        camera = _camera(request, chance=chance, returns=last is not None)
        self._passage = _choose(self._inside(first), self._inside(last) if last else None, camera, chance)

    def _inside(self, fitted: Fitted) -> Pixels:
        """The part that moves: bars of blurred picture would slide along with it."""
        if self._window is None:
            return fitted.frame
        left, top, right, bottom = self._window
        return np.ascontiguousarray(fitted.frame[top:bottom, left:right])

    def frame(self, index: int) -> Pixels:
        """Frame number `index`; the first and the last are the given pictures."""
        share = index / max(1, self._count - 1)
        picture = self._passage.at(share)
        if self._window is None or picture.shape == self._first.frame.shape:
            return picture
        left, top, right, bottom = self._window
        backdrop = self._backdrop(ease(share))
        backdrop[top:bottom, left:right] = picture
        return backdrop

    def _backdrop(self, share: float) -> Pixels:
        if self._last is self._first or share <= 0:
            return self._first.frame.copy()
        mixed = self._first.frame * np.float32(1 - share) + self._last.frame * np.float32(share)
        return np.asarray(mixed + 0.5, np.uint8)


def _camera(request: VideoRequest, *, chance: Chance, returns: bool) -> FlatCamera:
    dice = chance.of("flat camera")
    default = Move.ORBIT if returns else (Move.PUSH_IN, Move.ORBIT, Move.LEFT, Move.RIGHT)[int(dice.integers(4))]
    return FlatCamera(
        plan=plan_camera(request, default=default),
        returns=returns,
        phase=float(dice.random()) * 2 * math.pi,
        turn=1 if dice.random() < 0.5 else -1,
    )


def _choose(first: Pixels, last: Pixels | None, camera: FlatCamera, chance: Chance) -> Passage:
    enlarger = Enlarger(width=first.shape[1], height=first.shape[0])
    if last is None:
        return Still(first, enlarger=enlarger, camera=camera)
    comparison = compare(enlarger.shrink(first), enlarger.shrink(last))
    match choose_way(comparison):
        case Way.STAY:
            return Still(first, enlarger=enlarger, camera=camera)
        case Way.FLOW:
            return FlowPair(first, last, flows=comparison.flows, enlarger=enlarger, camera=camera)
        case way:
            return Transition(
                first,
                last,
                enlarger=enlarger,
                camera=camera,
                chance=chance.of("transition"),
                dissolve=way is Way.DISSOLVE,
            )
