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
from onereel.engines.sketch.pixels import Field, Pixels, as_field, from_hex, place, premultiplied, smoothstep

NEBULAE = (("3a1c71", "d76d77"), ("0f4c75", "3bd1c6"), ("5b1a6e", "2f7fe0"), ("6e2a1a", "e8a84a"))
RING_BEGINS, RING_ENDS, FLATNESS, TILT = 1.30, 2.15, 0.26, -0.32
PLANETS = (("d99a5b", "7a4a2c"), ("5aa8e0", "e8f2f8"), ("c8674a", "8c3a2a"), ("9a86d8", "5a4a98"))


def _deep_space(stage: Stage) -> Field:
    chance = stage.chance.of("nebula")
    height, width = stage.set_height, stage.set_width
    first, second = (np.asarray(from_hex(code), np.float32) for code in NEBULAE[int(chance.integers(len(NEBULAE)))])
    size = stage.height * 1.5
    broad = spread(clouds(chance, falloff=3.0), width=width, height=height, across=size, down=size)
    fine = spread(clouds(chance, falloff=2.2), width=width, height=height, across=size, down=size)
    band = np.exp(-np.square((stage.rows() - 0.5 + 0.35 * (stage.columns() - 0.5)) / 0.34))
    gas = smoothstep(0.25, 1.0, broad * 0.6 + fine * 0.4 + 0.12 * band) * band
    colours = (
        np.array([26, 12, 8], np.float32)
        + gas[..., None] * (first + (second - first) * smoothstep(0.4, 0.7, fine)[..., None]) * 0.62
    )
    return np.asarray(colours, np.float32)


def _stars(stage: Stage, *, share: float, name: str) -> Pixels:
    """Stars on nothing, as light."""
    chance = stage.chance.of("stars", name)
    light = np.zeros((stage.set_height, stage.set_width), np.float32)
    count = int(share * stage.set_height * stage.set_width / max(0.6, stage.unit**2))
    rows, columns = chance.integers(0, stage.set_height, count), chance.integers(0, stage.set_width, count)
    np.maximum.at(light, (rows, columns), np.clip(chance.pareto(1.5, count) * 60 + 40, 0, 255).astype(np.float32))
    light = np.maximum(light, cv2.GaussianBlur(light, (0, 0), 1.1) * 2.2)
    return np.asarray(np.clip(light, 0, 255), np.uint8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planet:
    """A turning planet with a lit and a dark side."""

    stage: Stage
    x: float
    y: float
    radius: float
    ringed: bool = False
    rings: tuple[Pixels, ...] = field(init=False)
    map: Pixels = field(init=False)
    ball: tuple[Field, Field] = field(init=False)
    lights: tuple[Pixels, Pixels] = field(init=False)

    def __post_init__(self) -> None:
        chance = self.stage.chance.of("planet", self.x)
        first, second = (np.asarray(from_hex(code), np.float32) for code in PLANETS[int(chance.integers(len(PLANETS)))])
        bands = spread(clouds(chance, falloff=2.2), width=512, height=256, across=512, down=160)
        lines = 0.5 + 0.5 * np.sin(np.linspace(0, 22, 256, dtype=np.float32)[:, None] + 5 * bands)
        share = np.clip(0.55 * bands + 0.45 * lines, 0, 1)[..., None]
        object.__setattr__(
            self, "map", cv2.cvtColor((first + (second - first) * share).astype(np.uint8), cv2.COLOR_BGR2BGRA)
        )
        pixels = max(4, round(self.radius * min(self.stage.height, self.stage.width)))
        object.__setattr__(self, "rings", _rings(pixels) if self.ringed else ())
        steps = np.arange(-pixels - 1, pixels + 2, dtype=np.float32) / pixels
        across, down = np.meshgrid(steps, steps)
        distance = np.hypot(across, down)
        front = np.sqrt(np.clip(1 - distance * distance, 0, 1))
        longitude = np.arctan2(across, front + 1e-4) / math.pi * 256 + 128
        latitude = (np.arcsin(np.clip(down, -1, 1)) / math.pi + 0.5) * 255
        light = np.clip(-0.55 * across - 0.45 * down + 0.75 * front, 0, 1) ** 0.8
        cover = np.clip((1 - distance) * pixels + 0.5, 0, 1)
        object.__setattr__(self, "ball", (longitude, latitude.astype(np.float32)))
        shade = as_field((0.05 + 0.95 * light) * cover * 255)
        air = as_field(0.16 * (1 - cover * light) * cover)
        blue, green, red = from_hex("8fc4ff")
        rim = cv2.merge([air * np.float32(part) for part in (blue, green, red)] + [np.zeros_like(air)])
        lights = (cv2.merge([shade, shade, shade, as_field(cover * 255)]).astype(np.uint8), rim.astype(np.uint8))
        object.__setattr__(self, "lights", lights)

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw it, turned a little further each moment, with the ring's far half behind it and its near half before."""
        longitude, latitude = self.ball
        turned = np.mod(longitude - np.float32(moment.seconds * 9), 511).astype(np.float32)
        shade, rim = self.lights
        picture = cv2.multiply(cv2.remap(self.map, turned, latitude, cv2.INTER_LINEAR), shade, scale=1 / 255)
        cv2.add(picture, rim, picture)
        column, row = moment.point(self.x, self.y, 0.25)
        for sheet in self.rings[:1] if self.rings else ():
            _stamp(canvas, sheet, column, row)
        _stamp(canvas, picture, column, row)
        for sheet in self.rings[1:]:
            _stamp(canvas, sheet, column, row)


def _stamp(canvas: Pixels, picture: Pixels, column: float, row: float) -> None:
    """Lay the picture over the canvas with its middle at a place between pixels."""
    left, top = column - picture.shape[1] / 2, row - picture.shape[0] / 2
    matrix = np.array([[1, 0, left - math.floor(left)], [0, 1, top - math.floor(top)]], np.float32)
    moved = cv2.warpAffine(picture, matrix, (picture.shape[1] + 1, picture.shape[0] + 1))
    place(canvas, moved, left=math.floor(left), top=math.floor(top))


def _rings(radius: float) -> tuple[Pixels, Pixels]:
    """Both halves of a tilted ring around a planet of this radius in pixels: the far one and the near one."""
    steps = np.arange(-math.ceil(radius * RING_ENDS), math.ceil(radius * RING_ENDS) + 1, dtype=np.float32) / radius
    across, down = np.meshgrid(steps, steps)
    along, off = across * math.cos(TILT) + down * math.sin(TILT), down * math.cos(TILT) - across * math.sin(TILT)
    distance = np.hypot(along, off / FLATNESS)
    band = smoothstep(RING_BEGINS, RING_BEGINS + 0.04, distance) * smoothstep(RING_ENDS, RING_ENDS - 0.05, distance)
    lines = 0.62 + 0.38 * np.sin(distance * 46) * np.sin(distance * 19 + 1)
    gap = 1 - 0.85 * smoothstep(0.035, 0.02, np.abs(distance - 1.78))
    shadow = 1 - 0.75 * smoothstep(1.0, 0.85, np.hypot(along - 0.55, off * 0.9 - 0.55))
    cover = band * lines * gap * 0.85
    colours = np.asarray(from_hex("e8d6b4"), np.float32) * shadow[..., None] * np.ones((*cover.shape, 1), np.float32)
    far, near = (premultiplied(as_field(colours), as_field(cover * half)) for half in (off < 0, off >= 0))
    return far, near


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
    far = _stars(stage, share=0.0022, name="far")[..., None].astype(np.float32)
    layers: list[Layer] = [paint(stage, _deep_space(stage) + far, depth=0.05)]
    layers.append(StarField(stage=stage, light=_stars(stage, share=0.0006, name="near"), depth=0.5))
    flies = any(subject.kind == "rocket" for subject in stage.plan.subjects)
    left = flies or stage.chance.of("side").random() < 0.5  # a rocket comes from the left and flies past
    ringed = "rings" in stage.plan.details or stage.chance.of("rings").random() < 0.3
    layers.append(Planet(stage=stage, x=0.70 if left else 0.30, y=0.60, radius=0.21 if ringed else 0.27, ringed=ringed))
    layers.append(Planet(stage=stage, x=0.15 if left else 0.86, y=0.24, radius=0.045))
    return Scene(behind=layers, ground=0.80, horizon=0.3, floor=False)


SCENE = SceneKind(
    name="space",
    words=(
        "外太空 月球 空间站 黑洞 moon-surface lunar mars black-hole orbit-station starfield 太空 宇宙 银河 "
        "星球 火星 星系 星云 行星 space galaxy planet universe cosmos nebula outer-space"
    ),
    build=build,
    sounds=("hum",),
    outdoors=False,
    wide=False,
    details={"rings": "土星 光环 星环 ringed rings saturn"},
    time="night",
    weight=3,
)
