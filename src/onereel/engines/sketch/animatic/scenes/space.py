"""Space.

Not here: the night sky over land.
"""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from onereel.engines.sketch.animatic.painting import paint
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.texture import clouds, spread
from onereel.engines.sketch.pixels import Field, Pixels, from_hex, lay_over, smoothstep

NEBULAE = (("3a1c71", "d76d77"), ("0f4c75", "3bd1c6"), ("5b1a6e", "2f7fe0"), ("6e2a1a", "e8a84a"))
PLANETS = (("d99a5b", "7a4a2c"), ("5aa8e0", "e8f2f8"), ("c8674a", "8c3a2a"), ("9a86d8", "5a4a98"))


def _deep_space(stage: Stage) -> Field:
    chance = stage.chance.of("nebula")
    height, width = stage.set_height, stage.set_width
    first, second = (np.asarray(from_hex(code), np.float32) for code in NEBULAE[int(chance.integers(len(NEBULAE)))])
    size = stage.height * 1.5
    broad = spread(clouds(chance, falloff=3.0), width=width, height=height, across=size, down=size)
    fine = spread(clouds(chance, falloff=2.2), width=width, height=height, across=size, down=size)
    band = np.exp(-np.square((stage.rows() - 0.5 + 0.35 * (stage.columns() - 0.5)) / 0.34))
    gas = smoothstep(0.35, 0.85, broad * 0.6 + fine * 0.4 + 0.12 * band) * band
    colours = (
        np.array([26, 12, 8], np.float32)
        + gas[..., None] * (first + (second - first) * smoothstep(0.4, 0.7, fine)[..., None]) * 0.85
    )
    return np.asarray(colours, np.float32)


def _stars(stage: Stage, *, share: float, name: str) -> Pixels:
    """Stars on nothing, as light."""
    chance = stage.chance.of("stars", name)
    light = np.zeros((stage.set_height, stage.set_width), np.float32)
    count = int(share * stage.set_height * stage.set_width / max(0.6, stage.unit**2))
    rows, columns = chance.integers(0, stage.set_height, count), chance.integers(0, stage.set_width, count)
    np.maximum.at(light, (rows, columns), np.clip(chance.pareto(1.8, count) * 46 + 26, 0, 255).astype(np.float32))
    light = np.maximum(light, cv2.GaussianBlur(light, (0, 0), 1.1) * 2.2)
    return np.asarray(np.clip(light, 0, 255), np.uint8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planet:
    """A turning planet with a lit and a dark side."""

    stage: Stage
    x: float
    y: float
    radius: float
    map: Pixels = field(init=False)
    ball: tuple[Field, Field, Field, Field] = field(init=False)

    def __post_init__(self) -> None:
        chance = self.stage.chance.of("planet", self.x)
        first, second = (np.asarray(from_hex(code), np.float32) for code in PLANETS[int(chance.integers(len(PLANETS)))])
        bands = spread(clouds(chance, falloff=2.2), width=512, height=256, across=512, down=160)
        lines = 0.5 + 0.5 * np.sin(np.linspace(0, 22, 256, dtype=np.float32)[:, None] + 5 * bands)
        share = np.clip(0.55 * bands + 0.45 * lines, 0, 1)[..., None]
        object.__setattr__(
            self, "map", cv2.cvtColor((first + (second - first) * share).astype(np.uint8), cv2.COLOR_BGR2BGRA)
        )
        pixels = max(4, round(self.radius * self.stage.height))
        steps = np.arange(-pixels - 1, pixels + 2, dtype=np.float32) / pixels
        across, down = np.meshgrid(steps, steps)
        distance = np.hypot(across, down)
        front = np.sqrt(np.clip(1 - distance * distance, 0, 1))
        longitude = np.arctan2(across, front + 1e-4) / math.pi * 256 + 128
        latitude = (np.arcsin(np.clip(down, -1, 1)) / math.pi + 0.5) * 255
        light = np.clip(-0.55 * across - 0.45 * down + 0.75 * front, 0, 1) ** 0.8
        cover = np.clip((1 - distance) * pixels + 0.5, 0, 1)
        object.__setattr__(self, "ball", (longitude, latitude.astype(np.float32), light, cover))

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw it, turned a little further each moment."""
        longitude, latitude, light, cover = self.ball
        turned = np.mod(longitude - np.float32(moment.seconds * 9), 511).astype(np.float32)
        colours = cv2.remap(self.map, turned, latitude, cv2.INTER_LINEAR).astype(np.float32)
        picture = np.asarray(colours * (0.04 + 0.96 * light * cover)[..., None] * cover[..., None], np.uint8)
        picture[..., 3] = cover * 255
        column, row = moment.point(self.x, self.y, 0.25)
        radius = picture.shape[0] / 2
        matrix = np.array([[1, 0, column - radius], [0, 1, row - radius]], np.float32)
        sheet = cv2.warpAffine(picture, matrix, (moment.width, moment.height))
        lay_over(canvas, sheet)


@dataclass(frozen=True, kw_only=True, slots=True)
class StarField:
    """Nearer stars that slide past."""

    stage: Stage
    light: Pixels
    depth: float

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Add their light."""
        scale = moment.scale(self.depth)
        across = moment.width / 2 - scale * (
            self.light.shape[1] / 2 + (moment.pan * self.depth + 0.006 * moment.seconds) * moment.width
        )
        down = moment.height / 2 - scale * (self.light.shape[0] / 2 + moment.tilt * self.depth * moment.height)
        matrix = np.array([[scale, 0, across], [0, scale, down]], np.float32)
        seen = cv2.warpAffine(self.light, matrix, (moment.width, moment.height), borderMode=cv2.BORDER_WRAP)
        cv2.add(canvas, cv2.merge([seen, seen, seen, np.zeros_like(seen)]), canvas)


def build(stage: Stage) -> Scene:
    """A nebula, two sheets of stars and a turning planet."""
    layers: list[Layer] = [paint(stage, _deep_space(stage), depth=0.03)]
    layers.append(StarField(stage=stage, light=_stars(stage, share=0.0012, name="far"), depth=0.1))
    layers.append(StarField(stage=stage, light=_stars(stage, share=0.0003, name="near"), depth=0.5))
    side = stage.chance.of("side").random()
    layers.append(Planet(stage=stage, x=0.76 if side < 0.5 else 0.24, y=0.64, radius=0.26))
    return Scene(behind=layers, ground=0.80, horizon=0.3, floor=False)


SCENE = SceneKind(
    name="space",
    words="太空 宇宙 银河 星球 火星 星系 星云 行星 space galaxy planet universe cosmos nebula outer-space",
    build=build,
    sounds=("hum",),
    outdoors=False,
    time="night",
    weight=3,
)
