"""Mountains.

Not here: fields of snow (`snow.py`).
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees
from onereel.engines.sketch.animatic.weather import Mist

PEAKS = Ridge(
    name="peaks",
    crest=0.17,
    foot=0.70,
    colour=(132, 118, 108),
    distance=0.38,
    depth=0.10,
    features=2.2,
    jagged=True,
    relief=1.0,
    snow=0.42,
)
SHOULDERS = Ridge(
    name="shoulders", crest=0.40, foot=0.74, colour=(104, 108, 92), distance=0.30, depth=0.18, jagged=True, relief=0.9
)
WOODS = Ridge(
    name="woods", crest=0.58, foot=0.80, colour=(70, 104, 76), distance=0.20, depth=0.30, features=2.2, relief=0.6
)
FIRS = Row(
    name="firs",
    kind="fir",
    base=0.775,
    height=0.17,
    count=46,
    colour=(62, 88, 58),
    distance=0.10,
    depth=0.45,
    spread=0.03,
)
NEAR = Row(
    name="near firs",
    kind="fir",
    base=0.84,
    height=0.36,
    count=4,
    colour=(52, 76, 50),
    distance=0.0,
    depth=0.8,
    spread=0.04,
    aside=True,
)


def build(stage: Stage) -> Scene:
    """Snowy peaks, wooded ridges, mist between them, a meadow to stand on."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.62), *paint_clouds(stage, horizon=0.62)]
    layers.extend(paint_ridge(stage, ridge) for ridge in (PEAKS, SHOULDERS, WOODS))
    layers.append(Mist(stage=stage, middle=0.66, height=0.07, strength=0.55))
    layers.append(paint_trees(stage, FIRS))
    layers.append(paint_ground(stage, name="meadow", top=0.775, far=(84, 150, 120), near=(52, 104, 76), depth=0.85))
    layers.append(paint_trees(stage, NEAR))
    return Scene(behind=layers, ground=0.89, horizon=0.66)


SCENE = SceneKind(
    name="mountain",
    words=(
        "山 高山 群山 山峰 峰 悬崖 峡谷 山谷 山顶 雪山 冰川 mountain mountains cliff canyon valley hill peak "
        "snow-mountain alps glacier snowy-mountain"
    ),
    build=build,
    sounds=("wind",),
)
