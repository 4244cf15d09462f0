"""The figures of a plan in their scene: where each one is, how it crosses the picture, its shadow and its mirror.

Not here: what they look like (`figures`).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.figures import FigureKind, Pose, figure_kinds
from onereel.engines.sketch.animatic.figures.pen import Pen, lighten
from onereel.engines.sketch.animatic.paths import Crossing, Passing, Path, Roaming, natural_speed, own_way
from onereel.engines.sketch.animatic.places import Rank, Spot, find_spot
from onereel.engines.sketch.animatic.plan import Subject
from onereel.engines.sketch.animatic.scenes import Scene
from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.pixels import Colour, Pixels, faded, from_hex, mix, place, scaled

WIDEST = 0.62
"""Frame widths that one figure takes at most in an ordinary framing."""
PROPORTION = 0.58
"""How far sizes follow nature: at 1 a mouse beside a horse could not be seen."""
APART = 7
"""Variants from one member of a group to the next: neither coat nor skin is the same twice running."""
STROLL = 0.9
"""Share of their pace that people who meet in the street go at."""
CHARGE = 0.10
"""Frame widths that an army at the foot of a cliff comes nearer."""
SHADOW, SOFT_SHADOW = 105, 58
SHINING = ("burst", "rising")
"""What gives light itself, and is the same in any."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One figure on the stage."""

    stage: Stage
    kind: FigureKind
    action: str
    colour: Colour | None
    variant: int
    detail: str
    path: Path
    down: float
    depth: float
    size: float
    """Frame heights for one figure unit."""
    lead: float
    """Seconds that its own time is ahead."""
    shadow: bool
    mirror: float

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw it where it is in this moment."""
        place_now = self.path.at(moment.seconds)
        across, facing_left = place_now.across, place_now.facing_left
        down = self.down + self._lift(moment.seconds)
        column, row = moment.point(across, down, self.depth)
        scale = self.size * moment.height * moment.scale(self.depth)
        box = self.kind.box
        if column + box[2] * scale < -scale or column + box[0] * scale > moment.width + scale:
            return
        left = -box[2] if facing_left else box[0]
        corner = (column + left * scale - 1, row - box[3] * scale - 1)
        pen = Pen(scale=scale, box=box, offset=(corner[0] % 1, corner[1] % 1), flip=facing_left)
        pose = Pose(
            seconds=moment.seconds + self.lead,
            action=self.action,
            colour=self.colour,
            variant=self.variant,
            detail=self.detail,
            going=place_now.going,
            rain=self.stage.plan.weather in ("rain", "storm"),
            dark=self.stage.palette.dark,
        )
        self.kind.draw(pen, pose)
        picture, inward, downward = pen.cropped()
        if self.kind.medium not in SHINING:
            self._light(picture, moment)
        elif self.kind.medium == "burst":
            picture[..., 3] = 0  # light without cover: what fades adds less and never darkens the sky
        at = (math.floor(corner[0]) + inward, math.floor(corner[1]) + downward)
        if self.shadow:
            self._cast_shadow(canvas, column, row, scale)
        if self.mirror:
            self._reflect(canvas, picture, at, row)
        place(canvas, picture, left=at[0], top=at[1])

    def _lift(self, seconds: float) -> float:
        time = seconds + self.lead
        if self.kind.medium == "flutter":
            return 0.03 * math.sin(time * 2.3) + 0.02 * math.sin(time * 5.1)
        if self.kind.medium == "rising":
            height = 0.95 * self.stage.height
            gone = self.down * height + self.size * height - 0.035 * height * seconds * (0.5 + self.depth)
            return (gone % height) / height - self.size - self.down
        if self.kind.medium in ("air", "high", "deep"):
            return 0.012 * math.sin(time * 0.9)
        return 0.0

    def _light(self, picture: Pixels, moment: Moment) -> None:
        palette = self.stage.palette
        against = max(0.0, 1 - palette.sun_height / 0.3) * (0.5 if palette.disc else 0.1)
        white = scaled(mix(palette.shade, palette.light, 0.62), (1.08 - 0.38 * against))
        lighten(
            picture,
            above=white,
            below=scaled(white, 0.84),
            rim=palette.sun,
            side=1 if palette.sun_across > 0.5 else -1,
            reach=max(1, round(moment.height / 360)),
        )

    def _cast_shadow(self, canvas: Pixels, column: float, row: float, scale: float) -> None:
        width = round((self.kind.box[2] - self.kind.box[0]) * 0.33 * scale)
        if width < 2:
            return
        strength = SHADOW if self.stage.palette.disc and self.stage.plan.weather == "clear" else SOFT_SHADOW
        shadow = _shadow(width, max(2, round(width * 0.16)), strength)
        place(canvas, shadow, left=round(column) - shadow.shape[1] // 2, top=round(row) - shadow.shape[0] // 2)

    def _reflect(self, canvas: Pixels, picture: Pixels, at: tuple[int, int], row: float) -> None:
        upside_down = faded(cv2.flip(picture, 0), self.mirror)
        waterline = 2 * row - (at[1] + picture.shape[0])
        place(canvas, upside_down, left=at[0], top=round(waterline))


@lru_cache(maxsize=64)
def _shadow(width: int, height: int, darkest: int) -> Pixels:
    across = np.linspace(-1, 1, 2 * width + 1, dtype=np.float32)[None]
    down = np.linspace(-1, 1, 2 * height + 1, dtype=np.float32)[:, None]
    strength = np.clip(1 - across * across - down * down, 0, 1) ** 0.7
    picture = np.zeros((*strength.shape, 4), np.uint8)
    picture[..., 3] = strength * darkest
    return picture


def cast(stage: Stage, scene: Scene) -> list[Member]:
    """The layers of all subjects of the stage's plan, far ones first."""
    members: list[Member] = []
    for number, subject in enumerate(stage.plan.subjects):
        members.extend(_members(stage, scene, subject, number=number))
    return sorted(members, key=lambda member: (member.depth, member.down))


def _members(stage: Stage, scene: Scene, subject: Subject, *, number: int) -> list[Member]:
    kind = figure_kinds()[subject.kind]
    return [_member(stage, scene, subject, kind, number=number, index=index) for index in range(subject.count)]


def _height(stage: Stage, kind: FigureKind) -> float:
    """Frame heights for one figure unit: a kind alone is shown as large as suits it, several kinds in proportion."""
    kinds = [figure_kinds()[subject.kind] for subject in stage.plan.subjects]
    standing = [other for other in kinds if other.medium == "ground"]
    if kind.medium != "ground" or len(standing) < 2:
        return kind.height
    largest = max(standing, key=lambda other: other.metres)
    return float(largest.height * (kind.metres / largest.metres) ** PROPORTION)


def _member(stage: Stage, scene: Scene, subject: Subject, kind: FigureKind, *, number: int, index: int) -> Member:
    dice = stage.chance.of("member", subject.kind, number, index)
    spot = find_spot(scene, kind.medium, Rank(number=number, index=index, of=subject.count), dice)
    size = figure_size(stage, kind) * spot.shrink
    role = _Role(stage=stage, scene=scene, subject=subject, kind=kind, spot=spot, size=size, number=number, index=index)
    return Member(
        stage=stage,
        kind=kind,
        action=_action_on(scene, subject, number=number),
        colour=from_hex(subject.colour) if subject.colour and index == 0 else None,
        variant=int(stage.identity.of("variant", subject.kind).integers(0, 60)) + APART * index,
        detail=subject.detail,
        path=_path(role, dice),
        down=spot.down,
        depth=spot.depth,
        size=size,
        lead=float(dice.random()) * 4 + 1,
        shadow=kind.medium in ("ground", "road") and scene.floor,
        mirror=0.34 if kind.medium == "water" and scene.water is not None else 0.0,
    )


def _action_on(scene: Scene, subject: Subject, *, number: int) -> str:
    """What it does there: on the edge of a cliff nobody goes on."""
    on_edge = scene.ledge is not None and number == 0
    return "stand" if on_edge and "stand" in figure_kinds()[subject.kind].actions else subject.action


def figure_size(stage: Stage, kind: FigureKind) -> float:
    """Frame heights for one unit of a figure in front."""
    size = _height(stage, kind) * (stage.closeness if kind.medium in ("ground", "water") else 1.0)
    wide = (kind.box[2] - kind.box[0]) * size * stage.height / stage.width
    return size * min(1.0, WIDEST * max(1.0, stage.closeness) / wide)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Role:
    """A figure on its spot, before its way is known."""

    stage: Stage
    scene: Scene
    subject: Subject
    kind: FigureKind
    spot: Spot
    size: float
    number: int
    index: int

    @property
    def ratio(self) -> float:
        return self.stage.width / self.stage.height

    @property
    def speed(self) -> float:
        return natural_speed(self.kind, self.subject.action, size=self.size, ratio=self.ratio)

    @property
    def reach(self) -> float:
        """Half its width, in frame widths."""
        return (self.kind.box[2] - self.kind.box[0]) * self.size / self.ratio / 2

    @property
    def on_edge(self) -> bool:
        """Whether it stands on a cliff."""
        return self.scene.ledge is not None and self.number == 0

    @property
    def below(self) -> bool:
        """Whether it is at the foot of a cliff."""
        return self.scene.ledge is not None and self.number > 0


MIDDLE_OF_FRAME = 0.5


def _path(role: _Role, dice: Generator) -> Path:
    """The way it takes."""
    backward = -1 if role.index and dice.random() < 0.25 else 1
    if role.kind.medium == "flutter":
        return Passing(start=role.spot.across, speed=role.speed * backward, edge=role.reach)
    if role.kind.medium == "ground":
        return _path_on_ground(role, dice)
    direction = -1 if role.kind.medium == "road" and role.index % 2 else backward
    speed = role.kind.speeds.get(role.subject.action, 0.0) * role.size / role.ratio
    return Passing(start=role.spot.across, speed=speed * direction, edge=role.reach)


def _path_on_ground(role: _Role, dice: Generator) -> Path:
    subject, across = role.subject, role.spot.across
    if subject.action == "play" and role.speed and not subject.detail:
        return Roaming(middle=across, speed=role.speed, lead=role.index * 1.7)
    if subject.kind == "person" and subject.count > 1 and subject.action == "walk":
        begins = (role.index + 0.35 + 0.3 * float(dice.random())) / subject.count
        # Toward the middle, so that they pass each other in front of us instead of leaving.
        speed = role.speed * (-1 if begins > MIDDLE_OF_FRAME else 1) * STROLL
        return Passing(start=begins, speed=speed, edge=role.reach + 0.02)
    seconds = role.stage.seconds
    if role.below:
        return Crossing(middle=across, speed=-CHARGE / seconds if role.speed else 0.0, seconds=seconds, left=True)
    if role.on_edge or not role.speed or subject.detail == "wand":
        faces_left = not role.on_edge and len(role.stage.plan.subjects) > 1 and across > 0.5
        middle = across if role.on_edge else 0.5 + 0.75 * (across - 0.5)
        return Crossing(middle=middle, speed=0.0, seconds=seconds, left=faces_left)
    together = (min(role.speed * seconds, own_way(role.stage.plan)) + role.stage.follow) / seconds
    return Crossing(middle=0.5 + 0.8 * (across - 0.42), speed=together, seconds=seconds, left=False)
