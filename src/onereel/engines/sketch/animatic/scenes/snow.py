"""A snow field.

Not here: mountains without snow on the ground.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees

WHITE = (250, 244, 238)
PEAKS = Ridge(
    name="peaks",
    crest=0.30,
    foot=0.66,
    colour=(150, 140, 132),
    distance=0.42,
    depth=0.10,
    features=2.4,
    jagged=True,
    relief=1.0,
    snow=0.75,
)
HILLS = Ridge(name="hills", crest=0.52, foot=0.76, colour=WHITE, distance=0.22, depth=0.22, features=1.8, relief=0.6)
FIRS = Row(
    name="firs",
    kind="fir",
    base=0.715,
    height=0.16,
    count=30,
    colour=(104, 112, 92),
    distance=0.18,
    depth=0.40,
    spread=0.03,
)
NEAR = Row(
    name="near firs",
    kind="fir",
    base=0.80,
    height=0.34,
    count=4,
    colour=(84, 92, 74),
    distance=0.05,
    depth=0.8,
    spread=0.05,
    aside=True,
)


def build(stage: Stage) -> Scene:
    """White hills, firs under snow."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.60), *paint_clouds(stage, horizon=0.60)]
    layers.extend(paint_ridge(stage, ridge) for ridge in (PEAKS, HILLS))
    layers.append(paint_trees(stage, FIRS))
    layers.append(
        paint_ground(stage, name="snow", top=0.71, far=WHITE, near=(240, 226, 214), depth=0.75, swell=0.03, grain=0.05)
    )
    layers.append(paint_trees(stage, NEAR))
    return Scene(behind=layers, ground=0.89, horizon=0.60)


SCENE = SceneKind(
    name="snow",
    words=(
        "冰天雪地 雪山脚下 雪中 snowscape snowy-field snowy-plain 雪地 雪原 冰原 雪野 南极 北极 雪景 "
        "snowfield snow snow-field tundra arctic antarctica winter-landscape ice-field"
    ),
    build=build,
    sounds=("wind",),
)
