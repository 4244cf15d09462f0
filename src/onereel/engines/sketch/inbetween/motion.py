"""A camera move over a flat picture with a guessed depth: how far every part of it is displaced.

Not here: which move is wanted (`onereel.engines.sketch.camera`).
"""

import math
from dataclasses import dataclass

import numpy as np

from onereel.engines.sketch.camera import CameraPlan, Move
from onereel.engines.sketch.pixels import Field

SHIFT = 0.034
"""How far the nearest parts go sideways in an ordinary move, as a share of the width."""
ZOOM = 0.075
LIFT = 0.6


@dataclass(frozen=True, kw_only=True, slots=True)
class FlatCamera:
    """A camera in front of one picture."""

    plan: CameraPlan
    returns: bool
    """Whether the picture must stand as given at the end too, not only at the start."""
    phase: float
    """0 to 2 pi; where an orbit begins."""
    turn: int
    """1 or -1; which way an orbit goes."""

    def displacement(self, share: float, *, near: Field, places: Field) -> Field:
        """What to add to every place when looking the picture up, `share` (0 to 1) into the clip.

        Zero at share 0, and at share 1 when the camera returns.
        """
        across, up, closer = self._pose(share)
        height, width = near.shape
        from_middle = places - np.array([width / 2, height / 2], np.float32)
        enlarged = (0.55 + 0.9 * near) * np.float32(-closer)
        aside = (0.25 + near) * np.float32(across * width)
        upward = (0.25 + near) * np.float32(up * width)
        result = from_middle * enlarged[..., None]
        result[..., 0] += aside
        result[..., 1] += upward
        return np.asarray(result, np.float32)

    def _pose(self, share: float) -> tuple[float, float, float]:
        """Sideways and upward shift of near parts (shares of the width) and zoom, at that share of the clip."""
        strength = self.plan.strength * self._envelope(share)
        shift, zoom = SHIFT * strength, ZOOM * strength
        angle = self.phase + self.turn * math.pi * share
        poses = {
            Move.PUSH_IN: (0.25 * shift * math.cos(angle), 0.0, 1.5 * zoom),
            Move.PULL_OUT: (0.25 * shift * math.cos(angle), 0.0, -1.0 * zoom),
            Move.LEFT: (-1.7 * shift, 0.0, 0.4 * zoom),
            Move.RIGHT: (1.7 * shift, 0.0, 0.4 * zoom),
            Move.UP: (0.0, -1.3 * shift, 0.4 * zoom),
            Move.DOWN: (0.0, 1.3 * shift, 0.4 * zoom),
            Move.ORBIT: (shift * math.cos(angle), LIFT * shift * math.sin(angle), 0.7 * zoom),
            Move.HANDHELD: self._shaken(share, shift, zoom),
            Move.STATIC: (0.22 * shift * math.cos(angle), 0.1 * shift, 0.22 * zoom),
        }
        return poses[self.plan.move]

    def _envelope(self, share: float) -> float:
        if self.returns:
            return math.sin(math.pi * share * self.plan.cycles) ** 2
        return share * (1.15 - 0.15 * share)

    def _shaken(self, share: float, shift: float, zoom: float) -> tuple[float, float, float]:
        beat = 2 * math.pi * share * 5
        across = 0.35 * math.sin(beat + self.phase) + 0.2 * math.sin(2.3 * beat)
        up = 0.3 * math.sin(1.4 * beat + 1) + 0.15 * math.sin(3.1 * beat + self.phase)
        return (shift * across, shift * up, 0.8 * zoom)
