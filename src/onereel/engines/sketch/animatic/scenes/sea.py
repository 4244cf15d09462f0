"""The open sea.

Not here: the shore (`beach.py`).
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.water import Water

HORIZON = 0.56


def build(stage: Stage) -> Scene:
    """Water to the horizon, sometimes with a far coast."""
    layers: list[Layer] = [paint_sky(stage, horizon=HORIZON), *paint_clouds(stage, horizon=HORIZON)]
    if stage.chance.of("coast").random() < 0.6:
        coast = Ridge(
            name="coast",
            crest=0.47,
            foot=0.565,
            colour=(112, 128, 104),
            distance=0.62,
            depth=0.12,
            features=1.6,
            relief=0.6,
            side=1.0 if stage.palette.sun_across < 0.5 else -1.0,
        )
        layers.append(paint_ridge(stage, coast))
    layers.append(Water(stage=stage, line=HORIZON, colour=(150, 104, 34), roughness=1.0, mirror=0.62, depth=0.12))
    return Scene(behind=layers, ground=0.80, horizon=HORIZON, sailing=0.73, water=HORIZON, floor=False)


SCENE = SceneKind(
    name="sea",
    words="大海 海洋 海面 海浪 海上 海 ocean sea waves open-water",
    build=build,
    sounds=("waves", "wind"),
)
