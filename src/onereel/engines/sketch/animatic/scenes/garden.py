"""A garden or a park in bloom.

Not here: open fields.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import grow_grass, sow
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees

HILL = Ridge(
    name="hill", crest=0.50, foot=0.66, colour=(112, 150, 112), distance=0.5, depth=0.12, features=1.6, relief=0.5
)
BACK = Row(name="back", kind="broad", base=0.66, height=0.24, count=22, colour=(74, 134, 86), distance=0.28, depth=0.25)
MIDDLE = Row(
    name="middle",
    kind="broad",
    base=0.71,
    height=0.34,
    count=7,
    colour=(60, 126, 78),
    distance=0.10,
    depth=0.45,
    spread=0.03,
)


def build(stage: Stage) -> Scene:
    """Rows of round trees around a lawn full of flowers."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.58), *paint_clouds(stage, horizon=0.58)]
    layers.append(paint_ridge(stage, HILL))
    layers.extend(paint_trees(stage, row) for row in (BACK, MIDDLE))
    lawn = paint_ground(stage, name="lawn", top=0.69, far=(96, 184, 132), near=(60, 136, 86), depth=0.75)
    layers.append(sow(stage, lawn, name="bed", top=0.69, count=620, colour=(70, 158, 100), flowers=0.42))
    front = [
        grow_grass(
            stage, name="flowers", base=1.03, height=0.14, count=330, colour=(60, 140, 90), depth=1.2, flowers=0.34
        )
    ]
    return Scene(behind=layers, front=front, ground=0.89, horizon=0.58)


SCENE = SceneKind(
    name="garden",
    words=(
        "后院 草坪上 花坛 植物园 flower-bed botanical-garden flowerbed 花园 公园 院子 庭院 花丛 果园 garden "
        "park yard backyard orchard courtyard"
    ),
    build=build,
    sounds=("birds",),
    weight=2,
)
