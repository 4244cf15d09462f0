"""A city from afar.

Not here: one street from close by (`street.py`).
"""

import cv2
import numpy as np

from onereel.engines.sketch.animatic.buildings import Skyline, paint_skyline
from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.facades import lamp_posts
from onereel.engines.sketch.animatic.figures import figure_kinds
from onereel.engines.sketch.animatic.land import paint_ground
from onereel.engines.sketch.animatic.painting import Painting, merged
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.water import Water

SKYWARD = {"burst", "rising", "high"}
"""Media of what is looked at above the roofs, which then are lower."""


def build(stage: Stage) -> Scene:
    """Three rows of towers over a river, or over a road when cars or people are about."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.70), *paint_clouds(stage, horizon=0.66)]
    media = {figure_kinds()[subject.kind].medium for subject in stage.plan.subjects}
    high = 0.60 if media & SKYWARD else 1.0
    skylines = (
        Skyline(name="far", base=0.72, tallest=0.64 * high, width=0.06, distance=0.62, depth=0.10),
        Skyline(name="middle", base=0.72, tallest=0.58 * high, width=0.09, distance=0.38, depth=0.16, gaps=0.1),
        Skyline(name="near", base=0.72, tallest=0.44 * high, width=0.13, distance=0.14, depth=0.24, gaps=0.25),
    )
    far, middle, near = (paint_skyline(stage, skyline) for skyline in skylines)
    layers.extend((merged(far, middle), near))
    wet = stage.plan.weather in ("rain", "storm")
    layers.append(
        Water(stage=stage, line=0.715, colour=(110, 92, 66), roughness=0.5, mirror=0.8 if wet else 0.7, depth=0.24)
    )
    if media & {"ground", "road"}:
        quay = paint_ground(
            stage, name="quay", top=0.83, far=(128, 124, 120), near=(92, 88, 84), depth=0.85, swell=0.0, grain=0.08
        )
        lamps = lamp_posts(stage, base=0.842, height=0.26, depth=0.85)
        layers.append(merged(_with_lanes(stage, quay), lamps))
    return Scene(behind=layers, ground=0.90, horizon=0.64, road=0.925, sailing=0.80, water=0.715)


def _with_lanes(stage: Stage, road: Painting) -> Painting:
    """A kerb along the water and white dashes between the lanes."""
    width = road.picture.shape[1]
    for left, right, top, bottom, tone in _marks(stage, width):
        corners = np.array(
            [(left, top), (right, top), (right + 6 * stage.unit, bottom), (left + 6 * stage.unit, bottom)]
        )
        corners[:, 1] = [stage.row(y) - road.top for y in corners[:, 1]]
        colour = (*stage.palette.lit((tone, tone, tone), 0.6), 255.0)
        cv2.fillPoly(road.picture, [np.round(corners * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)
    return road


def _marks(stage: Stage, width: int) -> list[tuple[float, float, float, float, int]]:
    step = 0.22 * stage.height
    dashes = [(at * step, (at + 0.5) * step, 0.930, 0.937, 216) for at in range(int(width / step) + 1)]
    return [(-20.0, width + 20.0, 0.838, 0.852, 150), *dashes]


SCENE = SceneKind(
    name="city",
    words=(
        "城里 市中心 外滩 楼顶 夜景 cityscape rooftop shenzhen 城市 都市 大楼 高楼 摩天楼 天际线 上海 北京 "
        "纽约 东京 香港 城 city skyline downtown skyscraper skyscrapers metropolis tokyo shanghai new-york "
        "urban"
    ),
    build=build,
    sounds=("traffic",),
)
