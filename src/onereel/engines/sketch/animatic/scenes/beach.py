"""A beach.

Not here: the open sea (`sea.py`).
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.shore import Shore
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees
from onereel.engines.sketch.animatic.water import Water

HORIZON = 0.54
PALMS = Row(
    name="palms", kind="palm", base=0.86, height=0.66, count=3, colour=(60, 120, 60), distance=0.0, depth=0.85,
    aside=True,
)  # fmt: skip


def build(stage: Stage) -> Scene:
    """Sea behind wet sand, a headland at one side, palms when it is summer."""
    layers: list[Layer] = [paint_sky(stage, horizon=HORIZON), *paint_clouds(stage, horizon=HORIZON)]
    side = 1.0 if stage.palette.sun_across < 0.5 else -1.0
    headland = Ridge(
        name="headland",
        crest=0.41,
        foot=0.55,
        colour=(96, 128, 100),
        distance=0.5,
        depth=0.12,
        features=1.3,
        relief=0.7,
        side=side,
    )
    layers.append(paint_ridge(stage, headland))
    layers.append(
        Water(stage=stage, line=HORIZON, colour=(168, 132, 48), roughness=0.9, mirror=0.60, depth=0.12, ends=0.86)
    )
    layers.append(Shore(stage=stage, line=0.755, depth=0.8))
    if stage.plan.season != "winter" and stage.chance.of("palms").random() < 0.75:
        layers.append(paint_trees(stage, PALMS))
    return Scene(behind=layers, ground=0.90, horizon=HORIZON, sailing=0.64, water=HORIZON)


SCENE = SceneKind(
    name="beach",
    words=(
        "海岸线 沙岸 湾 海湾 岛 海岛 bay island tropical-island 海边 海滩 沙滩 海岸 海滨 beach seaside shore "
        "coast seashore"
    ),
    build=build,
    sounds=("waves",),
    weight=2,
)
