"""A street between houses.

Not here: a city from afar (`city.py`).
"""

from onereel.engines.sketch.animatic.buildings import Skyline, paint_skyline
from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import paint_ground
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees

BEHIND = Skyline(name="behind", base=0.74, tallest=0.52, width=0.16, distance=0.45, depth=0.20)
HOUSES = Skyline(name="houses", base=0.76, tallest=0.46, width=0.26, distance=0.05, depth=0.45, gaps=0.15)
AVENUE = Row(
    name="avenue",
    kind="broad",
    base=0.785,
    height=0.26,
    count=6,
    colour=(64, 122, 80),
    distance=0.04,
    depth=0.62,
    spread=0.0,
)
PAVEMENT = ((176, 176, 178), (150, 150, 152))
ROAD = ((98, 94, 92), (70, 66, 66))


def build(stage: Stage) -> Scene:
    """Houses along a pavement with trees, a road in front."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.66), *paint_clouds(stage, horizon=0.62)]
    layers.extend(paint_skyline(stage, skyline) for skyline in (BEHIND, HOUSES))
    far, near = PAVEMENT
    layers.append(paint_ground(stage, name="pavement", top=0.755, far=far, near=near, depth=0.6, swell=0.0, grain=0.05))
    layers.append(paint_trees(stage, AVENUE))
    far, near = ROAD
    layers.append(paint_ground(stage, name="road", top=0.83, far=far, near=near, depth=0.8, swell=0.0, grain=0.06))
    return Scene(behind=layers, ground=0.825, horizon=0.52, road=0.90)


SCENE = SceneKind(
    name="street",
    words="街 街道 街头 马路 公路 小巷 胡同 小镇 村庄 street road alley town village avenue highway",
    build=build,
    sounds=("traffic",),
    weight=2,
)
