"""Under the sea.

Not here: its surface.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from onereel.engines.sketch.animatic.grass import grow_grass
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.painting import Painting, merged, paint
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.weather import Falling
from onereel.engines.sketch.pixels import Colour, Field, Pixels, from_hex, scaled


def _water(stage: Stage) -> Field:
    share = np.clip(stage.rows(), 0, 1)
    stops = np.array([from_hex(code) for code in ("7fe0ee", "2fa3cf", "125f9c", "0a3666")], np.float32)
    channels = [np.interp(share[:, 0], (0.0, 0.25, 0.65, 1.0), stops[:, channel]) for channel in range(3)]
    column = np.stack(channels, axis=1).astype(np.float32)[:, None]
    return np.repeat(column, stage.set_width, axis=1) + stage.chance.of("dither").random(
        (stage.set_height, stage.set_width, 1), np.float32
    )


BLUE: Colour = (150, 104, 40)
ROCKS = (
    Ridge(name="far rocks", crest=0.56, foot=1.0, colour=BLUE, distance=0.45, depth=0.2, features=3, relief=0.9),
    Ridge(
        name="rocks", crest=0.70, foot=1.15, colour=(104, 76, 44), distance=0.2, depth=0.45, features=2.4, relief=0.9
    ),
)
CORALS: tuple[Colour, ...] = (
    (120, 96, 240), (70, 130, 245), (190, 90, 190), (90, 190, 245), (160, 120, 250), (150, 190, 110),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Rays:
    """Shafts of light from the surface that sway."""

    stage: Stage

    def draw(self, canvas: Pixels, moment: Moment) -> None:
        """Add their light."""
        height, width = moment.height // 4, moment.width // 4
        light: Pixels = np.zeros((height, width, 4), np.uint8)
        for number in range(7):
            phase = number * 1.7
            across = width * (0.05 + 0.15 * number + 0.03 * math.sin(moment.seconds * 0.5 + phase))
            lean = width * (0.16 + 0.05 * math.sin(moment.seconds * 0.4 + phase))
            bright = 26 + 18 * math.sin(moment.seconds * 1.1 + phase * 2)
            shaft = np.array(
                [
                    [across, -4],
                    [across + width * 0.05, -4],
                    [across + lean + width * 0.13, height * 0.85],
                    [across + lean, height * 0.85],
                ]
            )
            sheet = np.zeros_like(light)
            cv2.fillPoly(sheet, [shaft.astype(np.int32)], (bright, bright, bright * 0.8, 0))
            light = cv2.add(light, sheet)
        light = cv2.GaussianBlur(light, (0, 0), width / 40)
        fade = np.linspace(1, 0, height, dtype=np.float32)[:, None, None]
        soft = cv2.resize(
            (light * fade).astype(np.uint8), (moment.width, moment.height), interpolation=cv2.INTER_LINEAR
        )
        cv2.add(canvas, soft, canvas)


def _reef(stage: Stage) -> Painting:
    """Corals on the sea floor: fans, branches and round ones, larger toward the sides."""
    chance = stage.chance.of("reef")
    sheet: Pixels = np.zeros((stage.set_height, stage.set_width, 4), np.uint8)
    unit = min(stage.height, stage.width * 1.2)
    count = round(15 * stage.set_width / stage.width)
    for number in range(count):
        across = (number + float(chance.random())) / count * stage.set_width
        aside = min(1.0, abs(across / stage.set_width - 0.5) * 3)
        size = unit * (0.06 + 0.10 * aside) * (0.6 + 0.7 * float(chance.random()))
        foot = (across, stage.row(0.93 + 0.10 * float(chance.random())))
        colour = stage.palette.lit(CORALS[int(chance.integers(len(CORALS)))], 0.8)
        if chance.random() < 0.35:
            _brain(sheet, foot, size * 0.55, colour)
        else:
            _branch(sheet, chance, foot, angle=math.pi / 2, length=size * 0.42, wide=size * 0.085, colour=colour)
    first = int(np.flatnonzero(sheet[..., 3].any(axis=1))[0])
    return Painting(
        picture=np.ascontiguousarray(sheet[first:]), set_width=stage.set_width, set_height=stage.set_height, top=first,
        depth=0.7, solid=stage.set_height,
    )  # fmt: skip


def _branch(
    sheet: Pixels,
    chance: Generator,
    foot: tuple[float, float],
    *,
    angle: float,
    length: float,
    wide: float,
    colour: Colour,
) -> None:
    tip = (foot[0] + math.cos(angle) * length, foot[1] - math.sin(angle) * length)
    points = [(round(x * 16), round(y * 16)) for x, y in (foot, tip)]
    cv2.line(sheet, points[0], points[1], (*colour, 255.0), max(1, round(wide)), cv2.LINE_AA, 4)
    cv2.circle(sheet, points[1], round(wide * 8), (*scaled(colour, 1.12), 255.0), -1, cv2.LINE_AA, 4)
    if wide < 2.2:
        return
    for turn in (-0.5, 0.12, 0.55):
        onward = angle + turn + 0.25 * (float(chance.random()) - 0.5)
        _branch(sheet, chance, tip, angle=onward, length=length * 0.76, wide=wide * 0.68, colour=scaled(colour, 1.05))


def _brain(sheet: Pixels, foot: tuple[float, float], size: float, colour: Colour) -> None:
    middle = (round(foot[0] * 16), round(foot[1] * 16))
    for ring, tone in ((1.0, 0.72), (0.88, 0.92), (0.62, 0.80), (0.52, 1.0), (0.28, 0.86), (0.18, 1.08)):
        axes = (round(size * ring * 16), round(size * 0.72 * ring * 16))
        cv2.ellipse(sheet, middle, axes, 0, 180, 360, (*scaled(colour, tone), 255.0), -1, cv2.LINE_AA, 4)


def build(stage: Stage) -> Scene:
    """Blue depths, rocks and corals on pale sand, weed that sways, bubbles that rise."""
    layers: list[Layer] = [paint(stage, _water(stage), depth=0.03), Rays(stage=stage)]
    layers.extend(paint_ridge(stage, ridge) for ridge in ROCKS)
    floor = paint_ground(
        stage, name="floor", top=0.84, far=(150, 176, 190), near=(140, 178, 200), depth=0.7, swell=0.03, grain=0.14
    )
    layers.append(merged(floor, _reef(stage)))
    bubbles = Falling(
        stage=stage,
        name="bubbles",
        count=40,
        size=5.0,
        speed=-0.14,
        sway=0.02,
        slant=0.0,
        colours=((255, 250, 225),),
        strength=0.45,
    )
    weed = grow_grass(stage, name="weed", base=1.08, height=0.26, count=46, colour=(70, 130, 50), depth=1.1)
    return Scene(behind=layers, front=[weed, bubbles], ground=0.86, horizon=0.4, floor=False)


SCENE = SceneKind(
    name="underwater",
    words=(
        "海里 海中 鱼缸 水底 fish-tank ocean-floor 海底 水下 深海 海底世界 珊瑚 underwater reef coral "
        "deep-sea seabed under-the-sea aquarium"
    ),
    build=build,
    sounds=("bubbles",),
    outdoors=False,
    wide=False,
    time="day",
    weight=3,
)
