"""One shot: a scene, its figures and weather, seen by a moving camera.

Not here: how shots follow each other (`film.py`).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onereel.engines.sketch.animatic.cast import SHINING, Member, cast, figure_size
from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.levelled import Levelled, levelled
from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.paths import followed, natural_speed, travels
from onereel.engines.sketch.animatic.scenes import scene_kinds
from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.water import Water
from onereel.engines.sketch.animatic.weather import mist_behind, weather_layers
from onereel.engines.sketch.camera import CameraPlan, Move
from onereel.engines.sketch.pixels import Pixels

REACH = 0.075
"""How far an ordinary camera move goes to one side at depth 1, in frame widths."""
CLOSER = 0.16
BASE_ZOOM = 1.03
FARTHEST = 0.135
MIDDLE = 0.7
"""Subjects farther away than this are behind what lies in the middle."""
SKY_DEPTH = 0.08
"""Layers farther away than this belong to the sky."""


LEVEL = frozenset({Move.LEFT, Move.RIGHT, Move.STATIC})
"""Moves that neither tilt nor zoom."""


def with_company(stage: Stage) -> Stage:
    """The stage with a set wide enough for the camera to go along with the first subject, if that one travels."""
    plan = stage.plan
    if not plan.subjects or not scene_kinds()[plan.place].wide or "cliff" in plan.details:
        return stage
    kind = figure_kinds()[plan.subjects[0].kind]
    strollers = plan.subjects[0].kind == "person" and plan.subjects[0].count > 1 and plan.subjects[0].action == "walk"
    if strollers or not travels(plan.subjects[0], kind):
        return stage
    ratio = stage.width / stage.height
    speed = natural_speed(kind, plan.subjects[0].action, size=figure_size(stage, kind), ratio=ratio)
    return replace(stage, follow=followed(plan, speed, stage.seconds))


class Shot:
    """A scene ready to be filmed."""

    def __init__(self, stage: Stage, *, camera: CameraPlan, seconds: float) -> None:
        """Build everything that does not move; takes some tenths of a second."""
        self._stage = stage
        self._camera = camera
        self._seconds = seconds
        kind = scene_kinds()[stage.plan.place]
        scene = kind.build(stage)
        mist = mist_behind(stage) if kind.outdoors else []
        air = weather_layers(stage) if kind.outdoors else []
        members = cast(stage, scene)
        near = [member for member in members if member.kind.medium not in SHINING]
        behind = _with_lights(scene.behind, [member for member in members if member.kind.medium in SHINING])
        far = [member for member in near if scene.middle and member.depth < MIDDLE]
        close = [member for member in near if member not in far]
        layers: list[Layer] = [*behind, *mist, *far, *scene.middle, *close, *scene.front, *air]
        if camera.move in LEVEL:
            start = self._moment(0.0)
            layers = [levelled(layer, start) if isinstance(layer, Painting) else layer for layer in layers]
        self._layers = layers

    def at(self, seconds: float) -> Pixels:
        """The picture so many seconds into the shot, opaque."""
        stage = self._stage
        moment = self._moment(seconds)
        canvas = np.zeros((stage.height, stage.width, 4), np.uint8)
        for layer, seen_until in zip(self._layers, self._seen_until(moment), strict=True):
            layer.draw(canvas[:seen_until], moment)
        canvas[..., 3] = 255
        return canvas

    def _seen_until(self, moment: Moment) -> list[int]:
        """For each layer the row from which on nearer ones hide it: paintings need not be drawn there."""
        rows: list[int] = []
        lowest = moment.height
        for layer in reversed(self._layers):
            rows.append(max(1, lowest) if isinstance(layer, Painting | Levelled) else moment.height)
            if isinstance(layer, Painting | Levelled | Water):
                lowest = min(lowest, layer.covers_from(moment))
        return rows[::-1]

    def _moment(self, seconds: float) -> Moment:
        share = seconds / max(0.1, self._seconds)
        pan, tilt, zoom = _pose(self._camera, share, seconds)
        along = self._stage.follow
        if along:
            pan = along * (share - 0.5)
        farthest = FARTHEST + along / 2
        return Moment(
            seconds=seconds,
            pan=max(-farthest, min(farthest, pan)),
            tilt=max(-0.07, min(0.07, tilt)),
            zoom=max(1.0, zoom),
            width=self._stage.width,
            height=self._stage.height,
        )


def _with_lights(layers: Sequence[Layer], lights: Sequence[Member]) -> list[Layer]:
    """The layers with lights put in where the land hides them (fireworks) and the water mirrors them (all)."""
    result = list(layers)
    at_water = next((index for index, layer in enumerate(result) if isinstance(layer, Water)), len(result))
    result[at_water:at_water] = [light for light in lights if light.kind.medium == "rising"]
    after_sky = next(
        (index for index, layer in enumerate(result) if getattr(layer, "depth", 1.0) > SKY_DEPTH), at_water
    )
    result[after_sky:after_sky] = [light for light in lights if light.kind.medium == "burst"]
    return result


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
