"""A lake among mountains.

Not here: rivers and the sea.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import grow_grass
from onereel.engines.sketch.animatic.land import Ridge, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees
from onereel.engines.sketch.animatic.water import Water

HORIZON = 0.58
PEAKS = Ridge(
    name="far",
    crest=0.24,
    foot=0.60,
    colour=(140, 128, 116),
    distance=0.46,
    depth=0.10,
    features=2.4,
    jagged=True,
    relief=0.9,
    snow=0.34,
)
HILLS = Ridge(name="middle", crest=0.42, foot=0.60, colour=(88, 112, 92), distance=0.32, depth=0.15, relief=0.7)
FIRS = Row(
    name="shore",
    kind="fir",
    base=0.585,
    height=0.10,
    count=80,
    colour=(66, 92, 60),
    distance=0.22,
    depth=0.18,
    spread=0.01,
)


def build(stage: Stage) -> Scene:
    """Ridges and firs upside down in still water, reeds in front."""
    layers: list[Layer] = [paint_sky(stage, horizon=HORIZON), *paint_clouds(stage, horizon=HORIZON)]
    layers.extend(paint_ridge(stage, ridge) for ridge in (PEAKS, HILLS))
    layers.append(paint_trees(stage, FIRS))
    layers.append(Water(stage=stage, line=HORIZON, colour=(120, 96, 44), roughness=0.45, mirror=0.85, depth=0.18))
    reeds = grow_grass(stage, name="reeds", base=1.06, height=0.17, count=150, colour=(58, 130, 106), depth=1.2)
    return Scene(behind=layers, front=[reeds], ground=0.88, horizon=HORIZON, sailing=0.72, water=HORIZON, floor=False)


SCENE = SceneKind(
    name="lake",
    words=(
        "湖水 河边 河岸 江边 瀑布 水塘 湖畔 山水 lakeshore waterfall creek canal 湖 湖面 湖边 湖泊 池塘 河 "
        "河流 江 江面 溪 小溪 lake pond river stream riverside lakeside"
    ),
    build=build,
    sounds=("wind", "birds"),
    weight=2,
)
