"""A meadow among hills.

Not here: gardens (`garden.py`).
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import grow_grass
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees

FAR = Ridge(name="far hills", crest=0.46, foot=0.66, colour=(132, 150, 110), distance=0.55, depth=0.12, relief=0.6)
NEAR = Ridge(
    name="hills", crest=0.54, foot=0.76, colour=(88, 156, 116), distance=0.32, depth=0.22, features=1.8, relief=0.7
)
GROVE = Row(
    name="grove",
    kind="broad",
    base=0.69,
    height=0.17,
    count=9,
    colour=(58, 118, 76),
    distance=0.22,
    depth=0.35,
    spread=0.05,
)
GREEN = ((78, 168, 122), (50, 112, 70), (56, 148, 96))
DRY = ((76, 168, 196), (52, 116, 140), (60, 150, 176))


def build(stage: Stage) -> Scene:
    """Soft hills, some trees, grass in the wind."""
    far, near, blades = DRY if stage.plan.season == "autumn" else GREEN
    layers: list[Layer] = [paint_sky(stage, horizon=0.60), *paint_clouds(stage, horizon=0.60)]
    layers.extend(paint_ridge(stage, ridge) for ridge in (FAR, NEAR))
    layers.append(paint_trees(stage, GROVE))
    layers.append(paint_ground(stage, name="meadow", top=0.70, far=far, near=near, depth=0.75))
    layers.append(
        grow_grass(stage, name="back", base=0.80, height=0.06, count=620, colour=far, depth=0.85, flowers=0.10)
    )
    front = [
        grow_grass(stage, name="middle", base=1.00, height=0.11, count=560, colour=blades, depth=1.1, flowers=0.08),
        grow_grass(stage, name="near", base=1.10, height=0.20, count=110, colour=(44, 116, 76), depth=1.45),
    ]
    return Scene(behind=layers, front=front, ground=0.89, horizon=0.58)


SCENE = SceneKind(
    name="field",
    words=(
        "草地 草原 田野 麦田 草坪 原野 稻田 花海 花田 牧场 meadow grass field prairie grassland lawn farm countryside"
    ),
    build=build,
    sounds=("birds", "wind"),
)
