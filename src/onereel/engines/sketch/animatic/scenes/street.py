"""A street between houses.

Not here: a city from afar (`city.py`).
"""

from onereel.engines.sketch.animatic.buildings import Skyline, paint_skyline
from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.facades import lamp_posts, mirrored_on, paint_facades
from onereel.engines.sketch.animatic.land import paint_ground
from onereel.engines.sketch.animatic.painting import merged
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees

BEHIND = Skyline(name="behind", base=0.74, tallest=0.58, width=0.14, distance=0.55, depth=0.20)
HILL_TREES = Row(
    name="behind", kind="broad", base=0.74, height=0.42, count=7, colour=(74, 122, 88), distance=0.5, depth=0.2
)
AVENUE = Row(
    name="avenue",
    kind="broad",
    base=0.79,
    height=0.36,
    count=3,
    colour=(64, 122, 80),
    distance=0.04,
    depth=0.62,
    spread=0.0,
)
PAVEMENT = ((176, 176, 178), (150, 150, 152))
ROAD = ((110, 106, 104), (84, 80, 80))
WET = 0.46


def build(stage: Stage) -> Scene:
    """House fronts with shops along a pavement, trees and lamps, a road in front that mirrors them in the rain."""
    old = "old" in stage.plan.details
    layers: list[Layer] = [paint_sky(stage, horizon=0.66), *paint_clouds(stage, horizon=0.62)]
    layers.append(paint_trees(stage, HILL_TREES) if old else paint_skyline(stage, BEHIND))
    fronts = paint_facades(stage, base=0.765, depth=0.55, old=old)
    pavement = paint_ground(
        stage, name="pavement", top=0.76, far=PAVEMENT[0], near=PAVEMENT[1], depth=0.55, swell=0.0, grain=0.05
    )
    road = paint_ground(stage, name="road", top=0.855, far=ROAD[0], near=ROAD[1], depth=0.8, swell=0.0, grain=0.06)
    if stage.plan.weather in ("rain", "storm") or stage.palette.dark or "wet" in stage.plan.details:
        pavement = mirrored_on(pavement, fronts, strength=WET)
        road = mirrored_on(road, fronts, strength=WET * 0.8)
    layers.append(merged(fronts, pavement))
    lamps = lamp_posts(stage, base=0.80, height=0.40, depth=0.62)
    layers.append(lamps if old else merged(paint_trees(stage, AVENUE), lamps))
    layers.append(road)
    return Scene(behind=layers, ground=0.86, horizon=0.50, road=0.93)


SCENE = SceneKind(
    name="street",
    words=(
        "步行街 巷子 商店街 十字路口 crossroad alleyway roadside 街 街道 街头 马路 公路 小巷 小镇 路上 street "
        "road alley town avenue highway sidewalk"
    ),
    build=build,
    sounds=("traffic",),
    weight=2,
    details={
        "old": "老街 古镇 胡同 村庄 古城 老城 old-street old-town village ancient-town",
        "wet": "雨后 积水 湿漉漉 after-rain wet puddles",
    },
)
