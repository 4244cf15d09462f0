"""Grass in front of the viewer that sways in the wind, with flowers in it.

Not here: the meadow's ground (`land.py`).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.painting import Painting
from onereel.engines.sketch.animatic.stage import Moment, Stage
from onereel.engines.sketch.pixels import Colour, Pixels, lay_over, mix, scaled

_SUB = 16
FLOWERS: tuple[Colour, ...] = ((250, 250, 250), (70, 214, 252), (180, 150, 252), (235, 170, 214), (96, 110, 246))


@dataclass(frozen=True, kw_only=True, slots=True)
class Grass:
    """A strip of blades along the bottom of the frame."""

    picture: Pixels
    set_height: int
    top: int
    depth: float
    phase: float

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the strip over the canvas, leaning with the wind; its foot stays where it is."""
        scale = moment.scale(self.depth)
        wind = 0.08 * math.sin(moment.seconds * 1.6 + self.phase) + 0.05 * math.sin(
            moment.seconds * 2.9 + 2 * self.phase
        )
        across = moment.width / 2 - scale * (self.picture.shape[1] / 2 + moment.pan * self.depth * moment.width)
        down = moment.height / 2 - scale * (self.set_height / 2 + moment.tilt * self.depth * moment.height - self.top)
        first = max(0, math.floor(down))
        if first >= moment.height:
            return
        height = self.picture.shape[0]
        matrix = np.array([[scale, -wind, across + wind * height], [0, scale, down - first]], np.float32)
        size = (moment.width, moment.height - first)
        seen = cv2.warpAffine(self.picture, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        lay_over(canvas[first:], seen)


def grow_grass(
    stage: Stage,
    *,
    name: str,
    base: float,
    height: float,
    count: int,
    colour: Colour,
    depth: float,
    flowers: float = 0.0,
) -> Grass:
    """A strip of `count` blades across a frame width, `height` frame heights tall, its foot at `base`."""
    chance = stage.chance.of("grass", name)
    if stage.plan.season == "winter":
        flowers, count = 0.0, count // 3
    top = int(stage.row(base - height * 1.25))
    sheet: Pixels = np.zeros((max(4, stage.set_height - top), stage.set_width, 4), np.uint8)
    near = min(1.0, max(0.0, depth - 0.9))
    for _ in range(round(count * stage.detail * stage.set_width / stage.width)):
        across = chance.random() * stage.set_width
        foot = stage.row(base + 0.06 * chance.random()) - top
        length = height * stage.height * (0.45 + 0.6 * chance.random())
        lean = (chance.random() - 0.5) * length * 0.8
        tone = mix(
            scaled(mix(colour, stage.covered(colour), 0.6), 0.62 + 0.6 * chance.random()), (24, 40, 24), 0.65 * near
        )
        _blade(sheet, (across, foot), length, lean, stage.unit * (1.6 + 2.2 * near), stage.palette.lit(tone, 0.75))
        if chance.random() < flowers:
            petal = stage.palette.lit(FLOWERS[int(chance.integers(len(FLOWERS)))], 0.95)
            _flower(sheet, (across + lean, foot - length), stage.unit * (3.2 + 1.6 * chance.random()), petal)
    return Grass(picture=sheet, set_height=stage.set_height, top=top, depth=depth, phase=float(chance.random()) * 6)


def sow(
    stage: Stage,
    ground: Painting,
    *,
    name: str,
    top: float,
    count: int,
    colour: Colour,
    flowers: float = 0.0,
    petals: tuple[Colour, ...] = FLOWERS,
) -> Painting:
    """The ground with `count` tufts across a frame width drawn on it from `top` down, larger toward the viewer."""
    chance = stage.chance.of("turf", name)
    if stage.plan.season == "winter":
        flowers, count = 0.0, count // 5
    count = round(count * min(1.0, 0.15 + 0.85 * stage.unit))  # a small frame has no room for all of them
    sheet = ground.picture
    reach = 1.06 - top
    for share in np.sort(chance.random(round(count * stage.detail * stage.set_width / stage.width)) ** 1.5):
        near = 0.12 + 0.88 * float(share)
        foot = (chance.random() * stage.set_width, stage.row(top + 0.012 + reach * float(share)) - ground.top)
        length = stage.unit * 50 * near * (0.5 + 0.7 * chance.random())
        tone = scaled(mix(colour, stage.covered(colour), 0.6), 0.66 + 0.62 * chance.random())
        seen = stage.palette.far(stage.palette.lit(tone, 0.78), 0.35 * (1 - near) ** 2)
        lean = (chance.random() - 0.5) * length
        for turn in (-0.5, 0.0, 0.45):
            _blade(sheet, foot, length * (1 - abs(turn) * 0.5), lean + turn * length, stage.unit * 2.3 * near, seen)
        if chance.random() < flowers:
            petal = stage.palette.far(
                stage.palette.lit(petals[int(chance.integers(len(petals)))], 0.95), 0.2 * (1 - near)
            )
            _flower(sheet, (foot[0] + lean, foot[1] - length), stage.unit * (1.2 + 4.2 * near), petal)
    return ground


def _blade(sheet: Pixels, foot: tuple[float, float], length: float, lean: float, half: float, colour: Colour) -> None:
    across, down = foot
    points = [
        (across - half, down),
        (across - half * 0.8 + lean * 0.30, down - length * 0.55),
        (across + lean, down - length),
        (across + half * 0.8 + lean * 0.36, down - length * 0.5),
        (across + half, down),
    ]
    corners = np.round(np.array(points) * _SUB).astype(np.int32)
    cv2.fillPoly(sheet, [corners], (*colour, 255.0), cv2.LINE_AA, 4)


def _flower(sheet: Pixels, middle: tuple[float, float], radius: float, colour: Colour) -> None:
    for petal in range(5):
        angle = petal * 1.2566
        at = (middle[0] + math.cos(angle) * radius * 0.8, middle[1] + math.sin(angle) * radius * 0.65)
        cv2.circle(
            sheet,
            (round(at[0] * _SUB), round(at[1] * _SUB)),
            round(radius * 0.6 * _SUB),
            (*colour, 255.0),
            cv2.FILLED,
            cv2.LINE_AA,
            4,
        )
    at = (round(middle[0] * _SUB), round(middle[1] * _SUB))
    cv2.circle(sheet, at, round(radius * 0.45 * _SUB), (60, 190, 250, 255), cv2.FILLED, cv2.LINE_AA, 4)
