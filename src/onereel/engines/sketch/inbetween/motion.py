"""A camera move over a flat picture with a guessed depth: how far every part of it is displaced.

Not here: which move is wanted (`onereel.engines.sketch.camera`).
"""

import math
from dataclasses import dataclass

import numpy as np

from onereel.engines.sketch.camera import CameraPlan, Move
from onereel.engines.sketch.pixels import Field

SHIFT = 0.042
"""How far the nearest parts go sideways in an ordinary move, as a share of the width."""
ZOOM = 0.075
"""How much closer an ordinary push brings what stands midway."""
LIFT = 0.6
SWAY = 0.25
"""How much a straight move strays to the side, by the seed, so that no two are alike."""
ACROSS_NEEDS, UPWARD_NEEDS = 1.5, 2.3
"""How much closer a move along the picture comes, for each share of the width, so that it hardly passes the edge."""
OF_A_SHIFT, OF_AN_ORBIT, OF_A_SHAKE = 0.4, 0.75, 0.3
"""Parallax: how much less than the nearest parts the farthest ones move."""


@dataclass(frozen=True, slots=True)
class _Pose:
    """Where the camera stands at one moment."""

    across: float
    """How far near parts are shifted, as a share of the width."""
    up: float
    closer: float
    parallax: float


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
        pose = self._pose(share)
        height, width = near.shape
        from_middle = places - np.array([width / 2, height / 2], np.float32)
        enlarged = (0.7 + 0.6 * near) * np.float32(-pose.closer)
        moving = 1 - pose.parallax * (1 - near)
        result = from_middle * enlarged[..., None]
        result[..., 0] += moving * np.float32(pose.across * width)
        result[..., 1] += moving * np.float32(pose.up * width)
        return np.asarray(result, np.float32)

    def _pose(self, share: float) -> _Pose:
        strength = self.plan.strength * self._envelope(share)
        shift, zoom = SHIFT * strength, ZOOM * strength
        angle = self.phase + self.turn * math.pi * share
        aside, sway = math.cos(angle), SWAY * shift * math.cos(angle)
        across, upward = ACROSS_NEEDS * 1.6 * shift, UPWARD_NEEDS * shift
        poses = {
            Move.PUSH_IN: _Pose(0.25 * shift * aside, 0.0, 1.5 * zoom, OF_AN_ORBIT),
            Move.PULL_OUT: _Pose(0.25 * shift * aside, 0.0, -0.9 * zoom, OF_AN_ORBIT),
            Move.LEFT: _Pose(-1.6 * shift, sway, across, OF_A_SHIFT),
            Move.RIGHT: _Pose(1.6 * shift, sway, across, OF_A_SHIFT),
            Move.UP: _Pose(sway, -shift, upward, OF_A_SHIFT),
            Move.DOWN: _Pose(sway, shift, upward, OF_A_SHIFT),
            Move.ORBIT: _Pose(0.85 * shift * aside, LIFT * shift * math.sin(angle), 0.9 * zoom, OF_AN_ORBIT),
            Move.HANDHELD: self._shaken(share, shift, zoom),
            Move.STATIC: _Pose(0.22 * shift * aside, 0.1 * shift, 0.22 * zoom, OF_AN_ORBIT),
        }
        return poses[self.plan.move]

    def _envelope(self, share: float) -> float:
        if self.returns:
            return math.sin(math.pi * share * self.plan.cycles) ** 2
        return share * (1.15 - 0.15 * share)

    def _shaken(self, share: float, shift: float, zoom: float) -> _Pose:
        beat = 2 * math.pi * share * 5
        across = 0.35 * math.sin(beat + self.phase) + 0.2 * math.sin(2.3 * beat)
        up = 0.3 * math.sin(1.4 * beat + 1) + 0.15 * math.sin(3.1 * beat + self.phase)
        return _Pose(shift * across, shift * up, 0.9 * zoom, OF_A_SHAKE)
