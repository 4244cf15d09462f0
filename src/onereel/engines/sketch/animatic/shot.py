"""One shot: a scene, its figures and weather, seen by a moving camera.

Not here: how shots follow each other (`film.py`).
"""

import math

import numpy as np

from onereel.engines.sketch.animatic.cast import cast
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.weather import weather_layers
from onereel.engines.sketch.camera import CameraPlan, Move
from onereel.engines.sketch.pixels import Pixels

REACH = 0.075
"""How far an ordinary camera move goes to one side at depth 1, in frame widths."""
CLOSER = 0.16
BASE_ZOOM = 1.03
FARTHEST = 0.135


class Shot:
    """A scene ready to be filmed."""

    def __init__(self, stage: Stage, *, camera: CameraPlan, seconds: float) -> None:
        """Build everything that does not move; takes some tenths of a second."""
        self._stage = stage
        self._camera = camera
        self._seconds = seconds
        kind = scene_kinds()[stage.plan.place]
        scene = kind.build(stage)
        air = weather_layers(stage) if kind.outdoors else []
        self._layers: list[Layer] = [*scene.behind, *cast(stage, scene), *scene.front, *air]

    def at(self, seconds: float) -> Pixels:
        """The picture so many seconds into the shot, opaque."""
        stage = self._stage
        moment = self._moment(seconds)
        canvas = np.zeros((stage.height, stage.width, 4), np.uint8)
        for layer in self._layers:
            layer.draw(canvas, moment)
        canvas[..., 3] = 255
        return canvas

    def _moment(self, seconds: float) -> Moment:
        share = seconds / max(0.1, self._seconds)
        pan, tilt, zoom = _pose(self._camera, share, seconds)
        return Moment(
            seconds=seconds,
            pan=max(-FARTHEST, min(FARTHEST, pan)),
            tilt=max(-0.07, min(0.07, tilt)),
            zoom=max(1.0, zoom),
            width=self._stage.width,
            height=self._stage.height,
        )


def _pose(camera: CameraPlan, share: float, seconds: float) -> tuple[float, float, float]:
    """Pan, tilt and zoom at a share of the shot."""
    strength = camera.strength
    reach = REACH * strength
    swing = share - 0.5
    sway = 0.004 * math.sin(seconds * 0.7)
    if camera.move is Move.PUSH_IN:
        return (sway, 0.0, BASE_ZOOM + CLOSER * strength * share)
    if camera.move is Move.PULL_OUT:
        return (sway, 0.0, BASE_ZOOM + CLOSER * strength * (1 - share))
    if camera.move in (Move.LEFT, Move.RIGHT, Move.ORBIT):
        side = -1 if camera.move is Move.LEFT else 1
        return (2 * reach * swing * side, 0.0, BASE_ZOOM + (0.06 * share if camera.move is Move.ORBIT else 0))
    if camera.move in (Move.UP, Move.DOWN):
        side = -1 if camera.move is Move.UP else 1
        return (sway, 1.3 * reach * swing * side, BASE_ZOOM + 0.04)
    if camera.move is Move.HANDHELD:
        shake = 0.008 * strength
        across = math.sin(seconds * 2.9) + 0.6 * math.sin(seconds * 6.7 + 1)
        return (shake * across, shake * (math.sin(seconds * 3.7 + 2) + 0.5 * math.sin(seconds * 8.1)), BASE_ZOOM + 0.03)
    return (sway * 0.5, 0.0, BASE_ZOOM)
