"""A meadow among hills.

Not here: gardens (`garden.py`).
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import FLOWERS, grow_grass, sow
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees
from onereel.engines.sketch.pixels import mix

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
GREEN = ((92, 176, 134), (52, 118, 76), (56, 148, 96))
DRY = ((76, 168, 196), (52, 116, 140), (60, 150, 176))
LAVENDER = ((226, 92, 150), (236, 120, 178), (200, 70, 128))
RAPE = ((60, 214, 250), (40, 200, 244))
CROPS = {
    "lavender": ("薰衣草 lavender", LAVENDER),
    "rape": ("油菜花 菜花 rapeseed canola sunflower 向日葵", RAPE),
    "poppies": ("罂粟 虞美人 郁金香 poppy poppies tulip", ((60, 60, 226), (80, 84, 240))),
}


def build(stage: Stage) -> Scene:
    """Soft hills, some trees, grass in the wind."""
    meadow, grass, blades = DRY if stage.plan.season == "autumn" else GREEN
    crop = next((name for name in CROPS if name in stage.plan.details), None)
    petals, flowers = (CROPS[crop][1], 0.95) if crop else (FLOWERS, 0.16)
    far = mix(meadow, petals[0], 0.85 if crop else 0.0)
    near = mix(grass, petals[-1], 0.5 if crop else 0.0)
    tufts = mix(blades, petals[0], 0.45 if crop else 0.0)
    layers: list[Layer] = [paint_sky(stage, horizon=0.60), *paint_clouds(stage, horizon=0.60)]
    layers.extend(paint_ridge(stage, ridge) for ridge in (FAR, NEAR))
    layers.append(paint_trees(stage, GROVE))
    ground = paint_ground(stage, name="meadow", top=0.70, far=far, near=near, depth=0.75)
    layers.append(sow(stage, ground, name="turf", top=0.70, count=900, colour=tufts, flowers=flowers, petals=petals))
    front = [
        grow_grass(stage, name="middle", base=1.00, height=0.10, count=420, colour=blades, depth=1.1, flowers=0.08),
        grow_grass(stage, name="near", base=1.08, height=0.19, count=150, colour=(44, 116, 76), depth=1.45),
    ]
    return Scene(behind=layers, front=front, ground=0.89, horizon=0.58)


SCENE = SceneKind(
    name="field",
    words=(
        "草丛 草甸 山坡 田园 乡村 麦浪 meadows hillside pasture wheat-field rice-field flower-field 草地 草原 "
        "田野 麦田 草坪 原野 稻田 花海 花田 牧场 meadow grass field prairie grassland lawn farm countryside"
    ),
    build=build,
    sounds=("birds", "wind"),
    details={name: words for name, (words, _) in CROPS.items()},
)
