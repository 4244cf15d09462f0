"""Mountains.

Not here: fields of snow (`snow.py`).
"""

import numpy as np

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import sow
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.painting import Painting, paint
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.texture import clouds, outline, spread
from onereel.engines.sketch.animatic.trees import Row, paint_trees
from onereel.engines.sketch.animatic.weather import Mist
from onereel.engines.sketch.pixels import as_field, smoothstep

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
ROCK = (112, 120, 132)
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


LEDGE = 0.76
CLIFF_ENDS = 0.50
"""How far the rock reaches into the frame."""


def build(stage: Stage) -> Scene:
    """Snowy peaks, wooded ridges, mist between them, a meadow to stand on, or a cliff above a valley."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.62), *paint_clouds(stage, horizon=0.62)]
    layers.extend(paint_ridge(stage, ridge) for ridge in (PEAKS, SHOULDERS, WOODS))
    layers.append(Mist(stage=stage, middle=0.66, height=0.07, strength=0.55))
    layers.append(paint_trees(stage, FIRS))
    meadow = paint_ground(stage, name="meadow", top=0.775, far=(84, 150, 120), near=(52, 104, 76), depth=0.85)
    layers.append(sow(stage, meadow, name="turf", top=0.78, count=420, colour=(60, 128, 92), flowers=0.10))
    if "cliff" in stage.plan.details:
        return Scene(behind=layers, middle=[_cliff(stage)], ledge=LEDGE, ground=0.93, horizon=0.66)
    layers.append(paint_trees(stage, NEAR))
    return Scene(behind=layers, ground=0.89, horizon=0.66)


def _cliff(stage: Stage) -> Painting:
    """Rock close by at the left: grass on its top, a broken face in strata that falls away to the right."""
    chance = stage.chance.of("cliff")
    rows, columns = stage.rows(), stage.columns()
    edge = 0.014 * outline(chance, stage.set_width, features=5, octaves=4)[None]
    face = 0.055 * outline(chance, stage.set_height, features=6, octaves=5, ridged=True)[:, None]
    top = LEDGE + 0.012 + edge * 0.5 + 0.10 * smoothstep(CLIFF_ENDS - 0.10, CLIFF_ENDS + 0.02, columns) ** 2
    right = CLIFF_ENDS + face + 0.10 * (rows - LEDGE)
    coverage = np.minimum(
        np.clip((rows - top) * stage.height / 1.5 + 0.5, 0, 1),
        np.clip((right - columns) * stage.width / 1.5 + 0.5, 0, 1),
    )
    height, width = coverage.shape
    tile = clouds(chance, falloff=2.0)
    rough = spread(tile, width=width, height=height, across=stage.height * 0.5, down=stage.height * 0.16)
    upright = spread(tile, width=width, height=height, across=stage.height * 0.13, down=stage.height * 0.7)
    below = np.clip((rows - top) / 0.30, 0, 1)
    near_edge = smoothstep(0.14, 0.0, right - columns)
    light = np.clip(0.30 + 1.5 * (rough - 0.5) + 1.1 * (upright - 0.5) + 0.35 * near_edge - 0.30 * below, 0, 1)
    palette = stage.palette
    shade, bright = (np.asarray(palette.lit(ROCK, amount), np.float32) for amount in (0.0, 1.0))
    colours = shade * 0.62 + (bright - shade * 0.62) * light[..., None]
    turf = smoothstep(0.030, 0.014, rows - top + 0.03 * (rough - 0.5))[..., None]
    grass = np.asarray(palette.lit(stage.covered((62, 128, 96)), 0.62), np.float32) * (0.75 + 0.5 * upright[..., None])
    return paint(stage, as_field(colours + (grass - colours) * turf), as_field(coverage), depth=0.95)


SCENE = SceneKind(
    name="mountain",
    words=(
        "山脉 山岭 山间 峭壁 长城 火山 ridge volcano great-wall cliffs 山 高山 群山 山峰 峰 悬崖 峡谷 山谷 "
        "山顶 雪山 冰川 mountain mountains cliff canyon valley hill peak snow-mountain alps glacier "
        "snowy-mountain"
    ),
    build=build,
    sounds=("wind",),
    details={"cliff": "悬崖 峭壁 崖边 cliff precipice"},
)
