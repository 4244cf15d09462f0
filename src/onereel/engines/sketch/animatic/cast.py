"""The figures of a plan in their scene: where each one is, how it crosses the picture, its shadow and its mirror.

Not here: what they look like (`figures`).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from onereel.engines.sketch.animatic.figures import FigureKind, Pose, figure_kinds
from onereel.engines.sketch.animatic.figures.pen import Pen, lighten
from onereel.engines.sketch.animatic.places import Rank, find_spot
from onereel.engines.sketch.animatic.plan import Subject
from onereel.engines.sketch.animatic.scenes import Scene
from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.pixels import Colour, Pixels, faded, from_hex, mix, place, scaled

FASTEST = 0.15
"""Frame widths in a second that a figure on the ground crosses at most; beyond it the camera is thought to follow."""
WIDEST = 0.62
"""Frame widths that one figure takes at most in an ordinary framing."""
PROPORTION = 0.7
"""How far sizes follow nature: at 1 a mouse beside a horse could not be seen."""
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
    start: float
    """Across the frame at the start."""
    down: float
    depth: float
    size: float
    """Frame heights for one figure unit."""
    speed: float
    """Frame widths in a second, to the right."""
    edge: float
    """How far inside the frame's edge it turns, or how far outside it leaves; in frame widths."""
    turns: bool
    """Whether it turns round at the edges; otherwise it leaves and comes in again on the other side."""
    lead: float
    """Seconds that its own time is ahead."""
    shadow: bool
    mirror: float

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw it where it is in this moment."""
        across, facing_left = self._across(moment.seconds)
        down = self.down + self._lift(moment.seconds)
        column, row = moment.point(across, down, self.depth)
        scale = self.size * moment.height * moment.scale(self.depth)
        box = self.kind.box
        left = -box[2] if facing_left else box[0]
        corner = (column + left * scale - 1, row - box[3] * scale - 1)
        pen = Pen(scale=scale, box=box, offset=(corner[0] % 1, corner[1] % 1), flip=facing_left)
        pose = Pose(
            seconds=moment.seconds + self.lead,
            action=self.action,
            colour=self.colour,
            variant=self.variant,
            detail=self.detail,
            dark=self.stage.palette.dark,
        )
        self.kind.draw(pen, pose)
        picture = pen.finished()
        if self.kind.medium not in SHINING:
            self._light(picture, moment)
        at = (math.floor(corner[0]), math.floor(corner[1]))
        if self.shadow:
            self._cast_shadow(canvas, column, row, scale)
        if self.mirror:
            self._reflect(canvas, picture, at, row)
        place(canvas, picture, left=at[0], top=at[1])

    def _across(self, seconds: float) -> tuple[float, bool]:
        gone = self.start + self.speed * seconds
        if not self.turns:
            span = 1.0 + 2 * self.edge
            return ((gone + self.edge) % span - self.edge, self.speed < 0)
        span = 1.0 - 2 * self.edge
        folded = (gone - self.edge) % (2 * span)
        back = folded > span
        return (self.edge + (2 * span - folded if back else folded), back != (self.speed < 0))

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
        white = scaled(mix(palette.shade, palette.light, 0.62), (1.06 - 0.55 * against))
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
        shadow = _shadow(width, max(2, round(width * 0.16)))
        place(canvas, shadow, left=round(column) - shadow.shape[1] // 2, top=round(row) - shadow.shape[0] // 2)

    def _reflect(self, canvas: Pixels, picture: Pixels, at: tuple[int, int], row: float) -> None:
        upside_down = faded(cv2.flip(picture, 0), self.mirror)
        waterline = 2 * row - (at[1] + picture.shape[0])
        place(canvas, upside_down, left=at[0], top=round(waterline))


@lru_cache(maxsize=64)
def _shadow(width: int, height: int) -> Pixels:
    across = np.linspace(-1, 1, 2 * width + 1, dtype=np.float32)[None]
    down = np.linspace(-1, 1, 2 * height + 1, dtype=np.float32)[:, None]
    strength = np.clip(1 - across * across - down * down, 0, 1) ** 0.7
    picture = np.zeros((*strength.shape, 4), np.uint8)
    picture[..., 3] = strength * 105
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
    size = _height(stage, kind) * spot.shrink * (stage.closeness if kind.medium in ("ground", "water") else 1.0)
    ratio = stage.height / stage.width
    wide = (kind.box[2] - kind.box[0]) * size * ratio
    size *= min(1.0, WIDEST * max(1.0, stage.closeness) / wide)
    reach = (kind.box[2] - kind.box[0]) * size * ratio / 2
    onward = kind.medium in ("ground", "flutter")
    speed = kind.speeds.get(subject.action, 0.0) * size * ratio
    if onward:
        speed = min(speed, FASTEST)
    direction = -1 if (kind.medium == "road" and index % 2) or dice.random() < (0.25 if index else 0.0) else 1
    return Member(
        stage=stage,
        kind=kind,
        action=subject.action,
        colour=from_hex(subject.colour) if subject.colour and index == 0 else None,
        variant=int(dice.integers(0, 60)) if index else int(stage.identity.of("variant", subject.kind).integers(0, 60)),
        detail=subject.detail,
        start=spot.across,
        down=spot.down,
        depth=spot.depth,
        size=size,
        speed=speed * direction,
        edge=min(0.42, max(0.10, 0.85 * reach)) if onward else reach,
        turns=onward,
        lead=float(dice.random()) * 4 + 1,
        shadow=kind.medium in ("ground", "road") and scene.floor,
        mirror=0.34 if kind.medium == "water" and scene.water is not None else 0.0,
    )
