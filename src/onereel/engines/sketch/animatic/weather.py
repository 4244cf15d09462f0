"""What falls and floats in the air: rain, snow, mist, petals, leaves, dust, fireflies.

Not here: clouds.
"""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.texture import clouds, spread
from onereel.engines.sketch.pixels import Colour, Field, Pixels, glow, premultiplied, shine


@dataclass(frozen=True, kw_only=True, slots=True)
class Falling:
    """Many small things that fall through the picture and come in again at the top."""

    stage: Stage
    name: str
    count: int
    size: float
    """Radius in units of the stage."""
    speed: float
    """Frame heights in a second."""
    sway: float
    """How far they swing sideways, in frame heights."""
    slant: float
    """How far the wind carries them to the right for each height fallen."""
    colours: tuple[Colour, ...]
    length: float = 0.0
    """Above 0 they are streaks of this length, in frame heights."""
    strength: float = 0.85
    bits: Field = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bits", self.stage.chance.of("falling", self.name).random((self.count, 4)))

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Draw each of them as a streak or a round flake."""
        height, width = moment.height, moment.width
        near = 0.4 + 0.6 * self.bits[:, 2]
        fallen = self.bits[:, 1] + moment.seconds * self.speed * near
        turns = np.floor(fallen * 1.0)
        down = ((fallen - turns) * 1.2 - 0.1) * height
        swing = np.sin(moment.seconds * (1 + self.bits[:, 3]) * 1.7 + self.bits[:, 0] * 40) * self.sway
        start = np.mod(self.bits[:, 0] + turns * 0.381, 1.0)
        across = np.mod(start + (self.slant * (fallen - turns) + swing) * height / width - moment.pan * near, 1.0)
        across = (across * 1.2 - 0.1) * width
        for number in range(self.count):
            at = (float(across[number]), float(down[number]))
            self._one(canvas, number, at=at, near=float(near[number]))

    def _one(self, canvas: Pixels, number: int, *, at: tuple[float, float], near: float) -> None:
        """Draw one; what is nearly opaque straight onto the canvas, what is not onto a copy of its surroundings."""
        colour = (*self.colours[number % len(self.colours)], 255.0)
        radius = self.size * self.stage.unit * near
        reach = self.length * near * canvas.shape[0]
        tail = (at[0] - self.slant * reach, at[1] - reach)
        left, top = max(0, int(min(at[0], tail[0]) - radius) - 2), max(0, int(tail[1] - radius) - 2)
        right, bottom = int(max(at[0], tail[0]) + radius) + 3, int(at[1] + radius) + 3
        under = canvas[top:bottom, left:right]
        if not under.size or right <= 0 or bottom <= 0:
            return
        over = under.copy()
        start = (round((at[0] - left) * 16), round((at[1] - top) * 16))
        if self.length:
            end = (round((tail[0] - left) * 16), round((tail[1] - top) * 16))
            cv2.line(over, start, end, colour, max(1, round(radius)), cv2.LINE_AA, 4)
        else:
            cv2.circle(over, start, max(10, round(radius * 16)), colour, -1, cv2.LINE_AA, 4)
        strength = self.strength * near
        under[:] = cv2.addWeighted(over, strength, np.ascontiguousarray(under), 1 - strength, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mist:
    """Banks of mist that drift over the land."""

    stage: Stage
    middle: float
    """Where it is thickest, down the frame."""
    height: float
    strength: float
    sheet: Pixels = field(init=False)
    through: Pixels = field(init=False)
    """How much of what lies behind is seen, in all four channels alike."""

    def __post_init__(self) -> None:
        stage = self.stage
        width, height = round(stage.set_width * 1.4 / 4), round(stage.height / 4)
        tile = clouds(stage.chance.of("mist", self.middle), falloff=2.6)
        rough = spread(tile, width=width, height=height, across=stage.height / 2.4, down=stage.height / 6)
        rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        bank = np.clip(np.exp(-np.square((rows - self.middle) / self.height)) * 1.02 - 0.02, 0, 1)
        coverage = np.clip(bank * self.strength * (0.62 + 0.72 * (rough - 0.15)), 0, 1).astype(np.float32)
        small = premultiplied(np.asarray(stage.palette.haze, np.float32), coverage)
        sheet = cv2.resize(small, (width * 4, stage.height), interpolation=cv2.INTER_LINEAR)
        through = cv2.bitwise_not(cv2.extractChannel(sheet, 3))
        object.__setattr__(self, "sheet", sheet)
        object.__setattr__(self, "through", cv2.merge([through, through, through, through]))

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Lay the bank over the canvas, going slowly to the right."""
        # It has no edges, so that whole pixels do: nothing in it is sharp enough to be seen jumping.
        left = round((0.45 - 0.02 * moment.seconds + moment.pan * 0.4) * moment.width)
        left = min(max(0, left), self.sheet.shape[1] - moment.width)
        down = round(-moment.tilt * 0.4 * moment.height)
        first = max(0, down, math.floor((self.middle - 2.1 * self.height) * moment.height) + down)
        last = min(moment.height + min(0, down), math.ceil((self.middle + 2.1 * self.height) * moment.height) + down)
        if first >= last:
            return
        part = (slice(first - down, last - down), slice(left, left + moment.width))
        seen = canvas[first:last]
        cv2.multiply(seen, self.through[part], seen, 1 / 255)
        cv2.add(seen, self.sheet[part], seen)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fireflies:
    """Small lights that wander and go on and off."""

    stage: Stage
    count: int = 26
    colour: Colour = (90, 230, 220)
    bits: Field = field(init=False)
    light: Pixels = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bits", self.stage.chance.of("fireflies").random((self.count, 5)))
        object.__setattr__(self, "light", glow(max(3, round(9 * self.stage.unit)), self.colour, power=2.6))

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Add each one's light."""
        radius = self.light.shape[0] // 2
        for x, y, phase, pace, near in self.bits:
            time = moment.seconds * (0.4 + 0.5 * pace) + phase * 20
            place_x = x * 1.1 - 0.05 + 0.03 * math.sin(time) + 0.02 * math.sin(2.3 * time)
            place_y = 0.5 + 0.45 * y + 0.03 * math.cos(1.3 * time)
            column, row = moment.point(place_x, place_y, 0.6 + 0.5 * near)
            bright = max(0.0, math.sin(time * 2.2 + phase * 9)) ** 0.7
            shine(canvas, self.light, left=round(column) - radius, top=round(row) - radius, strength=bright)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lightning:
    """The whole picture lit up for a moment, twice in a few seconds."""

    stage: Stage

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Brighten the canvas while a flash lasts."""
        passed = (moment.seconds - 0.7) % 2.9
        strength = math.exp(-passed * 9) + (math.exp(-(passed - 0.22) * 11) if passed > 0.22 else 0)
        if strength > 0.02:
            cv2.convertScaleAbs(canvas, canvas, 1 + 0.5 * min(1.0, strength), 42 * min(1.0, strength))


def weather_layers(stage: Stage) -> list[Layer]:
    """What the plan's weather and season put in front of the scene."""
    plan, palette = stage.plan, stage.palette
    layers: list[Layer] = []
    if plan.weather in ("rain", "storm"):
        colour = palette.far((235, 228, 220), 0.35)
        layers.append(
            _falling(
                stage,
                "rain",
                count=190,
                size=1.3,
                speed=1.9,
                sway=0,
                slant=-0.12,
                colours=(colour,),
                length=0.055,
                strength=0.5,
            )
        )
    if plan.weather == "storm":
        layers.append(Lightning(stage=stage))
    if plan.weather == "snow":
        white = palette.lit((255, 255, 255), 0.9)
        layers.append(_falling(stage, "snow", count=190, size=4.2, speed=0.17, sway=0.02, slant=0.10, colours=(white,)))
    if plan.weather == "fog":
        layers.append(Mist(stage=stage, middle=0.80, height=0.22, strength=0.38))
    if (
        plan.season == "spring"
        and plan.weather in ("clear", "cloudy")
        and stage.plan.place in ("garden", "field", "forest", "lake")
    ):
        pink = (palette.lit((214, 190, 250), 0.9), palette.lit((232, 214, 252), 0.9))
        layers.append(_falling(stage, "petals", count=46, size=3.6, speed=0.10, sway=0.05, slant=0.35, colours=pink))
    if plan.season == "autumn" and plan.weather in ("clear", "cloudy", "fog"):
        leaves = tuple(palette.lit(colour, 0.9) for colour in ((40, 120, 226), (44, 70, 200), (60, 180, 236)))
        layers.append(_falling(stage, "leaves", count=34, size=4.6, speed=0.14, sway=0.07, slant=0.3, colours=leaves))
    return layers


def mist_behind(stage: Stage) -> list[Layer]:
    """What fog hides of the land behind the subjects."""
    if stage.plan.weather != "fog":
        return []
    return [Mist(stage=stage, middle=0.58, height=0.26, strength=0.95)]


def _falling(stage: Stage, name: str, *, count: int, **settings: object) -> Falling:
    many = round(count * stage.detail)
    return Falling(stage=stage, name=name, count=many, **settings)  # type: ignore[arg-type]  # they are Falling's own
