"""A city from afar.

Not here: one street from close by (`street.py`).
"""

from onereel.engines.sketch.animatic.buildings import Skyline, paint_skyline
from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import paint_ground
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.water import Water


def build(stage: Stage) -> Scene:
    """Three rows of towers over a river, or over a road when cars or people are about."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.70), *paint_clouds(stage, horizon=0.66)]
    skylines = (
        Skyline(name="far", base=0.72, tallest=0.50, width=0.06, distance=0.62, depth=0.10),
        Skyline(name="middle", base=0.72, tallest=0.46, width=0.09, distance=0.38, depth=0.16, gaps=0.1),
        Skyline(name="near", base=0.72, tallest=0.36, width=0.13, distance=0.14, depth=0.24, gaps=0.25),
    )
    layers.extend(paint_skyline(stage, skyline) for skyline in skylines)
    wet = stage.plan.weather in ("rain", "storm")
    layers.append(
        Water(stage=stage, line=0.715, colour=(110, 92, 66), roughness=0.5, mirror=0.8 if wet else 0.7, depth=0.24)
    )
    layers.append(
        paint_ground(
            stage, name="quay", top=0.83, far=(128, 124, 120), near=(92, 88, 84), depth=0.85, swell=0.0, grain=0.08
        )
    )
    return Scene(behind=layers, ground=0.90, horizon=0.64, road=0.92, sailing=0.78, water=0.715)


SCENE = SceneKind(
    name="city",
    words=(
        "城市 都市 大楼 高楼 摩天楼 天际线 上海 北京 纽约 东京 香港 城 city skyline downtown skyscraper "
        "skyscrapers metropolis tokyo shanghai new-york urban"
    ),
    build=build,
    sounds=("traffic",),
)
