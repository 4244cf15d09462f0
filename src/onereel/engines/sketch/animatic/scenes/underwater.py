"""Under the sea.

Not here: its surface.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from onereel.engines.sketch.animatic.grass import grow_grass
from onereel.engines.sketch.animatic.land import Ridge, paint_ridge
from onereel.engines.sketch.animatic.painting import paint
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.stage import Layer, Moment, Stage
from onereel.engines.sketch.animatic.weather import Falling
from onereel.engines.sketch.pixels import Field, Pixels, from_hex


def _water(stage: Stage) -> Field:
    share = np.clip(stage.rows(), 0, 1)
    stops = np.array([from_hex(code) for code in ("7fe0ee", "2fa3cf", "125f9c", "0a3666")], np.float32)
    channels = [np.interp(share[:, 0], (0.0, 0.25, 0.65, 1.0), stops[:, channel]) for channel in range(3)]
    column = np.stack(channels, axis=1).astype(np.float32)[:, None]
    return np.repeat(column, stage.set_width, axis=1) + stage.chance.of("dither").random(
        (stage.set_height, stage.set_width, 1), np.float32
    )


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


def build(stage: Stage) -> Scene:
    """Blue depths, rocks, weed that sways, bubbles that rise."""
    layers: list[Layer] = [paint(stage, _water(stage), depth=0.03), Rays(stage=stage)]
    blue = (150, 104, 40)
    ridges = (
        Ridge(name="far rocks", crest=0.62, foot=1.0, colour=blue, distance=0.15, depth=0.2, features=3, relief=0.8),
        Ridge(
            name="rocks",
            crest=0.76,
            foot=1.15,
            colour=(104, 70, 30),
            distance=0.0,
            depth=0.45,
            features=2.4,
            relief=0.9,
        ),
    )
    layers.extend(paint_ridge(stage, ridge) for ridge in ridges)
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
    weed = grow_grass(stage, name="weed", base=1.06, height=0.34, count=70, colour=(70, 130, 50), depth=1.1)
    return Scene(behind=layers, front=[weed, bubbles], ground=0.86, horizon=0.4, floor=False)


SCENE = SceneKind(
    name="underwater",
    words="海底 水下 深海 海底世界 珊瑚 underwater reef coral deep-sea seabed under-the-sea aquarium",
    build=build,
    sounds=("bubbles",),
    outdoors=False,
    time="day",
    weight=3,
)
